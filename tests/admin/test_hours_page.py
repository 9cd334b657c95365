"""The page of a centre's hours: a week at a glance, seasons, dated exceptions, and what residents will read."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centers import profile, walking
from centers.hours import SHANGHAI
from centers.models import Center, OpeningException, OpeningHours
from grids.sources import Source
from tests.admin.page_text import english_in
from tests.admin.registry import address

TODAY = date(2026, 9, 28)  # a Monday; 中秋 is over, 国庆 begins on Thursday
USUAL = "08:30-12:00、14:30-17:30"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args, **kwargs: TODAY)


@pytest.fixture
def page(ours):
    return reverse("admin:centers_center_hours", args=[ours.pk])


@pytest.fixture
def empty(ours):
    """Our centre without any hours."""
    OpeningHours.objects.filter(center=ours).delete()
    OpeningException.objects.filter(center=ours).delete()
    return ours


def week(*days, op="save", **more):
    """The fields of a week: texts from Monday on, the rest closed; every day closed on holidays."""
    texts = {f"day{day}": days[day] if day < len(days) else "" for day in range(7)}
    ticks = {f"holidays{day}": "on" for day in range(7)}
    return {"op": op, "source": "survey", **texts, **ticks, **more}


def closure(first, last="", op="exception_preview", **more):
    return {"op": op, "first": first, "last": last, "kind": "closed", "quick": "春节闭馆", **more}


def stored(center):
    return sorted(
        OpeningHours.objects.filter(center=center).values_list(
            "first", "last", "weekdays", "opens", "closes", "closed_on_holidays"
        ),
        key=str,
    )


def messages_of(answer, form="week"):
    return [message for found in answer.context[form].errors.values() for message in found]


def test_a_week_is_stored_with_equal_days_together(as_staff, staff, page, empty):
    answer = as_staff.post(page, week(*[USUAL] * 5, "全天", "22:00-次日02:00"))
    assert answer.status_code == 302
    assert stored(empty) == [
        (None, None, 31, 510, 720, True),
        (None, None, 31, 870, 1050, True),
        (None, None, 32, 0, 1440, True),
        (None, None, 64, 1320, 1560, True),
    ]


def test_a_day_can_stay_open_on_holidays(as_staff, page, empty):
    data = week(USUAL, "", "", "", "", "9:00-12:00")
    del data["holidays5"]
    as_staff.post(page, data)
    assert stored(empty)[-1] == (None, None, 32, 540, 720, False)
    shown = as_staff.get(page).context["week"]
    assert [row["holidays"].value() for row in shown.rows()] == [True, True, True, True, True, False, True]


def test_whoever_saves_vouches_for_the_hours(as_staff, staff, page, empty):
    Center.objects.filter(pk=empty.pk).update(hours_source=Source.SAMPLE)
    as_staff.post(page, week(USUAL))
    empty.refresh_from_db()
    assert (empty.hours_source, empty.hours_confirmed_on, empty.hours_confirmed_by) == ("survey", TODAY, staff)


def test_what_was_left_unread_goes_only_when_the_person_says_so(as_staff, page, empty):
    Center.objects.filter(pk=empty.pk).update(hours_leftover="寒暑假另行通知")
    answer = as_staff.post(page, week(USUAL), follow=True)
    empty.refresh_from_db()
    assert empty.hours_leftover
    assert "时间待确认" in answer.content.decode()
    as_staff.post(page, week(USUAL, leftover_is_read="on"))
    empty.refresh_from_db()
    assert empty.hours_leftover == ""
    assert empty.hours_are_known


def test_every_change_is_kept_with_the_person(as_staff, staff, page, empty):
    OpeningHours.objects.create(center=empty, weekdays=31, opens=480, closes=720)
    kept = OpeningHours.objects.create(center=empty, weekdays=32, opens=540, closes=720)
    OpeningHours.objects.create(center=empty, weekdays=64, opens=540, closes=600)
    before = OpeningHours.history.count()
    as_staff.post(page, week(*["08:30-12:00"] * 5, "9:00-12:00"))
    new = OpeningHours.history.filter(history_user=staff)
    assert sorted(new.values_list("history_type", "opens")) == [("-", 540), ("~", 510)]
    assert OpeningHours.history.count() > before
    assert OpeningHours.objects.get(pk=kept.pk).opens == 540
    assert not kept.history.filter(history_user=staff).exists()
    assert empty.history.filter(history_user=staff, hours_confirmed_on=TODAY).exists()
    as_staff.post(page, week(*["08:30-12:00"] * 5, "9:00-12:00", "9:00-10:00"))
    added = OpeningHours.history.filter(history_user=staff, history_type="+").get()
    assert (added.weekdays, added.opens) == (64, 540)


def test_saving_what_is_shown_changes_no_row(as_staff, staff, page, ours):
    before = list(OpeningHours.objects.filter(center=ours).order_by("pk").values())
    shown = as_staff.get(page).context["week"]
    data = {"op": "save"}
    for bound in shown:
        value = bound.field.prepare_value(bound.value()) if bound.value() is not None else ""
        if value is not False:
            data[bound.html_name] = "on" if value is True else value
    assert as_staff.post(page, data).status_code == 302
    assert list(OpeningHours.objects.filter(center=ours).order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("18:00-09:00", "次日02:00"),
        ("早上", "看不懂"),
        ("24:00-26:00", "00:00 到 23:59"),
        ("08:00-次日09:00", "不能超过24小时"),
        ("-12:00", "看不懂"),
        ("8:30-12:00、2:30-5:30", "从早到晚"),
        ("8:30-12:00、11:00-13:00", "不能重叠"),
        ("周六 9:00-12:00", "看不懂"),
        ("9" * 100_000, "太长"),
        ("08:30-12:00\x00", "看不懂"),
    ],
)
def test_impossible_hours_are_explained_and_stay_in_the_form(as_staff, page, ours, text, message):
    before = stored(ours)
    answer = as_staff.post(page, week(USUAL, text))
    assert answer.status_code == 200
    assert any(message in found for found in messages_of(answer)), messages_of(answer)
    assert answer.context["week"]["day1"].value() == text
    assert stored(ours) == before


def test_a_week_without_any_hours_is_explained(as_staff, page, ours):
    before = stored(ours)
    answer = as_staff.post(page, week())
    assert "特别安排" in messages_of(answer)[0]
    assert stored(ours) == before


def test_a_day_is_copied_to_the_chosen_days_and_nothing_is_saved(as_staff, page, ours):
    before = stored(ours)
    data = week("9:00-11:00", USUAL, op="copy-0", copy0=["1", "6"])
    del data["holidays0"]
    shown = as_staff.post(page, data).context["week"]
    assert [shown[f"day{day}"].value() for day in range(7)] == ["9:00-11:00", "9:00-11:00", *[""] * 4, "9:00-11:00"]
    assert [bool(shown[f"holidays{day}"].value()) for day in range(7)] == [False, False, *[True] * 4, False]
    assert stored(ours) == before


def test_copying_to_a_day_that_does_not_exist_copies_nothing(as_staff, page):
    answer = as_staff.post(page, week("9:00-11:00", op="copy-0", copy0=["7", "x"]))
    assert answer.status_code == 200
    assert answer.context["week"]["day1"].value() == ""


def test_a_season_is_added_moved_and_removed(as_staff, page, empty):
    as_staff.post(page, week(USUAL))
    answer = as_staff.post(f"{page}?period=new", week("9:00-16:00", first="2026-11-01", last="2027-03-31"))
    assert answer.url == f"{page}?period=2026-11-01_2027-03-31"
    assert stored(empty)[-1] == (date(2026, 11, 1), date(2027, 3, 31), 1, 540, 960, True)
    answer = as_staff.post(answer.url, week("9:00-16:00", first="2026-12-01", last=""))
    assert answer.url == f"{page}?period=2026-12-01_"
    assert [row[0] for row in stored(empty)] == [None, None, date(2026, 12, 1)]
    assert as_staff.post(answer.url, {"op": "remove_period"}).status_code == 302
    assert {row[0] for row in stored(empty)} == {None}
    empty.refresh_from_db()
    assert empty.hours_source == "survey"


def test_a_new_season_begins_as_a_copy_of_the_usual_week(as_staff, page, empty):
    as_staff.post(page, week("9:00-11:00"))
    shown = as_staff.get(f"{page}?period=new").context["week"]
    assert shown["day0"].value() == "09:00-11:00"


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2027-03-01", "2027-05-01", "2026年11月1日至2027年3月31日）部分重叠"),
        ("2026-11-01", "2027-03-31", "已经有"),
        ("2027-05-01", "2027-04-01", "不能早于"),
        ("", "", "从哪天到哪天"),
        ("0001-01-01", "", "年份不对"),
        ("明天", "", "有效"),
    ],
)
def test_dates_that_cannot_be_are_explained(as_staff, page, empty, first, last, message):
    new = f"{page}?period=new"
    as_staff.post(page, week(USUAL))
    as_staff.post(new, week("9:00-16:00", first="2026-11-01", last="2027-03-31"))
    before = stored(empty)
    answer = as_staff.post(new, week("9:00-16:00", first=first, last=last))
    assert any(message in found for found in messages_of(answer)), messages_of(answer)
    assert stored(empty) == before


def test_a_season_within_a_season_is_taken(as_staff, page, empty):
    new = f"{page}?period=new"
    as_staff.post(new, week("9:00-16:00", first="2026-11-01", last="2027-03-31"))
    assert as_staff.post(new, week("10:00-15:00", first="2027-01-01", last="2027-01-31")).status_code == 302


def test_without_any_hours_they_are_unknown_again(as_staff, page, empty):
    as_staff.post(page, week(USUAL))
    as_staff.post(page, {"op": "remove_period"})
    empty.refresh_from_db()
    assert (empty.hours_source, empty.hours_confirmed_on, empty.hours_are_known) == ("", None, False)


def test_rows_that_somebody_else_changed_meanwhile_are_not_written_over(as_staff, page, empty):
    as_staff.post(page, week(USUAL))
    seen = as_staff.get(page).context["week"]["seen"].value()
    OpeningHours.objects.filter(center=empty).update(closes=1080)
    before = stored(empty)
    answer = as_staff.post(page, week("9:00-11:00", seen=seen))
    assert "刚才有人改过" in messages_of(answer)[0]
    assert stored(empty) == before
    again = answer.context["week"]["seen"].value()
    assert as_staff.post(page, week("9:00-11:00", seen=again)).status_code == 302


def test_the_preview_of_a_week_shows_it_and_saves_nothing(as_staff, page, empty):
    as_staff.post(page, week(USUAL))
    before = stored(empty)
    answer = as_staff.post(page, week("9:00-11:00", op="preview"))
    monday, tuesday, *_ = answer.context["days"]
    assert (monday.hours, monday.before) == ("09:00–11:00", "08:30–12:00、14:30–17:30")
    assert (tuesday.hours, tuesday.before) == ("休息", "")
    assert stored(empty) == before


def test_the_fourteen_days_name_holidays_and_make_up_days(as_staff, page, empty):
    as_staff.post(page, week(*[USUAL] * 5))
    days = {day.date: day for day in as_staff.get(page).context["days"]}
    assert len(days) == 14
    assert (days[date(2026, 10, 1)].holiday, days[date(2026, 10, 1)].hours) == ("国庆节", "休息")
    assert (days[date(2026, 10, 10)].holiday, days[date(2026, 10, 10)].hours) == (
        "调休上班",
        "08:30–12:00、14:30–17:30",
    )


def test_the_fourteen_days_are_what_the_public_page_says(as_staff, page, empty):
    as_staff.post(page, week(*[USUAL] * 4, "9:00-次日01:00", "全天"))
    as_staff.post(f"{page}?period=new", week("10:00-11:00", first="2026-09-29", last="2026-09-30"))
    OpeningException.objects.create(center=empty, first=TODAY + timedelta(4), last=TODAY + timedelta(5), note="培训")
    days = as_staff.get(page).context["days"]
    when = datetime(2026, 9, 28, 10, tzinfo=SHANGHAI)
    public = profile.profile_of(empty.code, None, when, walks=walking.walks_from(None)).days
    assert [(day.date, day.hours) for day in days][: len(public)] == [
        (day.date, "、".join(day.spans)) for day in public
    ]


def test_a_closure_is_seen_before_it_is_saved(as_staff, staff, page, empty):
    as_staff.post(page, week(*[USUAL] * 7))
    shown = as_staff.post(page, closure("2026-09-29", "2026-09-30"))
    days = {day.date: day for day in shown.context["exception_days"]}
    assert days[date(2026, 9, 29)].hours == "休息"
    assert days[date(2026, 9, 29)].note == "春节闭馆"
    assert days[date(2026, 9, 29)].before == "08:30–12:00、14:30–17:30"
    assert days[date(2026, 9, 28)].before == ""
    assert not OpeningException.objects.filter(center=empty).exists()
    previewed = shown.context["exception"]["previewed"].value()
    answer = as_staff.post(page, closure("2026-09-29", "2026-09-30", op="exception_save", previewed=previewed))
    assert answer.status_code == 302
    row = OpeningException.objects.get(center=empty)
    assert (row.first, row.last, row.opens, row.note) == (date(2026, 9, 29), date(2026, 9, 30), None, "春节闭馆")
    assert row.history.get().history_user == staff


def test_what_was_not_previewed_is_not_saved(as_staff, page, empty):
    shown = as_staff.post(page, closure("2026-09-29"))
    previewed = shown.context["exception"]["previewed"].value()
    answer = as_staff.post(page, closure("2026-09-30", op="exception_save", previewed=previewed))
    assert answer.context["exception_days"]
    assert not OpeningException.objects.filter(center=empty).exists()


def test_a_closure_far_ahead_shows_its_own_days_too(as_staff, page, empty):
    as_staff.post(page, week(*[USUAL] * 7))
    days = as_staff.post(page, closure("2027-02-05", "2027-02-12")).context["exception_days"]
    assert days[0].date == TODAY
    assert {date(2027, 2, 5), date(2027, 2, 12)} <= {day.date for day in days}
    # From 除夕 to 初三 the week rests anyway.
    changed = [day.date for day in days if day.before]
    assert (changed[0], changed[-1]) == (date(2027, 2, 9), date(2027, 2, 12))


def test_other_hours_of_a_day_are_stored_span_by_span(as_staff, page, empty):
    data = closure("2026-09-29", kind="open", spans="9:00-11:00、15:00-16:00", quick="", note="停电检修")
    previewed = as_staff.post(page, data).context["exception"]["previewed"].value()
    as_staff.post(page, data | {"op": "exception_save", "previewed": previewed})
    rows = OpeningException.objects.filter(center=empty).values_list("first", "last", "opens", "closes", "note")
    day = date(2026, 9, 29)
    assert list(rows) == [(day, day, 540, 660, "停电检修"), (day, day, 900, 960, "停电检修")]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"first": "2027-02-10", "last": "2027-02-01"}, "结束日期不能早于开始日期"),
        ({"first": "", "last": "2027-02-01"}, "必填"),
        ({"kind": "open"}, "请填开放的时间"),
        ({"spans": "9:00-11:00"}, "又填了时间"),
        ({"kind": "open", "spans": "随便"}, "看不懂"),
        ({"first": "2026-09-01", "last": "2026-09-02"}, "已经过去"),
        ({"first": "9999-12-31", "last": "9999-12-31"}, "年份不对"),
        ({"first": "2029-12-31", "last": ""}, "两年以内"),
        ({"first": "2027-02-01", "last": "2028-03-01"}, "最多一年"),
        ({"note": "长" * 100_000}, "60"),
        ({"first": "2026-10-09", "last": "2026-10-12"}, "2026年10月1日至2026年10月10日）部分重叠"),
        ({"first": "2026-10-01", "last": "2026-10-10"}, "已经有一条特别安排"),
        ({"kind": "sometimes"}, "sometimes"),
    ],
)
def test_impossible_exceptions_are_explained(as_staff, page, empty, changes, message):
    OpeningException.objects.create(center=empty, first=date(2026, 10, 1), last=date(2026, 10, 10))
    answer = as_staff.post(page, closure("2027-02-01", "2027-02-03") | changes)
    assert answer.status_code == 200
    assert any(message in found for found in messages_of(answer, "exception")), messages_of(answer, "exception")
    assert OpeningException.objects.filter(center=empty).count() == 1


def test_exceptions_are_removed_and_their_history_stays(as_staff, staff, page, empty):
    past = OpeningException.objects.create(center=empty, first=date(2026, 2, 1), last=date(2026, 2, 3), note="旧的")
    coming = OpeningException.objects.create(center=empty, first=date(2026, 10, 1), last=date(2026, 10, 3))
    text = as_staff.get(page).content.decode()
    assert "已过去的（1条）" in text
    as_staff.post(page, {"op": "remove_expired"})
    assert list(OpeningException.objects.filter(center=empty)) == [coming]
    assert OpeningException.history.filter(id=past.pk, history_type="-", history_user=staff).exists()
    as_staff.post(page, {"op": "remove_exception", "dates": "2026-10-01_2026-10-03"})
    assert not OpeningException.objects.filter(center=empty).exists()
    assert as_staff.post(page, {"op": "remove_exception", "dates": "2026-10-01_2026-10-03"}).status_code == 404


@pytest.mark.parametrize("op", ["", "drop", "copy-7", "copy-x", "copy-\x00"])
def test_an_unknown_operation_is_refused(as_staff, page, op):
    assert as_staff.post(page, {"op": op}).status_code == 400


def test_an_unknown_period_answers_404(as_staff, page):
    for period in ("2001-01-01_", "nonsense", "长" * 5000):
        assert as_staff.get(page, {"period": period}).status_code == 404
    assert as_staff.get(page, {"period": "\x00"}).status_code == 400


def test_the_page_is_for_those_who_keep_the_centre(client, as_staff, ours, foreign, staff_without_post, user_with_post):
    for name in ("hours", "hours_copy"):
        for key in (foreign.pk, 999_999_999, "abc", 10**30):
            strange = reverse(f"admin:centers_center_{name}", args=[key])
            assert as_staff.get(strange).status_code == as_staff.post(strange, week(USUAL)).status_code == 404
    client.logout()
    own = reverse("admin:centers_center_hours", args=[ours.pk])
    assert client.get(own).url.startswith("/admin/login/")
    for other in (staff_without_post, user_with_post("441702", role="system"), user_with_post("441702", role="audit")):
        client.force_login(other)
        for name in ("hours", "hours_copy"):
            for key in (ours.pk, 999_999_999):
                strange = reverse(f"admin:centers_center_{name}", args=[key])
                assert client.get(strange).status_code == client.post(strange, week(USUAL)).status_code == 403


def test_the_page_speaks_chinese_and_stays_within_its_queries(as_staff, page, empty, django_assert_max_num_queries):
    as_staff.post(page, week(USUAL))
    OpeningException.objects.create(center=empty, first=TODAY, last=TODAY, note="培训")
    for number in range(10):
        day = date(2026, 1, 1) + timedelta(number)
        OpeningException.objects.create(center=empty, first=day, last=day)
    with django_assert_max_num_queries(12):
        answer = as_staff.get(page)
    assert english_in(answer) == set()
    with django_assert_max_num_queries(40):
        as_staff.post(page, week(USUAL, USUAL, "全天"))


def test_the_centre_and_the_list_lead_to_the_page(as_staff, page, ours):
    assert page in as_staff.get(address(Center, "changelist")).content.decode()
    form = as_staff.get(address(Center, "change", ours.pk)).content.decode()
    assert page in form
    assert "法定节假日休息" in form

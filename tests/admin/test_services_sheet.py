"""The sheet on which a centre says what it does."""

import pytest
from django.utils import timezone

from accounts.models import Post
from centers.models import Answer, Center, Offering
from services.models import ServiceItem
from tests.admin.page_text import english_in
from tests.admin.registry import address


def sheet(center):
    return f"/admin/centers/center/{center.pk}/services/"


def sent(answer, **changes) -> dict:
    """What a browser would send back of the lines on the page, with changes such as `C01="available"`."""
    data = {}
    for group in answer.context["groups"]:
        for line in group.shown:
            data |= {
                f"{line.item.code}-status": line.status,
                f"{line.item.code}-note": line.note,
                f"{line.item.code}-seen": line.seen,
            }
    for name, value in changes.items():
        data[f"{name}-status" if "_" not in name else name.replace("_", "-")] = value
    return data


def of(center, code):
    return center.offerings.get(item__code=code)


@pytest.fixture
def missing(ours):
    return ours.offerings.missing().select_related("item").order_by("item__code").first()


def test_every_item_is_on_the_sheet_and_what_is_missing_is_counted(as_staff, ours, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        answer = as_staff.get(sheet(ours))
    assert answer.status_code == 200
    groups = answer.context["groups"]
    assert sum(len(group.shown) for group in groups) == 98
    missing = ours.offerings.missing().count()
    assert sum(group.missing for group in groups) == missing > 0
    text = answer.content.decode()
    assert f"已登记 <b>{98 - missing}</b> / 98 项" in text
    assert f"{missing} 项未登记" in text
    assert text.count("matrix-row is-missing") == missing
    assert english_in(answer) - {"Community"} == set()


def test_only_what_is_missing_can_be_shown(as_staff, ours):
    answer = as_staff.get(sheet(ours), {"only": "missing"})
    lines = [line for group in answer.context["groups"] for line in group.shown]
    assert len(lines) == ours.offerings.missing().count()
    assert all(line.is_missing for line in lines)


def test_saving_an_untouched_sheet_changes_nothing(as_staff, ours):
    cells = list(ours.offerings.order_by("pk").values())
    before = Center.objects.get(pk=ours.pk)
    answer = as_staff.post(sheet(ours), sent(as_staff.get(sheet(ours))), follow=True)
    assert "没有改动" in answer.content.decode()
    assert list(ours.offerings.order_by("pk").values()) == cells
    after = Center.objects.get(pk=ours.pk)
    assert (after.revision, after.services_confirmed_on) == (before.revision, before.services_confirmed_on)
    assert not Offering.history.filter(center=ours).exists()


def test_a_changed_status_is_confirmed_by_whoever_changes_it(as_staff, ours, staff, missing):
    others = list(ours.offerings.exclude(pk=missing.pk).order_by("pk").values())
    data = sent(as_staff.get(sheet(ours)), **{missing.item.code: "available"})
    answer = as_staff.post(sheet(ours), data, follow=True)
    assert "改了1项" in answer.content.decode()
    missing.refresh_from_db()
    today = timezone.localdate()
    assert (missing.status, missing.source, missing.confirmed_on) == ("available", "survey", today)
    assert missing.history.latest("history_id").history_user == staff
    ours.refresh_from_db()
    assert (ours.services_confirmed_on, ours.services_confirmed_by) == (today, staff)
    assert list(ours.offerings.exclude(pk=missing.pk).order_by("pk").values()) == others


def test_an_answer_taken_back_is_missing_again(as_staff, ours):
    cell = ours.offerings.exclude(status="missing").select_related("item").first()
    as_staff.post(sheet(ours), sent(as_staff.get(sheet(ours)), **{cell.item.code: "missing"}))
    cell.refresh_from_db()
    assert (cell.status, cell.source, cell.confirmed_on) == ("missing", "", None)


def test_a_whole_category_is_chosen_and_not_saved(as_staff, ours, missing):
    category = missing.item.category
    data = sent(as_staff.get(sheet(ours)))
    answer = as_staff.post(sheet(ours), data | {"fill": category.code})
    assert answer.status_code == 200
    assert "还没有保存" in answer.content.decode()
    group = next(group for group in answer.context["groups"] if group.category == category)
    assert {line.status for line in group.shown} == {"available"}
    missing.refresh_from_db()
    assert missing.status == "missing"
    as_staff.post(sheet(ours), sent(answer))
    assert set(ours.offerings.filter(item__category=category).values_list("status", flat=True)) == {"available"}


def test_filling_leaves_what_the_person_chose_elsewhere(as_staff, ours):
    data = sent(as_staff.get(sheet(ours)), C01="planned", C01_note="下月开办")
    other = ServiceItem.objects.exclude(category=ServiceItem.objects.get(code="C01").category).first().category
    answer = as_staff.post(sheet(ours), data | {"fill": other.code})
    line = next(line for group in answer.context["groups"] for line in group.shown if line.item.code == "C01")
    assert (line.status, line.note) == ("planned", "下月开办")


def test_the_narrowed_sheet_saves_its_own_lines_and_stays_narrow(as_staff, ours, missing):
    page = f"{sheet(ours)}?only=missing"
    answer = as_staff.post(page, sent(as_staff.get(page), **{missing.item.code: "suspended"}))
    assert answer.url == page
    missing.refresh_from_db()
    assert missing.status == "suspended"


def test_somebody_quicker_is_not_overwritten(as_staff, ours, missing, superuser):
    data = sent(as_staff.get(sheet(ours)), **{missing.item.code: "available"})
    key = (ours.pk, missing.item_id)
    Offering.objects.answer({key: Answer("suspended", "装修")}, by=superuser, seen={key: missing.stamp})
    answer = as_staff.post(sheet(ours), data)
    assert answer.status_code == 409
    assert "刚才有人改成了“暂停办理”" in answer.content.decode()
    missing.refresh_from_db()
    assert missing.status == "suspended"
    assert as_staff.post(sheet(ours), sent(answer)).status_code == 302
    missing.refresh_from_db()
    assert missing.status == "available"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"C01": "gone"}, "没有这个状态"),
        ({"C01": ""}, "请选一个状态"),
        ({"C01_note": "长" * 61}, "60"),
        ({"C01_note": "长" * 100_000}, "60"),
        ({"C01_note": "a\x00b"}, "空字符"),
        ({"C01_note": "a\x07b"}, "不能显示的字符"),
    ],
)
def test_what_cannot_be_kept_is_explained_and_stays_in_the_form(as_staff, ours, changes, message):
    other = "available" if of(ours, "C02").status != "available" else "planned"
    before = of(ours, "C02").status
    answer = as_staff.post(sheet(ours), sent(as_staff.get(sheet(ours)), C02=other, **changes))
    assert answer.status_code == 400
    lines = {line.item.code: line for group in answer.context["groups"] for line in group.shown}
    assert any(message in error for error in lines["C01"].errors), lines["C01"].errors
    assert lines["C02"].status == other
    assert of(ours, "C02").status == before


def test_a_broken_surrogate_is_no_disaster(as_staff, ours):
    body = "C01-status=available&C01-note=%ED%A0%80&C01-seen=x"
    answer = as_staff.post(sheet(ours), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {302, 400, 409}


@pytest.mark.parametrize("extra", [{"Z99-status": "available"}, {"fill": "ZZ"}, {"长-status": "available"}])
def test_items_and_categories_that_are_not_there_answer_404(as_staff, ours, extra):
    cells = list(ours.offerings.order_by("pk").values())
    assert as_staff.post(sheet(ours), sent(as_staff.get(sheet(ours)), C01="planned") | extra).status_code == 404
    assert list(ours.offerings.order_by("pk").values()) == cells


def test_foreign_and_unknown_centres_answer_the_same_404(as_staff, foreign):
    data = {"C01-status": "available", "C01-note": "", "C01-seen": of(foreign, "C01").stamp}
    before = of(foreign, "C01").status
    for key in (foreign.pk, 999_999_999, "abc", 10**30):
        page = f"/admin/centers/center/{key}/services/"
        assert as_staff.get(page).status_code == 404
        assert as_staff.post(page, data).status_code == 404
    assert of(foreign, "C01").status == before


@pytest.mark.parametrize("role", [Post.Role.SYSTEM, Post.Role.AUDIT])
def test_accounts_without_records_are_refused(client, ours, user_with_post, role):
    client.force_login(user_with_post("441702", role=role))
    assert client.get(sheet(ours)).status_code == 403
    assert client.post(sheet(ours), {}).status_code == 403


def test_visitors_are_sent_to_the_login(client, ours):
    assert client.get(sheet(ours)).url.startswith("/admin/login/")


def test_the_centres_form_says_how_far_it_is_and_leads_to_the_sheet(as_staff, ours):
    text = as_staff.get(address(Center, "change", ours.pk)).content.decode()
    assert sheet(ours) in text
    assert f"{ours.offerings.missing().count()} 项未登记" in text
    assert 'name="offerings-0-status"' not in text

"""What residents say is wrong is decided field by field, once, by the people of the place."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centers.models import Center, ChangeRequest, OpeningHours, ProposedChange
from centers.models.decided import Conflict, Refused
from tests.admin.registry import address

Field, State = ProposedChange.Field, ProposedChange.State
PROPOSALS = {
    "name": "改了名的中心",
    "address": "新华路12号",
    "telephone": "0662-3221234",
    "hours": "周一至周六 9:00-12:00",
    "place": "菜市场东门对面",
    "services": "不能办居住证",
    "other": "牌子掉了",
}


def received(center, number=0, **proposals):
    return ChangeRequest.objects.receive(
        center, proposals or PROPOSALS, senders=[f"s{number}"], form_key=f"k{center.code}{number}"
    )


@pytest.fixture
def asked(ours):
    return received(ours)


@pytest.fixture
def foreign_asked(foreign):
    return received(foreign)


@pytest.fixture
def page(asked):
    return address(ChangeRequest, "change", asked.pk)


def of(request, field):
    return request.changes.get(field=field)


def stored(center):
    return Center.objects.get(pk=center.pk)


def decide(client, page, change, decision, **more):
    over = {"over": change.shown} if decision == "accept" else {}
    return client.post(page, {"change": change.pk, "decision": decision, **over, **more})


class TestAccepting:
    @pytest.mark.parametrize(
        ("field", "group"), [("name", "place"), ("address", "place"), ("telephone", "contacts"), ("hours", "hours")]
    )
    def test_it_writes_the_field_and_confirms_its_facts(self, asked, ours, staff, field, group):
        change = of(asked, field)
        change.accept(staff)
        center = stored(ours)
        assert getattr(center, "hours_text" if field == "hours" else field) == PROPOSALS[field]
        assert getattr(center, f"{group}_confirmed_on") == timezone.localdate()
        assert getattr(center, f"{group}_confirmed_by") == staff
        change.refresh_from_db()
        assert (change.state, change.decided_by) == (State.ACCEPTED, staff)

    def test_history_tells_who_wrote_it_and_what_stood_there(self, asked, ours, staff):
        of(asked, "address").accept(staff)
        latest, before = ours.history.all()[:2]
        assert (latest.history_user, latest.history_change_reason) == (staff, "采纳居民纠错")
        assert (latest.address, before.address) == ("新华路12号", ours.address)

    def test_hours_replace_the_all_year_ones_and_leave_the_dated(self, asked, ours, staff):
        winter = OpeningHours.objects.create(
            center=ours, first="2026-12-01", last="2027-02-28", weekdays=1, opens=600, closes=660
        )
        of(asked, "hours").accept(staff)
        rows = ours.opening_hours.filter(first__isnull=True)
        assert [(row.weekdays, row.opens, row.closes) for row in rows] == [(0b0111111, 540, 720)]
        assert ours.opening_hours.filter(pk=winter.pk).exists()
        center = stored(ours)
        assert (center.hours_source, center.hours_leftover) == ("survey", "")
        assert OpeningHours.history.filter(center=ours, history_type="-", history_user=staff).exists()

    def test_hours_that_cannot_be_read_are_not_written(self, ours, staff, as_staff):
        asked = received(ours, 1, hours="平时都开，周六看情况")
        before = list(ours.opening_hours.values())
        with pytest.raises(Refused, match="读不懂"):
            of(asked, "hours").accept(staff)
        assert list(ours.opening_hours.values()) == before
        text = as_staff.get(address(ChangeRequest, "change", asked.pk)).content.decode()
        assert f"{address(Center, 'change', ours.pk)}#opening_hours" in text
        assert 'value="accept"' not in text
        of(asked, "hours").accept_as_mended(staff)
        assert list(ours.opening_hours.values()) == before

    @pytest.mark.parametrize("field", ["place", "services", "other"])
    def test_the_rest_staff_have_mended_themselves(self, asked, ours, staff, field):
        before = Center.objects.filter(pk=ours.pk).values().get()
        of(asked, field).accept(staff)
        assert Center.objects.filter(pk=ours.pk).values().get() == before
        assert of(asked, field).state == State.ACCEPTED

    @pytest.mark.parametrize(
        ("proposals", "message"),
        [
            ({"telephone": "打不通"}, "不像电话"),
            ({"address": "我13800138000家旁边"}, "隐去的号码"),
            ({"name": "FOREIGN"}, "已存在"),
        ],
    )
    def test_a_value_that_does_not_fit_is_refused_whole(self, ours, foreign, staff, as_staff, proposals, message):
        asked = received(ours, 1, **{name: text.replace("FOREIGN", foreign.name) for name, text in proposals.items()})
        change = asked.changes.get()
        before = Center.objects.filter(pk=ours.pk).values().get()
        answer = decide(as_staff, address(ChangeRequest, "change", asked.pk), change, "accept")
        assert answer.status_code == 400
        assert message in answer.content.decode()
        assert Center.objects.filter(pk=ours.pk).values().get() == before
        assert asked.changes.get().is_waiting

    def test_never_silently_over_what_staff_changed_meanwhile(self, asked, ours, staff, as_staff, page):
        center = stored(ours)
        center.telephone = "0662-3999999"
        center.save()
        change = of(asked, "telephone")
        with pytest.raises(Conflict, match="0662-3999999"):
            change.accept(staff)
        text = as_staff.get(page).content.decode()
        assert "居民看过以后，这一项改过了" in text
        assert all(number in text for number in ("0662-3999999", "0662-3221234"))
        answer = decide(as_staff, page, change, "accept")
        assert answer.status_code == 409
        assert stored(ours).telephone == "0662-3999999"
        answer = decide(as_staff, page, change, "accept", over="0662-3999999")
        assert answer.status_code == 302
        assert stored(ours).telephone == "0662-3221234"


class TestRefusing:
    def test_it_says_why_and_changes_nothing(self, asked, ours, as_staff, page):
        before = Center.objects.filter(pk=ours.pk).values().get()
        assert decide(as_staff, page, of(asked, "address"), "refuse", reason="地址没有错").status_code == 302
        change = of(asked, "address")
        assert (change.state, change.reason) == (State.REFUSED, "地址没有错")
        assert Center.objects.filter(pk=ours.pk).values().get() == before

    @pytest.mark.parametrize("reason", ["", "  ", "长" * 201, "长" * 100_000, "a\x00b", "a\ufffdb"])
    def test_without_a_proper_reason_it_is_sent_back_with_what_was_typed(self, asked, as_staff, page, reason):
        answer = decide(as_staff, page, of(asked, "address"), "refuse", reason=reason)
        assert answer.status_code == 400
        assert reason.strip()[:50].replace("\x00", "") in answer.content.decode()
        assert of(asked, "address").is_waiting


class TestOnce:
    @pytest.mark.parametrize("second", ["accept", "mended", "refuse"])
    @pytest.mark.parametrize("first", ["accept", "refuse"])
    def test_what_is_decided_stays_decided(self, asked, ours, as_staff, page, first, second):
        change = of(asked, "address")
        assert decide(as_staff, page, change, first, reason="不对").status_code == 302
        center, decided = Center.objects.filter(pk=ours.pk).values().get(), of(asked, "address")
        answer = decide(as_staff, page, change, second, reason="又改主意")
        assert answer.status_code == 409
        assert "已经处理过" in answer.content.decode()
        assert Center.objects.filter(pk=ours.pk).values().get() == center
        again = of(asked, "address")
        assert (again.state, again.reason, again.decided_at) == (decided.state, decided.reason, decided.decided_at)


class TestScope:
    def test_another_community_sees_and_decides_nothing(self, asked, foreign_asked, as_staff, staff):
        listed = as_staff.get(address(ChangeRequest, "changelist")).content.decode()
        assert asked.center.name in listed
        assert foreign_asked.center.name not in listed
        page, unknown = (address(ChangeRequest, "change", pk) for pk in (foreign_asked.pk, 999_999_999))
        change = foreign_asked.changes.get(field="address")
        assert as_staff.get(page).status_code == as_staff.get(unknown).status_code == 404
        for decision in ("accept", "mended", "refuse"):
            assert decide(as_staff, page, change, decision, reason="x").status_code == 404
        assert of(foreign_asked, "address").is_waiting

    def test_a_foreign_field_does_not_pass_under_an_own_request(self, page, foreign_asked, as_staff):
        change = foreign_asked.changes.get(field="other")
        for key in (change.pk, 999_999_999, "abc", "", "\x00"):
            answer = as_staff.post(page, {"change": key, "decision": "mended"})
            assert answer.status_code == 404
        assert of(foreign_asked, "other").is_waiting

    def test_the_rules_themselves_refuse_strangers(self, foreign_asked, staff, staff_without_post, user_with_post):
        auditor = user_with_post("441702", role="audit")
        for stranger in (staff, staff_without_post, auditor, None):
            for decision in (
                lambda change, by: change.accept(by),
                lambda change, by: change.accept_as_mended(by),
                lambda change, by: change.refuse(by, "不对"),
            ):
                with pytest.raises(PermissionDenied):
                    decision(foreign_asked.changes.get(field="address"), stranger)
        assert of(foreign_asked, "address").is_waiting

    @pytest.mark.parametrize("role", ["system", "audit"])
    def test_other_duties_have_no_business_here(self, client, page, asked, user_with_post, role):
        client.force_login(user_with_post("441702", role=role))
        assert client.get(page).status_code == client.post(page, {}).status_code == 403
        assert client.get(address(ChangeRequest, "changelist")).status_code == 403

    def test_the_street_above_decides_too(self, client, page, asked, ours, user_with_post):
        client.force_login(user_with_post(ours.unit.code[:9], role="street"))
        assert decide(client, page, of(asked, "address"), "accept").status_code == 302

    def test_nobody_adds_or_deletes_any(self, as_staff, asked):
        assert as_staff.get(address(ChangeRequest, "add")).status_code == 403
        delete = address(ChangeRequest, "delete", asked.pk)
        assert as_staff.post(delete, {"post": "yes"}).status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": [asked.pk], "post": "yes"}
        as_staff.post(address(ChangeRequest, "changelist"), chosen)
        assert ChangeRequest.objects.filter(pk=asked.pk).exists()


def test_what_waits_stands_first_with_how_much_of_it(as_staff, ours, staff):
    old = received(ours, 1, other="旧的", name="新名字")
    new = received(ours, 2, other="新的")
    of(new, "other").accept(staff)
    answer = as_staff.get(address(ChangeRequest, "changelist"))
    assert list(answer.context["cl"].result_list) == [old, new]
    assert "2项待处理" in answer.content.decode()
    waiting = as_staff.get(address(ChangeRequest, "changelist"), {"waiting": "yes", "q": "旧的"})
    assert [row.waiting for row in waiting.context["cl"].result_list] == [2]
    assert set(ChangeRequest.objects.waiting()) == {old}


def test_a_list_and_a_page_cost_the_same_however_much_there_is(as_staff, ours, page):
    def cost(url):
        with CaptureQueriesContext(connection) as queries:
            as_staff.get(url)
        return len(queries)

    listed = address(ChangeRequest, "changelist")
    before = cost(listed)
    for number in range(1, 6):
        received(ours, number)
    assert cost(listed) == before <= 12
    assert cost(page) <= 20


def test_a_word_that_is_no_decision_is_refused(as_staff, page, asked):
    assert decide(as_staff, page, of(asked, "other"), "delete").status_code == 400
    assert as_staff.put(page).status_code == 405
    assert of(asked, "other").is_waiting


def test_markup_from_a_resident_is_shown_as_text(as_staff, ours):
    asked = received(ours, 1, other="<script>alert(1)</script>")
    assert "<script>alert(1)" not in as_staff.get(address(ChangeRequest, "change", asked.pk)).content.decode()

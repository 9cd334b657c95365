"""Staff confirm facts: one group, all of a centre, many centres; and a change of a fact confirms its group."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from centers.admin import freshness
from centers.models import Center, FactGroup, OpeningException, OpeningHours
from tests.admin.registry import address
from tests.admin.submit import errors_in, filled_in

ON_FIELDS = [group.on_field for group in FactGroup]


def confirm_page(center):
    return reverse("admin:centers_center_confirm", args=[center.pk])


def confirmed(center):
    """The groups that were confirmed today."""
    center.refresh_from_db()
    return {group for group in FactGroup if center.confirmed_on(group) == timezone.localdate()}


class TestOneCentre:
    def test_all_still_true_in_one_click(self, as_staff, staff, ours):
        answer = as_staff.post(confirm_page(ours), {"group": "all"})
        assert answer.url == address(Center, "change", ours.pk)
        assert confirmed(ours) == set(FactGroup)
        assert {getattr(ours, group.by_field) for group in FactGroup} == {staff}

    def test_single_groups(self, as_staff, ours):
        as_staff.post(confirm_page(ours), {"group": ["hours", "contacts"]})
        assert confirmed(ours) == {FactGroup.HOURS, FactGroup.CONTACTS}

    @pytest.mark.parametrize("group", [[], ["nonsense"], ["hours", "nonsense"], ["长" * 100_000], ["\x00"], ["\ud800"]])
    def test_what_is_no_group_is_refused_in_words(self, as_staff, ours, group):
        answer = as_staff.post(confirm_page(ours), {"group": [text.encode("utf-8", "replace") for text in group]})
        assert answer.status_code == 400
        assert "请选择要确认的内容" in answer.content.decode()
        assert confirmed(ours) == set()

    def test_what_somebody_changed_meanwhile_is_not_confirmed_unseen(self, as_staff, ours):
        seen = as_staff.get(address(Center, "change", ours.pk)).context["center_revision"]
        Center.objects.filter(pk=ours.pk).update(telephone="0662-3221234")
        answer = as_staff.post(confirm_page(ours), {"group": "all", "revision": seen}, follow=True)
        assert "有人改过这个中心" in answer.content.decode()
        assert confirmed(ours) == set()

    def test_the_revision_that_the_page_showed_is_accepted(self, as_staff, ours):
        seen = as_staff.get(address(Center, "change", ours.pk)).context["center_revision"]
        as_staff.post(confirm_page(ours), {"group": "all", "revision": seen})
        assert confirmed(ours) == set(FactGroup)

    def test_reading_does_not_confirm(self, as_staff, ours):
        assert as_staff.get(confirm_page(ours)).status_code == 405
        assert confirmed(ours) == set()

    def test_a_foreign_and_an_unknown_centre_answer_the_same(self, as_staff, foreign):
        stranger = as_staff.post(confirm_page(foreign), {"group": "all"})
        unknown = as_staff.post("/admin/centers/center/999999999/confirm/", {"group": "all"})
        assert stranger.status_code == unknown.status_code == 404
        assert stranger.content.decode().replace(f"/{foreign.pk}/", "/999999999/") == unknown.content.decode()
        assert confirmed(foreign) == set()

    @pytest.mark.parametrize("role", [Post.Role.SYSTEM, Post.Role.AUDIT])
    def test_roles_without_records_confirm_nothing(self, client, ours, user_with_post, role):
        client.force_login(user_with_post("441702", role))
        assert client.post(confirm_page(ours), {"group": "all"}).status_code == 403
        assert client.post("/admin/centers/center/999999999/confirm/", {"group": "all"}).status_code == 403

    def test_visitors_are_sent_to_the_login(self, client, ours):
        assert client.post(confirm_page(ours), {"group": "all"}).status_code == 302
        assert confirmed(ours) == set()


class TestThePanel:
    def test_it_says_who_and_when_and_marks_what_is_old(self, as_staff, staff, ours):
        staff.last_name, staff.first_name = "陈", "某"
        staff.save()
        old = timezone.localdate() - timedelta(days=91)
        Center.objects.filter(pk=ours.pk).update(hours_confirmed_on=old, hours_confirmed_by=staff)
        text = as_staff.get(address(Center, "change", ours.pk)).content.decode()
        assert "陈某确认" in " ".join(text.split())
        assert "超过90天" in text
        assert "从未确认" in text
        assert confirm_page(ours) in text

    def test_a_new_centre_has_none(self, as_staff):
        assert "最近核实" not in as_staff.get(address(Center, "add")).content.decode()


class TestManyCentres:
    @pytest.fixture
    def confirm(self, as_staff):
        def post(*centers, **more):
            data = {"action": "confirm_all", "_selected_action": [getattr(c, "pk", c) for c in centers]}
            return as_staff.post(address(Center, "changelist"), data | more)

        return post

    def test_the_chosen_centres_are_confirmed(self, confirm, ours):
        assert confirm(ours).status_code == 302
        assert confirmed(ours) == set(FactGroup)

    @pytest.mark.parametrize("stranger", ["foreign", 999_999_999, "abc", 10**30, "１"])
    def test_one_stranger_among_them_and_none_is_confirmed(self, confirm, ours, foreign, stranger):
        assert confirm(ours, foreign if stranger == "foreign" else stranger).status_code == 404
        assert confirmed(ours) == confirmed(foreign) == set()

    def test_everything_in_the_list_stays_in_scope(self, confirm, ours, foreign):
        confirm(ours, select_across="1")
        assert confirmed(ours) == set(FactGroup)
        assert confirmed(foreign) == set()

    def test_too_many_at_once_are_refused(self, confirm, ours, monkeypatch):
        monkeypatch.setattr(freshness, "MOST_AT_ONCE", 0)
        confirm(ours)
        assert confirmed(ours) == set()


class TestChangingAFactConfirmsItsGroup:
    @pytest.fixture
    def save(self, as_staff, ours):
        page = address(Center, "change", ours.pk)

        def change(**changes):
            answer = as_staff.post(page, filled_in(as_staff.get(page)) | changes)
            assert answer.status_code == 302, errors_in(answer)

        return change

    @pytest.mark.parametrize(
        ("changes", "group"),
        [
            ({"telephone": "0662-3221234"}, FactGroup.CONTACTS),
            ({"address": "新路2号"}, FactGroup.PLACE),
            ({"hours_source": "survey"}, FactGroup.HOURS),
        ],
    )
    def test_a_field(self, save, ours, staff, changes, group):
        save(**changes)
        assert confirmed(ours) == {group}
        assert getattr(ours, group.by_field) == staff

    def test_a_typed_position(self, as_staff, ours):
        page = address(Center, "change", ours.pk)
        typed = {"typed_position": "111.966000,21.854000", "typed_system": "GCJ-02", "location_source": "survey"}
        answer = as_staff.post(page, filled_in(as_staff.get(page)) | typed)
        token = answer.context["adminform"].form.placement.token
        assert confirmed(ours) == set()
        assert as_staff.post(page, filled_in(answer) | {"position_checked": token}).status_code == 302
        assert confirmed(ours) == {FactGroup.PLACE}

    def test_an_exception_says_nothing_of_the_ordinary_week(self, as_staff, ours):
        page = address(OpeningException, "add")
        data = {"center": ours.pk, "first": "2027-02-05", "last": "2027-02-12", "note": "春节闭馆"}
        assert as_staff.post(page, data).status_code == 302
        assert ours.opening_exceptions.exists()
        assert confirmed(ours) == set()

    def test_what_belongs_to_no_group_confirms_nothing(self, save, ours):
        save(name="改过的名字", floor_area_m2="321")
        assert confirmed(ours) == set()

    def test_saving_unchanged_confirms_nothing(self, save, ours):
        save()
        assert confirmed(ours) == set()

    def test_a_part_changed_in_its_own_form(self, as_staff, ours):
        span = OpeningHours.objects.create(center=ours, weekdays=1, opens=480, closes=720)
        page = address(OpeningHours, "change", span.pk)
        answer = as_staff.post(page, filled_in(as_staff.get(page)) | {"closes": "11:00"})
        assert answer.status_code == 302, errors_in(answer)
        assert confirmed(ours) == {FactGroup.HOURS}


class TestTheList:
    def test_it_filters_by_freshness(self, as_superuser, ours):
        Center.objects.update(**dict.fromkeys(ON_FIELDS, timezone.localdate()))
        Center.objects.filter(pk=ours.pk).update(hours_confirmed_on=date(2026, 1, 1))

        def shown(value):
            return as_superuser.get(address(Center, "changelist"), {"freshness": value}).context["cl"].result_count

        assert (shown("stale"), shown("hours"), shown("place")) == (1, 1, 0)
        assert shown("fresh") == Center.objects.count() - 1
        assert shown("nonsense") == 0

    def test_the_column_says_it_in_a_word(self, ours):
        column = admin.site._registry[Center].freshness_label
        assert column(ours) == "从未确认"
        ours.hours_confirmed_on = date(2026, 1, 1)
        assert column(ours) == "要确认"
        for name in ON_FIELDS:
            setattr(ours, name, timezone.localdate())
        assert column(ours) == "都已确认"

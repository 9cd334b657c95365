"""One timetable, or one closure, for several centres at once: all of them or none."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from centers.models import Center, OpeningException, OpeningHours
from tests.admin.page_text import english_in
from tests.admin.registry import address

SEVERAL = "/admin/centers/openingexception/several/"


@pytest.fixture
def street(client, ours, user_with_post):
    """Staff of the street of our centre, signed in."""
    user = user_with_post(ours.unit.parent_id, role=Post.Role.STREET)
    client.force_login(user)
    return user


@pytest.fixture
def neighbours(street, ours):
    """Other centres of the street."""
    return list(Center.objects.editable_by(street).exclude(pk=ours.pk).order_by("pk")[:3])


@pytest.fixture
def page(ours):
    return reverse("admin:centers_center_hours_copy", args=[ours.pk])


def rows(*centers):
    return list(OpeningHours.objects.filter(center__in=centers).order_by("pk").values())


def timetable(center):
    return set(center.opening_hours.values_list("first", "last", "weekdays", "opens", "closes", "closed_on_holidays"))


def copied(centers, op="preview", **more):
    return {"op": op, "source": "survey", "centers": [center.pk for center in centers], **more}


def confirm(client, page, centers, **more):
    """Preview a copy and confirm it."""
    seen = client.post(page, copied(centers, **more)).context["form"]["seen"].value()
    assert client.post(page, copied(centers, "save", seen=seen, **more)).status_code == 302


def season(center):
    """Hours that differ from everybody else's."""
    OpeningHours.objects.filter(center=center).delete()
    OpeningHours.objects.create(center=center, weekdays=127, opens=545, closes=1001)
    OpeningHours.objects.create(center=center, weekdays=3, opens=600, closes=700, first="2026-11-01", last="2027-03-01")


def test_a_copy_is_seen_and_then_made(client, street, page, ours, neighbours):
    season(ours)
    before = rows(*neighbours)
    shown = client.post(page, copied(neighbours))
    text = shown.content.decode()
    assert all(center.name in text for center in neighbours)
    assert "09:05–16:41" in text
    assert rows(*neighbours) == before
    seen = shown.context["form"]["seen"].value()
    joined = ",".join(str(center.pk) for center in neighbours)
    answer = client.post(page, {"op": "save", "source": "survey", "centers": joined, "seen": seen})
    assert answer.status_code == 302
    for center in neighbours:
        assert timetable(center) == timetable(ours)
        center.refresh_from_db()
        assert (center.hours_source, center.hours_confirmed_by) == ("survey", street)
        assert center.history.filter(history_user=street).exists()
    changed = OpeningHours.history.filter(history_user=street)
    assert set(changed.values_list("center", flat=True)) == {center.pk for center in neighbours}


def test_all_listed_centres_can_be_meant(client, street, page, ours):
    season(ours)
    others = Center.objects.editable_by(street).exclude(pk=ours.pk).exclude(status=Center.Status.CLOSED)
    shown = client.post(page, {"op": "preview", "source": "survey", "who": "all"})
    assert {line["center"].pk for line in shown.context["preview"]} == set(others.values_list("pk", flat=True))
    narrowed = client.post(page, {"op": "preview", "source": "survey", "who": "all", "q": others.first().name})
    assert [line["center"].pk for line in narrowed.context["preview"]] == [others.first().pk]


@pytest.mark.parametrize("op", ["choose", "preview", "save"])
def test_one_foreign_centre_refuses_the_whole_copy(client, street, page, ours, neighbours, foreign, op):
    season(ours)
    before = rows(ours, foreign, *neighbours)
    for strange in (foreign.pk, 999_999_999, "abc", "1e3", 10**30, "-1"):
        answer = client.post(page, copied(neighbours, op) | {"centers": [neighbours[0].pk, strange]})
        assert answer.status_code == 404
    joined = f"{neighbours[0].pk},{foreign.pk}"
    assert client.post(page, copied([], op) | {"centers": joined}).status_code == 404
    assert rows(ours, foreign, *neighbours) == before


def test_a_centre_that_left_the_scope_before_the_confirmation_refuses_the_copy(
    client, street, page, ours, neighbours, foreign
):
    season(ours)
    shown = client.post(page, copied(neighbours))
    Center.objects.filter(pk=neighbours[1].pk).update(unit=foreign.unit)
    before = rows(*neighbours)
    seen = shown.context["form"]["seen"].value()
    assert client.post(page, copied(neighbours, "save", seen=seen)).status_code == 404
    assert rows(*neighbours) == before


def test_hours_that_changed_before_the_confirmation_are_shown_again(client, street, page, ours, neighbours):
    season(ours)
    shown = client.post(page, copied(neighbours))
    seen = shown.context["form"]["seen"].value()
    OpeningHours.objects.create(center=neighbours[0], weekdays=1, opens=1, closes=2)
    before = rows(*neighbours)
    answer = client.post(page, copied(neighbours, "save", seen=seen))
    assert "刚才有人改过" in answer.content.decode()
    assert answer.context["preview"]
    assert rows(*neighbours) == before


def test_a_copy_that_nobody_looked_at_is_shown_first(client, street, page, ours, neighbours):
    season(ours)
    before = rows(*neighbours)
    assert client.post(page, copied(neighbours, "save")).context["preview"]
    assert rows(*neighbours) == before


def test_nobody_chosen_is_explained(client, street, page):
    assert "请至少选一个中心。" in client.post(page, copied([])).content.decode()
    data = {"op": "preview", "first": tomorrow(), "kind": "closed", "quick": "培训"}
    assert "请至少选一个中心。" in client.post(SEVERAL, data).content.decode()


def test_only_the_scope_is_offered(client, street, page, ours, foreign):
    for at in (page, SEVERAL):
        text = client.get(at).content.decode()
        assert foreign.name not in text
        assert english_in(client.get(at)) == set()
        assert client.get(at, {"q": "%'\"𠮷"}).status_code == 200
        assert client.get(at, {"q": "长" * 5000}).status_code == 400


def test_unread_hours_of_others_go_only_when_the_person_says_so(client, street, page, ours, neighbours):
    season(ours)
    Center.objects.filter(pk=neighbours[0].pk).update(hours_leftover="寒暑假另定")
    confirm(client, page, neighbours)
    neighbours[0].refresh_from_db()
    assert neighbours[0].hours_leftover
    confirm(client, page, neighbours, leftover_is_read="on")
    neighbours[0].refresh_from_db()
    assert neighbours[0].hours_leftover == ""


def test_copying_costs_the_same_for_many(client, street, page, ours, django_assert_max_num_queries):
    season(ours)
    with django_assert_max_num_queries(40):
        client.post(page, {"op": "preview", "source": "survey", "who": "all"})


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def closure(centers, op="preview", **more):
    return {
        "op": op,
        "first": tomorrow(),
        "last": tomorrow() + timedelta(days=2),
        "kind": "closed",
        "quick": "临时停电",
        "centers": [center.pk for center in centers],
        **more,
    }


def test_one_closure_for_several_centres_is_seen_and_then_saved(client, street, neighbours):
    shown = client.post(SEVERAL, closure(neighbours))
    groups = shown.context["preview"]
    assert sorted(name for group in groups for name in group["names"]) == sorted(one.name for one in neighbours)
    assert all(group["days"][1].note == "临时停电" and group["days"][1].hours == "休息" for group in groups)
    assert not OpeningException.objects.exists()
    assert client.post(SEVERAL, closure(neighbours, "save")).status_code == 302
    assert set(OpeningException.objects.values_list("center", "note")) == {(one.pk, "临时停电") for one in neighbours}
    assert OpeningException.history.filter(history_user=street).count() == len(neighbours)


@pytest.mark.parametrize("op", ["preview", "save"])
def test_one_foreign_centre_refuses_the_whole_closure(client, street, neighbours, foreign, op):
    for strange in (foreign.pk, 999_999_999, "abc", 10**30):
        data = closure(neighbours, op) | {"centers": [neighbours[0].pk, strange]}
        assert client.post(SEVERAL, data).status_code == 404
    assert not OpeningException.objects.exists()


@pytest.mark.parametrize("op", ["preview", "save"])
def test_one_overlap_refuses_the_whole_closure_and_names_the_centre(client, street, neighbours, op):
    day = tomorrow() + timedelta(days=2)
    OpeningException.objects.create(center=neighbours[1], first=day, last=day + timedelta(days=5))
    text = client.post(SEVERAL, closure(neighbours, op)).content.decode()
    assert f"{neighbours[1].name}：日期与另一条特别安排" in text
    assert "部分重叠" in text
    assert OpeningException.objects.count() == 1


def test_what_is_wrong_stays_in_the_form(client, street, neighbours):
    answer = client.post(SEVERAL, closure(neighbours, first="", note="停水"))
    assert "必填" in answer.content.decode()
    assert answer.context["exception"]["note"].value() == "停水"
    assert answer.context["choice"].chosen == {center.pk for center in neighbours}


def test_expired_exceptions_of_the_scope_are_listed_and_removed(client, street, ours, foreign):
    day = timezone.localdate() - timedelta(days=1)
    for center in (ours, foreign):
        OpeningException.objects.create(center=center, first=day, last=day, note="旧的培训")
    still = OpeningException.objects.create(center=ours, first=day, last=timezone.localdate())
    assert client.get(SEVERAL).context["expired_count"] == 1
    assert client.post(SEVERAL, {"op": "remove_expired"}).status_code == 302
    assert set(OpeningException.objects.values_list("center", "pk")) >= {(ours.pk, still.pk)}
    assert OpeningException.objects.filter(center=foreign).count() == 1
    assert OpeningException.objects.filter(center=ours).count() == 1


def test_the_page_is_for_those_who_keep_centres(client, staff_without_post, user_with_post):
    assert client.get(SEVERAL).url.startswith("/admin/login/")
    for other in (staff_without_post, user_with_post("441702", role="system"), user_with_post("441702", role="audit")):
        client.force_login(other)
        assert client.get(SEVERAL).status_code == client.post(SEVERAL, {"op": "save"}).status_code == 403


def test_an_unknown_operation_is_refused(client, street, page):
    for at in (page, SEVERAL):
        assert client.post(at, {"op": "drop"}).status_code == client.post(at).status_code == 400


def test_the_list_of_exceptions_leads_to_the_page(client, street):
    assert SEVERAL in client.get(address(OpeningException, "changelist")).content.decode()

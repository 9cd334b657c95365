"""The list of what wants confirming: the oldest first, by community, and nothing of a neighbour."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from centers.models import Center, FactGroup
from tests.admin.page_text import english_in
from tests.admin.registry import address
from tests.many_centers import add_centers

MOST_QUERIES = 12


@pytest.fixture
def page():
    return reverse("admin:reminders")


@pytest.fixture
def all_fresh(db):
    Center.objects.update(**{group.on_field: timezone.localdate() for group in FactGroup})


def shown(answer):
    return [center for center, _ in answer.context["rows"]]


def test_never_confirmed_first_then_the_longest_ago(as_superuser, page, all_fresh):
    never, old, older = Center.objects.order_by("pk")[:3]
    for center, day in ((never, None), (old, date(2026, 2, 1)), (older, date(2026, 1, 1))):
        Center.objects.filter(pk=center.pk).update(hours_confirmed_on=day)
    answer = as_superuser.get(page)
    assert shown(answer) == [never, older, old]
    text = answer.content.decode()
    assert "2026年1月1日确认" in text
    assert address(Center, "change", old.pk) in text
    assert english_in(answer) == set()


def test_only_the_groups_that_want_it_are_named(as_superuser, page, all_fresh, ours):
    Center.objects.filter(pk=ours.pk).update(photos_confirmed_on=None, hours_confirmed_on=date(2026, 1, 1))
    ((_, lines),) = as_superuser.get(page).context["rows"]
    assert lines == [(FactGroup.PHOTOS, None), (FactGroup.HOURS, date(2026, 1, 1))]


def test_unpublished_centres_are_not_asked_for(as_superuser, page, all_fresh, ours):
    Center.objects.filter(pk=ours.pk).update(hours_confirmed_on=None, status="closed")
    answer = as_superuser.get(page)
    assert shown(answer) == []
    assert "都确认过了" in answer.content.decode()


def test_every_community_has_a_list_of_its_own(as_superuser, page):
    places = as_superuser.get(page).context["places"]
    assert places
    for place in places[:5]:
        assert as_superuser.get(page, {"unit": place.code}).context["page"].count == place.count


def test_staff_read_of_their_own_community_only(as_staff, page, ours, foreign):
    answer = as_staff.get(page)
    assert {center.unit for center in shown(answer)} == {ours.unit}
    assert foreign.name not in answer.content.decode()
    assert answer.context["places"] == []


def test_foreign_and_unknown_units_answer_the_same_404(as_staff, page, foreign):
    answers = [as_staff.get(page, {"unit": code}) for code in (foreign.unit.code, "441702999999", "abc")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert answers[0].content.decode().replace(foreign.unit.code, "441702999999") == answers[1].content.decode()


def test_a_street_reads_its_whole_subtree(client, page, ours, user_with_post):
    client.force_login(user_with_post(ours.unit.parent_id, Post.Role.STREET))
    assert client.get(page).context["page"].count == Center.objects.under(ours.unit.parent_id).stale().count()


@pytest.mark.parametrize(
    ("role", "status"), [(Post.Role.SYSTEM, 403), (Post.Role.AUDIT, 403), (Post.Role.DISTRICT, 200)]
)
def test_who_reads_it(client, page, user_with_post, role, status):
    assert client.get(page).status_code == 302
    client.force_login(user_with_post("441702", role))
    assert client.get(page).status_code == status
    assert client.post(page).status_code == 405


@pytest.mark.parametrize("number", ["0", "99999", "x", "１"])
def test_a_page_that_does_not_exist_answers_400(as_superuser, page, number):
    assert as_superuser.get(page, {"page": number}).status_code == 400


def test_queries_stay_few_and_pages_are_bounded(as_superuser, page, django_assert_max_num_queries):
    add_centers(2_000)
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = as_superuser.get(page)
    assert len(shown(answer)) == 50

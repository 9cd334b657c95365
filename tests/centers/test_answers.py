"""Answering cells of the matrix: all or none, with history, and never over somebody else's head."""

import pytest
from django.utils import timezone

from accounts.recorded import BASELINE
from centers.models import Answer, AnsweredMeanwhile, Center, Offering
from grids.sources import Source
from services.models import ServiceItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def center(make_center):
    return make_center()


@pytest.fixture
def staff(user_with_post):
    return user_with_post("441702002015")


@pytest.fixture
def cell(center):
    return center.offerings.get(item__code="C01")


def answer(staff, seen=None, **cells):
    """Answer cells of `cells` (name: cell and answer); what was seen is what stands there, unless said otherwise."""
    answers = {(cell.center_id, cell.item_id): given for cell, given in cells.values()}
    stamps = {(cell.center_id, cell.item_id): cell.stamp for cell, _ in cells.values()}
    return Offering.objects.answer(answers, by=staff, seen=stamps | (seen or {}))


def test_an_answer_is_vouched_for_by_whoever_gives_it(cell, center, staff):
    assert answer(staff, one=(cell, Answer("available", "上午办"))) == 1
    cell.refresh_from_db()
    assert (cell.status, cell.note, cell.source) == ("available", "上午办", Source.SURVEY)
    assert cell.confirmed_on == timezone.localdate()
    center.refresh_from_db()
    assert (center.services_confirmed_on, center.services_confirmed_by) == (timezone.localdate(), staff)


def test_an_answer_leaves_what_stood_before_in_the_history(cell, staff):
    answer(staff, one=(cell, Answer("available")))
    now, before = cell.history.order_by("-history_id")
    assert (now.status, now.history_user) == ("available", staff)
    assert (before.status, before.history_change_reason) == ("missing", BASELINE)


def test_an_answer_that_stands_there_already_changes_nothing(cell, center, staff):
    answer(staff, one=(cell, Answer("available", "上午办")))
    revision = Center.objects.get(pk=center.pk).revision
    Offering.objects.filter(pk=cell.pk).update(source=Source.OFFICIAL, confirmed_on="2026-01-01")
    cell.refresh_from_db()
    history = cell.history.count()
    assert answer(staff, one=(cell, Answer("available", "上午办"))) == 0
    cell.refresh_from_db()
    assert (cell.source, str(cell.confirmed_on), cell.history.count()) == (Source.OFFICIAL, "2026-01-01", history)
    assert Center.objects.get(pk=center.pk).revision == revision + 2  # the plain update above, and nothing else


def test_an_answer_taken_back_has_no_source_and_no_date(cell, staff):
    answer(staff, one=(cell, Answer("suspended")))
    cell.refresh_from_db()
    answer(staff, one=(cell, Answer("missing")))
    cell.refresh_from_db()
    assert (cell.status, cell.source, cell.confirmed_on) == ("missing", "", None)


def test_an_answer_without_a_note_keeps_the_note(cell, staff):
    answer(staff, one=(cell, Answer("available", "上午办")))
    cell.refresh_from_db()
    answer(staff, one=(cell, Answer("suspended")))
    cell.refresh_from_db()
    assert (cell.status, cell.note) == ("suspended", "上午办")


def test_nobody_overwrites_what_they_never_saw(center, cell, staff):
    other = center.offerings.get(item__code="C02")
    seen = {(cell.center_id, cell.item_id): cell.stamp}
    answer(staff, one=(cell, Answer("suspended", "装修")))
    with pytest.raises(AnsweredMeanwhile) as caught:
        answer(staff, seen, one=(cell, Answer("available")), two=(other, Answer("available")))
    assert caught.value.keys == [(cell.center_id, cell.item_id)]
    cell.refresh_from_db()
    other.refresh_from_db()
    assert (cell.status, other.status) == ("suspended", "missing")


def test_two_who_say_the_same_do_not_disturb_each_other(cell, staff):
    seen = {(cell.center_id, cell.item_id): cell.stamp}
    answer(staff, one=(cell, Answer("available")))
    assert answer(staff, seen, one=(cell, Answer("available"))) == 0


def test_a_cell_that_lacks_is_made(center, cell, staff):
    center.offerings.filter(pk=cell.pk).delete()
    answer(staff, one=(Offering(center=center, item=cell.item), Answer("available")))
    assert center.offerings.get(item=cell.item).status == "available"


def test_items_no_longer_done_are_not_answered(cell, staff):
    ServiceItem.objects.filter(pk=cell.item_id).update(is_active=False)
    with pytest.raises(Offering.DoesNotExist):
        answer(staff, one=(cell, Answer("available")))


def test_many_answers_cost_as_many_queries_as_few(center, staff, django_assert_max_num_queries):
    cells = center.offerings.order_by("pk")
    with django_assert_max_num_queries(30):
        assert answer(staff, **{f"c{cell.pk}": (cell, Answer("available")) for cell in cells}) == 98


def test_answers_are_confirmed_as_they_stand_with_history(center, staff):
    one, two = center.offerings.order_by("pk")[:2]
    answer(staff, one=(one, Answer("available")))
    Offering.objects.filter(pk=one.pk).update(confirmed_on="2026-01-01")
    assert Offering.objects.filter(pk__in=[one.pk, two.pk]).confirm(by=staff) == 1
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.status, one.confirmed_on) == ("available", timezone.localdate())
    assert (two.status, two.confirmed_on) == ("missing", None)
    assert one.history.latest("history_id").history_user == staff
    assert not two.history.exists()

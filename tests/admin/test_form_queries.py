"""A form that is sent back with errors asks the database no more than a form that is opened."""

import pytest
from django.contrib.auth import get_user_model

from accounts.roles import Role
from centers.models import Center, Room
from grids.models import GridUnit, Steward
from grids.sources import Source
from services.models import ServiceItem
from tests.admin.registry import address
from tests.admin.submit import errors_in, filled_in

MOST_QUERIES = 40


@pytest.fixture
def furnished(ours):
    Room.objects.bulk_create(
        Room(center=ours, kind=Room.Kind.OFFICE, name=f"{number}室", source=Source.SURVEY) for number in range(12)
    )
    return ours


def test_a_centres_form_with_errors(as_staff, furnished, django_assert_max_num_queries):
    page = address(Center, "change", furnished.pk)
    wrong = filled_in(as_staff.get(page), name="", telephone="x" * 200, **{"rooms-0-area_m2": "abc"})
    with django_assert_max_num_queries(MOST_QUERIES):
        assert as_staff.post(page, wrong).status_code == 200


def test_a_units_form_with_errors(as_superuser, ours, django_assert_max_num_queries):
    Steward.objects.bulk_create(
        Steward(unit=ours.unit, role=Steward.Role.GRID, name=f"陈{number}", source=Source.SURVEY)
        for number in range(40)
    )
    page = address(GridUnit, "change", ours.unit.pk)
    wrong = filled_in(as_superuser.get(page), name="", **{"stewards-0-name": ""})
    with django_assert_max_num_queries(MOST_QUERIES):
        assert as_superuser.post(page, wrong).status_code == 200


def test_an_items_form_with_errors(as_superuser, db, django_assert_max_num_queries):
    page = address(ServiceItem, "change", ServiceItem.objects.first().pk)
    wrong = filled_in(as_superuser.get(page), name="")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert as_superuser.post(page, wrong).status_code == 200


def test_an_accounts_form_with_errors(as_superuser, ours, staff, django_assert_max_num_queries):
    for unit in GridUnit.objects.filter(level=GridUnit.Level.COMMUNITY)[:5]:
        staff.posts.get_or_create(unit=unit, role=Role.COMMUNITY)
    page = address(get_user_model(), "change", staff.pk)
    wrong = filled_in(as_superuser.get(page), username="")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert as_superuser.post(page, wrong).status_code == 200


def test_a_row_of_another_centre_is_no_row_of_this_one(as_staff, furnished, foreign):
    theirs = Room.objects.create(center=foreign, kind=Room.Kind.OFFICE, name="别处的", source=Source.SURVEY)
    page = address(Center, "change", furnished.pk)
    stolen = filled_in(as_staff.get(page), **{"rooms-0-id": theirs.pk, "rooms-0-name": "改了"})
    assert as_staff.post(page, stolen).status_code == 200
    theirs.refresh_from_db()
    assert theirs.name == "别处的"
    assert theirs.center == foreign


def test_a_changed_row_is_still_checked(as_staff, furnished):
    page = address(Center, "change", furnished.pk)
    wrong = filled_in(as_staff.get(page), **{"rooms-1-area_m2": "-5"})
    answer = as_staff.post(page, wrong)
    assert answer.status_code == 200
    assert errors_in(answer)


def test_a_row_made_the_double_of_another_is_refused(as_superuser, db):
    item = ServiceItem.objects.filter(channels__isnull=False).first()
    page = address(ServiceItem, "change", item.pk)
    filled = filled_in(as_superuser.get(page))
    taken = filled["channels-0-channel"]
    rows = int(filled["channels-TOTAL_FORMS"])
    added = {"channels-TOTAL_FORMS": rows + 1, f"channels-{rows}-channel": taken, f"channels-{rows}-item": item.pk}
    assert as_superuser.post(page, filled | added).status_code == 200

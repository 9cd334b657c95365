"""What every list and form of the back office must hold, generated from what is registered."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centers.models import OpeningException, OpeningHours, Room
from tests.admin.page_text import english_in
from tests.admin.registry import MODELS, NEVER_ADDED, SUPERUSERS_ONLY, address, rows_of

MOST_QUERIES_OF_A_LIST = 12
MOST_QUERIES_OF_A_FORM = 40
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def test_every_model_of_the_portal_is_there():
    assert {model._meta.label for model in MODELS} == {
        "accounts.AuditEntry",
        "accounts.Post",
        "accounts.User",
        "axes.AccessAttempt",
        "centers.Center",
        "centers.ChangeRequest",
        "centers.Offering",
        "centers.OpeningException",
        "centers.OpeningHours",
        "centers.Photo",
        "centers.RoadmapTarget",
        "centers.Room",
        "centers.TextDraft",
        "coverage.DemandSet",
        "coverage.RoadEdit",
        "coverage.RoadNetwork",
        "exchange.ImportVersion",
        "grids.GridAlias",
        "grids.GridUnit",
        "grids.Steward",
        "services.ServiceCategory",
        "services.ServiceItem",
        "services.UnissuableProof",
    }
    assert all(admin.site._registry[model].list_per_page <= 50 for model in MODELS)


@each_model
def test_list_speaks_chinese_and_stays_within_its_queries(model, as_superuser, rows, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES_OF_A_LIST):
        answer = as_superuser.get(address(model, "changelist"))
    assert answer.status_code == 200
    assert english_in(answer) == set()


@each_model
def test_list_of_a_community_stays_within_its_queries(model, as_staff, rows, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES_OF_A_LIST):
        answer = as_staff.get(address(model, "changelist"))
    assert answer.status_code == (403 if model._meta.label in SUPERUSERS_ONLY else 200)


@each_model
def test_search_survives_junk(model, as_superuser):
    for question in ("社区", "%'\"\\𠮷" + "长" * 5000):
        assert as_superuser.get(address(model, "changelist"), {"q": question}).status_code == 200
    assert as_superuser.get(address(model, "changelist"), {"q": "\x00"}).status_code == 400
    assert as_superuser.get(address(model, "changelist"), {"nonsense__x": "1"}).status_code == 302


@each_model
def test_forms_open_in_chinese(model, as_superuser, superuser, rows, rf, django_assert_max_num_queries):
    row = rows_of(model, superuser, rf).last()
    with django_assert_max_num_queries(MOST_QUERIES_OF_A_FORM):
        answer = as_superuser.get(address(model, "change", row.pk))
    assert answer.status_code == 200
    assert english_in(answer) == set()
    with django_assert_max_num_queries(MOST_QUERIES_OF_A_FORM):
        answer = as_superuser.get(address(model, "add"))
    assert answer.status_code == (403 if model._meta.label in NEVER_ADDED else 200)


@each_model
def test_forms_of_a_community_open(model, as_staff, staff, rows, rf):
    row = rows_of(model, staff, rf).last()
    expected = 403 if model._meta.label in SUPERUSERS_ONLY else 200
    assert as_staff.get(address(model, "change", row.pk)).status_code == expected


@each_model
def test_unknown_records_answer_404(model, as_superuser):
    for page in ("change", "history"):
        for key in (999_999_999, "abc", 10**30):
            assert as_superuser.get(address(model, page, key)).status_code == 404


def test_form_of_a_center_costs_the_same_however_much_it_has(as_superuser, ours, django_assert_num_queries):
    page = address(type(ours), "change", ours.pk)
    as_superuser.get(page)
    with CaptureQueriesContext(connection) as before:
        as_superuser.get(page)
    for number in range(10):
        Room.objects.create(center=ours, kind="office", source="survey")
        OpeningHours.objects.create(center=ours, weekdays=1 << number % 7, opens=480 + number, closes=720)
        OpeningException.objects.create(center=ours, first=f"2027-01-{number + 1:02}", last=f"2027-01-{number + 1:02}")
    with django_assert_num_queries(len(before)):
        as_superuser.get(page)
    assert len(before) < MOST_QUERIES_OF_A_FORM

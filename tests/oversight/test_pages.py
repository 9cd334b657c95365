"""The dashboard's pages: each shows its own unit, nobody another's, and however much there is, in as many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centers.models import Center
from oversight.tiles import TILES
from tests.admin.page_text import english_in
from tests.many_centers import add_centers

MOST_QUERIES = 32
PAGES = ("progress", "centers", "corrections", "snapshots", "reports", "report-print", "report-xlsx", "report-docx")
NAMES = {"Word", "Excel", "District", "Street"}


def test_the_department_sees_the_district_and_a_street_its_own(client, district, street, street_unit, page_of):
    client.force_login(district)
    assert client.get(page_of("progress")).context["reading"].figures()["network.open"].value == 70
    assert client.get(page_of("progress"), {"unit": street_unit.code}).context["unit"] == street_unit
    client.force_login(street)
    own = client.get(page_of("progress")).context["reading"]
    assert own.unit_code == street_unit.code
    assert own.figures()["network.open"].value == Center.objects.under(street_unit.code).count()


@pytest.mark.parametrize("name", PAGES)
def test_a_foreign_unit_is_404_as_an_unknown_one(as_street, foreign_street, district_unit, page_of, name):
    for code in (foreign_street.code, district_unit.code, "441702999", "999999", "abc", "\ufffd", "4" * 100_000):
        assert as_street.get(page_of(name), {"unit": code}).status_code == 404, code


@pytest.mark.parametrize("name", PAGES)
def test_community_staff_have_no_dashboard(as_staff, page_of, name):
    assert as_staff.get(page_of(name)).status_code == 403


def test_who_oversees_a_street_and_works_elsewhere_oversees_the_street_alone(
    client, street, street_unit, foreign, page_of
):
    from accounts.models import Post

    Post.objects.create(user=street, unit=foreign.unit, role="community")
    client.force_login(street)
    assert client.get(page_of("progress"), {"unit": foreign.unit.code}).status_code == 404
    assert foreign.code not in client.get(page_of("centers")).content.decode()


@pytest.mark.parametrize("key", TILES)
def test_each_tile_has_a_page(as_street, as_staff, street, foreign_street, page_of, key):
    page = page_of("tile", key)
    assert as_staff.get(page).status_code == 403
    as_street.force_login(street)
    answer = as_street.get(page)
    assert answer.status_code == 200
    assert english_in(answer) - NAMES == set()
    assert as_street.get(page, {"unit": foreign_street.code}).status_code == 404


def test_an_unknown_tile_is_404(as_street, page_of):
    for key in ("nothing", "__class__", "甲"):
        assert as_street.get(page_of("tile", key)).status_code == 404


@pytest.mark.parametrize("name", ["progress", "centers", "corrections", "snapshots", "reports", "report-print"])
def test_the_pages_speak_chinese(as_district, page_of, name):
    answer = as_district.get(page_of(name))
    assert answer.status_code == 200
    assert english_in(answer) - NAMES == set()


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("centers", {"tier": "castle"}),
        ("centers", {"year": "eighteen"}),
        ("centers", {"stale": "very"}),
        ("centers", {"check": "'"}),
        ("centers", {"page": "9999"}),
        ("centers", {"code": "长" * 100_000}),
        ("corrections", {"state": "lost"}),
        ("reports", {"period": "2026Q9"}),
        ("reports", {"period": "2026Q4", "version": "-1"}),
        ("centers", {"demonstration": "maybe"}),
        ("report-docx", {"period": "\x00"}),
    ],
)
def test_what_cannot_be_is_400(as_district, page_of, page, query):
    assert as_district.get(page_of(page), query).status_code == 400


def test_rows_of_a_foreign_place_are_404(as_street, foreign_street, page_of):
    for name in ("centers", "corrections"):
        assert as_street.get(page_of(name), {"place": foreign_street.code}).status_code == 404
    assert as_street.get(page_of("centers"), {"missing": "C99"}).status_code == 404


def test_more_centres_cost_no_more_queries(as_district, page_of):
    page = page_of("progress")
    as_district.get(page)
    with CaptureQueriesContext(connection) as before:
        as_district.get(page)
    add_centers(60)
    # What is known of the ten minutes is made anew, once.
    as_district.get(page)
    with CaptureQueriesContext(connection) as after:
        as_district.get(page)
    assert len(after) == len(before) <= MOST_QUERIES, "\n".join(query["sql"][:200] for query in after)
    with CaptureQueriesContext(connection) as rows:
        as_district.get(page_of("centers"))
    assert len(rows) <= 12


def test_a_district_without_a_centre_has_a_dashboard(as_district, page_of):
    Center.objects.update(status="closed")
    for name in ("progress", "reports", "report-print", "report-xlsx", "report-docx", "centers"):
        assert as_district.get(page_of(name)).status_code == 200
    for key in TILES:
        assert as_district.get(page_of("tile", key)).status_code == 200


def test_the_menu_and_the_desk_show_the_way_to_those_who_may_go(client, district, street, staff, page_of):
    for user, may in ((district, True), (street, True), (staff, False)):
        client.force_login(user)
        text = client.get("/admin/").content.decode()
        assert (f'href="{page_of("progress")}"' in text) is may


def test_the_sample_is_marked(as_district, page_of):
    text = as_district.get(page_of("progress")).content.decode()
    assert "含示例资料：中心" in text
    Center.objects.update(source="survey", location_source="survey")
    assert "含示例资料" not in as_district.get(page_of("progress")).content.decode()

"""What the dashboard says of the ten minutes: by roads one answer, without roads three states and never one number."""

import pytest
from django.utils import timezone
from docx import Document

from centers.models import Center
from grids.models import GridUnit
from oversight.models import Snapshot
from oversight.periods import Period
from oversight.tiles import read
from tests.coverage.town import COMMUNITY, OTHER_COMMUNITY, draw, open_center, put_to_use, settle
from tests.oversight.test_reports import body, words_of

OSM = "© OpenStreetMap contributors（ODbL）"


@pytest.fixture
def town_without_roads(settings, tmp_path, centers):
    """The drawn town of tests.coverage.town; the personas of `centers` come before its centres are closed."""
    settings.VAR_DIR = tmp_path
    Center.objects.update(status="closed")
    settle()
    return open_center("T1", -600, 100)


@pytest.fixture
def town(town_without_roads):
    put_to_use(draw())
    return town_without_roads


def coverage_of(code):
    return read(GridUnit.objects.get(code=code)).tile("coverage")


def figures_of(code):
    return {figure.key: (figure.value, figure.total) for figure in coverage_of(code).figures}


def test_by_roads_the_river_counts(town):
    # A walks 300 m; C 1,400 m; B 2,600 m, though it is 200 m away as the crow flies; D is off the network.
    assert figures_of("441702") == {
        "coverage.covered": (100, 357),
        "coverage.gap": (250, 357),
        "coverage.off_network": (7, 357),
        "coverage.unplaced": (0, 357),
        "coverage.covered.elders": (10, 62),
    }


def test_without_roads_there_are_three_states_of_one_size(town_without_roads):
    tile = coverage_of("441702")
    assert tile.is_several
    values = {figure.key: figure.value for figure in tile.figures}
    assert values["coverage.probable"] + values["coverage.undecided"] + values["coverage.proven_gap"] == 357
    assert "coverage.covered" not in values
    assert any("导入步行路网" in note for note in tile.notes)


def test_a_street_and_a_community_count_their_own_people(town):
    assert figures_of(COMMUNITY[:9])["coverage.covered"] == (100, 107)
    assert figures_of(OTHER_COMMUNITY[:9])["coverage.covered"] == (0, 250)
    assert figures_of(COMMUNITY)["coverage.covered"] == (100, 107)
    assert figures_of(OTHER_COMMUNITY)["coverage.gap"] == (250, 250)


def test_every_state_leads_to_its_residents(town, as_district, page_of):
    rows = as_district.get(page_of("residents"), {"state": "gap"}).context["page"].rows
    assert {row.key: row.people for row in rows} == {"B": 200, "C": 50}
    rows = as_district.get(page_of("residents"), {"state": "gap", "place": COMMUNITY[:9]}).context["page"].rows
    assert rows == []
    elders = as_district.get(page_of("residents"), {"state": "covered", "who": "elders"}).context["page"].rows
    assert [row.people for row in elders] == [10]


def test_a_street_sees_no_residents_of_another(town, as_street, street_unit, foreign_street, page_of):
    page = page_of("residents")
    assert as_street.get(page).status_code == 200
    for place in (foreign_street.code, street_unit.code[:6], "441702999999", "x"):
        assert as_street.get(page, {"place": place}).status_code == 404
    assert as_street.get(page, {"state": "happy"}).status_code == 400


def test_the_roads_and_their_licence_stand_in_page_and_report(town, as_district, page_of):
    assert OSM in as_district.get(page_of("tile", "coverage")).content.decode()
    text = words_of(Document(body(as_district.get(page_of("report-docx")))))
    assert OSM in text
    assert "走得到的100人（28.0%）" in text


def test_gaps_with_few_people_are_not_ranked(town):
    settle({"B": ((-600, -100), 200, 40, OTHER_COMMUNITY), "C": ((600, -100), 5, 5, COMMUNITY)})
    gaps = next(table for table in coverage_of("441702").tables if table.key == "coverage.gaps")
    assert [row[0] for row in gaps.values()] == [1, "n=5，不排"]


def test_roads_that_come_later_do_not_change_the_snapshot(town_without_roads, district_unit):
    period = Period.quarter_of(timezone.localdate())
    before = Snapshot.take(period, [district_unit])[0].as_reading().tile("coverage")
    put_to_use(draw())
    kept = Snapshot.objects.get().as_reading().tile("coverage")
    assert kept == before
    assert coverage_of("441702").main.key == "coverage.covered" != kept.main.key

"""What the tiles count, against counting by hand; and every number leads to as many rows."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from centers.models import Center, ChangeRequest, FactGroup, Offering, ProposedChange, RoadmapTarget
from oversight.facts import Facts
from oversight.readings import Linked, Reading
from oversight.tiles import TILES, read


@pytest.fixture
def reading(district_unit):
    return read(district_unit)


def figure(unit, key):
    return read(unit).figures()[key]


def test_the_plan_counts_targets_up_to_this_year_and_centres_once_opened(district_unit, ours):
    assert figure(district_unit, "plan.opened").shown == "70/70"
    Center.objects.filter(pk=ours.pk).update(status="closed")
    assert figure(district_unit, "plan.opened").shown == "70/70"
    Center.objects.filter(pk=ours.pk).update(status="building")
    assert figure(district_unit, "plan.opened").shown == "69/70"
    RoadmapTarget.objects.create(year=timezone.localdate().year + 1, target=9, source="official")
    assert figure(district_unit, "plan.opened").shown == "69/70"


def test_the_plan_as_it_came_is_fifty_by_2022_and_twenty_from_2023(db):
    targets = dict(RoadmapTarget.objects.values_list("year", "target"))
    assert targets == {2018: 10, 2019: 10, 2020: 10, 2021: 10, 2022: 10, 2023: 20}
    assert set(RoadmapTarget.objects.values_list("source", flat=True)) == {"article"}


def test_a_street_has_no_plan_of_its_own(street_unit):
    plan = read(street_unit).tile("plan")
    assert plan.main.total is None
    assert [row[1] for row in plan.tables[0].values()] == [None] * len(plan.tables[0].rows)
    assert "没有分到街道" in plan.notes[0]


def test_a_street_counts_its_own_centres_alone(street_unit):
    own = Center.objects.under(street_unit.code).filter(status="open").count()
    assert 0 < own < 70
    assert figure(street_unit, "network.open").value == own


def test_the_tables_of_kinds_add_up(reading):
    network = reading.tile("network").tables[0].values()
    assert sum(row[-1] for row in network) == Center.objects.exclude(status="closed").count()
    places = reading.tile("network").tables[1].values()
    assert sum(row[-1] for row in places) == sum(row[-1] for row in network)
    cube = next(table for table in reading.tile("settings").tables if table.key == "settings.cube")
    assert sum(sum(row[3:]) for row in cube.values()) == Center.objects.exclude(setting="").count()


def test_services_count_missing_cells_and_show_the_most_first(reading):
    tile = reading.tile("services")
    cells = Offering.objects.filter(item__is_active=True)
    assert (tile.main.value, tile.main.total) == (cells.exclude(status="missing").count(), cells.count())
    missing = [row[3] for row in tile.tables[0].values()]
    assert missing == sorted(missing, reverse=True)
    assert len(missing) <= 20


def test_confirmed_groups_count_until_they_are_stale(street_unit, ours, staff, settings):
    before = figure(street_unit, "freshness.fresh").value
    Center.objects.filter(pk=ours.pk).confirm([FactGroup.PLACE], staff)
    assert figure(street_unit, "freshness.fresh").value == before + 1
    later = timezone.localdate() + timedelta(days=settings.STALE_AFTER_DAYS + 1)
    assert read(street_unit, later).figures()["freshness.fresh"].value == before


def test_corrections_are_late_after_seven_days(street_unit, ours):
    request = ChangeRequest.objects.receive(
        ours, {"address": "新华路1号", "telephone": "0662-3221234"}, senders=["a"], form_key="one"
    )
    figures = read(street_unit).figures()
    assert (figures["corrections.waiting"].value, figures["corrections.late"].value) == (2, 0)
    ChangeRequest.objects.filter(pk=request.pk).update(at=timezone.now() - timedelta(days=7, minutes=1))
    ProposedChange.objects.filter(field="address").update(state="accepted", decided_at=timezone.now())
    figures = read(street_unit).figures()
    assert (figures["corrections.waiting"].value, figures["corrections.late"].value) == (1, 1)
    assert (figures["corrections.in_time"].value, figures["corrections.in_time"].total) == (0, 2)
    assert figures["corrections.in_time"].share is None


def test_every_figure_says_what_it_counts_and_where_from(reading):
    for one in reading.figures().values():
        assert one.definition.counted
        assert one.definition.source
        assert one.total is None or one.definition.out_of, one.key


def test_a_reading_comes_back_from_json_as_it_was(reading):
    kept = reading.kept()
    assert Reading.of(kept).kept() == kept
    assert Reading.of(kept).figures_kept() == reading.figures_kept()


def test_every_number_of_a_table_leads_to_as_many_rows(as_district, district_unit, ours, page_of):
    ChangeRequest.objects.receive(ours, {"address": "新华路1号"}, senders=["a"], form_key="one")
    Center.objects.filter(pk=ours.pk).update(status="suspended", unit=district_unit)
    asked = 0
    for measure in TILES.values():
        tile = measure(Facts(district_unit))
        counted = [cell for table in tile.tables for row in table.rows for cell in row if isinstance(cell, Linked)]
        # A few of each kind of table: every one would be a thousand pages.
        chosen = {(tuple(sorted(cell.rows)), cell.rows_at): cell for cell in counted if cell.value not in (0, None)}
        for cell in chosen.values():
            shown = as_district.get(page_of(cell.rows_at), cell.rows | {"page_size": "100"}).context["page"]
            expected = _expected(cell)
            if cell.rows_at == "residents":
                assert shown.is_paged or sum(row.people for row in shown.rows) == expected, cell
            elif expected is not None:
                assert shown.count == expected, cell
            asked += 1
    assert asked > 10


def _expected(cell):
    if isinstance(cell.value, str):
        return 1  # a centre by its name
    # Groups of facts, of which a centre has five.
    return None if cell.rows == cell.rows | {"stale": "any"} else cell.value


def test_the_figure_on_the_tile_leads_to_as_many_rows(as_district, district_unit, page_of):
    for key in ("plan.opened", "settings.open", "network.open"):
        one = figure(district_unit, key)
        assert as_district.get(page_of(one.rows_at), one.rows).context["page"].count == one.value


def test_years_without_an_opening_are_shown_as_well(reading):
    years = [row[0] for row in reading.tile("plan").tables[0].values()]
    assert years == [f"{year}年" for year in range(2018, date.today().year + 1)]  # noqa: DTZ011

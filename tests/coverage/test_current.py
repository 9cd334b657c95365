"""What a process knows now: right at once after any change, made again no more than needed."""

import threading
from time import monotonic

import numpy as np
import pytest
from django.contrib.gis.geos import Point

from centers.models import Center
from coverage import current as module
from coverage.current import current
from coverage.engine.reach import reach_table
from coverage.models import DemandPoint, DemandSet, RoadNetwork
from grids.models import GridUnit
from query.kept import forget_everything
from tests.coverage.town import PEOPLE, draw, open_center, point, put_to_use, settle


def test_nothing_changed_costs_one_query(town, django_assert_num_queries):
    first = current()
    with django_assert_num_queries(1):
        assert current() is first


@pytest.mark.parametrize(
    "change",
    [
        lambda town: Center.objects.filter(pk=town.pk).update(name="改名党群服务中心"),
        lambda town: open_center("T2", 0, 100),
        lambda town: town.delete(),
        lambda town: settle({"A": PEOPLE["A"]}),
        lambda town: DemandSet.objects.active().update(state="former"),
        lambda town: put_to_use(draw([(0, 1), (1, 2)])),
        lambda town: RoadNetwork.objects.active().update(state="former"),
    ],
    ids=["renamed", "opened", "deleted", "resettled", "no demand set", "other roads", "no roads"],
)
def test_every_change_is_known_with_the_next_request(town, change):
    before = current()
    change(town)
    assert current() is not before


def test_a_changed_population_is_known(town_without_roads):
    DemandSet.objects.active().update(state="former")
    before = current().demand.rows.people.sum()
    unit = GridUnit.objects.filter(level=GridUnit.Level.CLUSTER, population__isnull=False).first()
    unit.population += 5
    unit.save()
    assert current().demand.rows.people.sum() == before + 5


def test_the_lowest_units_with_a_population_are_counted_once(db):
    demand = current().demand
    assert demand.rows.people.sum() == GridUnit.objects.get(level=GridUnit.Level.DISTRICT).population
    assert {len(key) for key in demand.rows.keys} == {21}
    assert demand.is_sample
    assert len(demand.uncounted) == GridUnit.objects.filter(level=3, population=None).count()


def test_residents_without_a_position_are_kept_apart(db):
    unit = GridUnit.objects.filter(level=GridUnit.Level.CLUSTER).first()
    before = current().demand
    unit.point, unit.point_source = None, ""
    unit.save()
    after = current().demand
    assert after.unplaced.keys == (unit.code,)
    assert after.unplaced.people.sum() == unit.population
    assert len(after.rows) == len(before.rows) - 1
    assert after.digest != before.digest


def test_only_the_row_of_a_moved_centre_is_computed_again(town, monkeypatch):
    open_center("T2", 600, -100)
    current()
    rows = []
    measure = module.reach_row
    monkeypatch.setattr(module, "reach_row", lambda *given: rows.append(1) or measure(*given))
    monkeypatch.setattr(module, "reach_table", None)
    town.location = point(0, 100)
    town.save()
    known = current()
    assert rows == [1]
    whole = reach_table(known.network, known.center_snaps, known.point_snaps, module.REACHES_M[0])
    table = known.table(module.REACHES_M[0])
    assert np.array_equal(table.indptr, whole.indptr)
    for index in range(len(known.centers)):
        assert sorted(zip(*table.row(index), strict=True)) == sorted(zip(*whole.row(index), strict=True))


def test_a_changed_centre_does_not_cost_the_residents_again(town, monkeypatch):
    before = current()
    monkeypatch.setattr(module, "read_demand", None)
    town.save()
    assert current().demand is before.demand


def test_changed_residents_do_not_cost_the_centres_again(town, monkeypatch):
    before = current()
    monkeypatch.setattr(module, "read_centers", None)
    settle({"A": PEOPLE["A"]})
    assert current().centers is before.centers


def test_what_no_stamp_tells_is_known_after_ten_minutes(town, monkeypatch):
    current()
    DemandPoint.objects.filter(key="A").update(people=1000)
    assert current().demand.rows.people[0] == 100
    later = monotonic() + 601
    monkeypatch.setattr("query.kept.monotonic", lambda: later)
    assert current().demand.rows.people[0] == 1000


def test_points_are_not_snapped_again_for_a_moved_centre(town, monkeypatch):
    before = current()
    Center.objects.filter(pk=town.pk).update(location=point(0, 100))
    after = current()
    assert after.point_snaps is before.point_snaps
    assert after.network is before.network


def test_another_worker_takes_table_and_snaps_from_the_files(town, own_files, monkeypatch):
    first = current()
    forget_everything()
    monkeypatch.setattr(module, "reach_table", None)
    snapped = []
    measure = module.snap
    monkeypatch.setattr(module, "snap", lambda network, rows: snapped.append(len(rows)) or measure(network, rows))
    second = current()
    assert second is not first
    assert snapped == [len(second.centers)]
    assert np.array_equal(second.table(720).metres, first.table(720).metres)


@pytest.mark.parametrize("content", [b"", b"not an array at all"])
def test_a_damaged_file_is_made_again(town, own_files, monkeypatch, content):
    whole = current().table(720).metres.tolist()
    for path in (own_files / "coverage" / "tables").rglob("metres.npy"):
        path.unlink()
        path.write_bytes(content)
    forget_everything()
    assert current().table(720).metres.tolist() == whole


def test_a_network_whose_files_are_gone_counts_as_none(town):
    RoadNetwork.objects.active().update(files_name="0" * 64)
    known = current()
    assert not known.has_network
    with pytest.raises(ValueError, match="no reach table"):
        known.table(720)


def test_a_longer_reach_has_a_table_of_its_own(town):
    known = current()
    assert known.table(1080).limit_m == 1080
    assert known.table(1081).limit_m == 2160
    with pytest.raises(ValueError, match="reaches"):
        known.table(5401)


def test_threads_build_it_once(town, monkeypatch):
    built = []
    make = module._made
    monkeypatch.setattr(module, "_made", lambda *given: built.append(1) or make(*given))
    stamp = module.read_stamp()
    monkeypatch.setattr(module, "read_stamp", lambda: stamp)
    centers, demand = module.read_centers(), module.read_demand()
    monkeypatch.setattr(module, "read_centers", lambda: centers)
    monkeypatch.setattr(module, "read_demand", lambda: demand)
    found = []
    threads = [threading.Thread(target=lambda: found.append(current())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert built == [1]
    assert len(set(map(id, found))) == 1


def test_a_centre_without_a_position_is_told(town):
    Center.objects.filter(pk=town.pk).update(location=None, location_source="")
    known = current()
    assert ("T1", "T1党群服务中心", "open") in known.centers.unplaced
    assert "T1" not in known.centers.index


def test_a_point_on_the_other_side_of_the_world_harms_nothing(town):
    open_center("T2", 0, 0, location=Point(-60, -30, srid=4326))
    known = current()
    assert known.center_snaps.edge[known.centers.index["T2"]] == -1

"""What is drawn: areas within reach and the line of the way."""

import json

import numpy as np
import pytest
import shapely

from coverage.engine.isochrone import polygons
from coverage.engine.paths import path
from coverage.engine.plane import geodesic_m
from coverage.engine.reach import nearest
from coverage.engine.snapping import snap
from tests.coverage.engine.drawn import PLANE, degrees, people, places, random_town, town
from tests.coverage.engine.test_drawn_towns import RIVER, STREETS


def _area(coordinates):
    return shapely.from_geojson(json.dumps({"type": "MultiPolygon", "coordinates": coordinates}))


def _grid_city(n=30, step=80):
    ids = np.arange(n * n).reshape(n, n)
    edges = [*zip(ids[:, :-1].ravel(), ids[:, 1:].ravel(), strict=True)]
    edges += [*zip(ids[:-1].ravel(), ids[1:].ravel(), strict=True)]
    return town([(i % n * step, i // n * step) for i in range(n * n)], edges)


def test_an_area_holds_those_whom_the_table_counts():
    city = _grid_city()
    lonlat = PLANE.to_lonlat(np.random.default_rng(1).uniform(0, 2320, (4000, 2)))
    centre = people(city, (1200, 1150))
    (drawn,) = polygons(city, centre, [720])
    counted = np.isfinite(nearest(city, centre, snap(city, lonlat), 720)[0])
    inside = shapely.contains_xy(_area(drawn), lonlat)
    assert (inside != counted).sum() <= 0.01 * counted.sum()
    assert counted.sum() > 500


def test_a_longer_limit_holds_the_shorter_ones_area():
    network, rng = random_town(2)
    centers = snap(network, places(rng, 3))
    small, large = (_area(drawn) for drawn in polygons(network, centers, [150, 400]))
    assert large.is_valid
    assert small.area > 0
    assert small.difference(large).area < 1e-12


def test_the_far_bank_is_not_within_reach():
    river = town(RIVER, STREETS)
    area = _area(polygons(river, people(river, (100, -20)), [400])[0])
    assert shapely.contains_xy(area, degrees((100, -20), (300, 20))).all()
    assert not shapely.contains_xy(area, degrees((100, 190), (300, 200), (600, 0))).any()


def test_one_polygon_of_many_centres_is_the_nearest_of_them():
    city = _grid_city()
    both = people(city, (400, 400), (2000, 2000))
    area = _area(polygons(city, both, [200])[0])
    assert len(area.geoms) == 2
    apart = [_area(polygons(city, both.take(i), [200])[0]) for i in (0, 1)]
    assert area.symmetric_difference(shapely.union_all(apart)).area < 1e-12


def test_without_a_way_there_is_no_area():
    street = town([(0, 0), (100, 0)], [(0, 1)])
    assert polygons(street, people(street, (0, 9000)), [100, 200]) == [[], []]
    assert polygons(street, people(street, (0, 0)), []) == []


@pytest.mark.parametrize("seed", range(6))
def test_the_line_of_the_way_is_as_long_as_its_metres(seed):
    network, rng = random_town(seed)
    snaps = snap(network, places(rng, 24))
    for i in range(0, 24, 2):
        start, end = snaps.take(i), snaps.take(i + 1)
        metres, line = path(network, start, end)
        exact = nearest(network, start, end, np.inf)[0][0]
        assert metres == pytest.approx(exact, abs=1e-6)
        if np.isfinite(exact):
            walked = geodesic_m(line[:-1], line[1:]).sum() + start.access_m[0] + end.access_m[0]
            assert walked == pytest.approx(metres, abs=0.01)
        else:
            assert len(line) == 0


def test_the_way_over_the_bridge_is_drawn_over_the_bridge():
    river = town(RIVER, STREETS)
    metres, line = path(river, people(river, (100, -20)), people(river, (100, 220)))
    assert metres == pytest.approx(1240, abs=0.01)
    corners = [(100, 0), (300, 0), (600, 0), (600, 200), (300, 200), (100, 200)]
    assert PLANE.to_xy(line) == pytest.approx(np.array(corners, dtype=float), abs=0.01)


def test_from_a_loop_the_shorter_way_out_is_drawn():
    loop = town([(0, 0), (100, 0)], [(0, 0), (0, 1)], {0: [(0, 100), (-100, 100), (-100, 0)]})
    metres, line = path(loop, people(loop, (-100, 20)), people(loop, (100, 0)))
    assert metres == pytest.approx(100 + 20 + 100, abs=0.01)
    assert np.abs(PLANE.to_xy(line)[:, 1]).max() < 21


def test_a_way_to_oneself_is_a_point():
    street = town([(0, 0), (100, 0)], [(0, 1)])
    metres, line = path(street, people(street, (50, 3)), people(street, (50, 4)))
    assert metres == pytest.approx(7, abs=0.01)
    assert np.abs(PLANE.to_xy(line) - [50, 0]).max() < 0.01

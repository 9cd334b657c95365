"""From ways to edges: nothing gets longer or shorter, and nothing is lost without being told."""

from itertools import pairwise

import networkx
import numpy as np
import pytest

from coverage.engine.plane import geodesic_m
from coverage.roads.area import Area, widened
from coverage.roads.building import build_network
from coverage.roads.geojson import read_geojson
from coverage.roads.osm import read_osm
from coverage.roads.problems import RoadsRefused
from coverage.roads.tags import Left
from coverage.roads.ways import MISSING
from tests.coverage.streets import geojson, grid, lonlat, osm


def built(write, lines, area=None):
    ways = read_geojson(write("lines.geojson", geojson(lines)), is_declared=True)
    return build_network(ways, area, {})


def test_a_real_town_keeps_every_metre_of_its_main_part(town):
    assert town.network.lengths.sum() == pytest.approx(town.report["kept"]["metres"], abs=0.1)
    assert town.network.n_edges < 700
    degrees = np.bincount(np.concatenate([town.network.tails, town.network.heads]))
    # A point where just two edges of different neighbours meet would be no junction.
    assert (degrees != 2).all()


def test_contracted_ways_are_as_long_as_the_points_one_by_one(town, town_ways):
    """The oracle: networkx on every pair of neighbouring points of the file."""
    by_points = networkx.Graph()
    for way in np.flatnonzero(town_ways.left == Left.TAKEN):
        refs = town_ways.refs[town_ways.starts[way] : town_ways.starts[way + 1]]
        for a, b in pairwise(refs):
            if MISSING not in (a, b) and a != b:
                pair = town_ways.lonlat[[a]], town_ways.lonlat[[b]]
                by_points.add_edge(int(a), int(b), weight=float(geodesic_m(*pair)[0]))
    number = {tuple(place): index for index, place in enumerate(town_ways.lonlat.round(7).tolist())}
    network = town.network
    nodes = [number[tuple(place)] for place in network.plane.to_lonlat(network.nodes).round(7).tolist()]
    by_edges = networkx.MultiGraph()
    for tail, head, metres in zip(network.tails, network.heads, network.lengths, strict=True):
        by_edges.add_edge(nodes[tail], nodes[head], weight=float(metres))
    for start in nodes[::60]:
        expected = networkx.single_source_dijkstra_path_length(by_points, start)
        found = networkx.single_source_dijkstra_path_length(by_edges, start)
        assert len(found) == len(nodes)
        assert all(abs(expected[node] - metres) < 1e-6 for node, metres in found.items())


def test_what_a_real_extract_lacks_is_survived_and_told(town):
    assert town.report["broken"] == {"points": 388, "ways": 48}
    reasons = {row["reason"] for row in town.report["not_walkable"]}
    assert "motorway" in reasons
    assert town.report["apart"]["parts"] == len(town.report["apart"]["longest"]) == 2


def test_a_street_is_one_edge_however_many_points_it_has(write):
    network = built(write, [lonlat((0, 0), (30, 40), (60, 80), (60, 180))]).network
    assert network.n_edges == 1
    assert network.n_nodes == 2
    assert network.lengths[0] == pytest.approx(200, abs=0.001)
    assert len(network.shape_xy) == 4


def test_streets_are_split_where_they_meet(write):
    network = built(write, [lonlat((0, 0), (100, 0), (200, 0)), lonlat((100, 0), (100, 70))]).network
    assert sorted(network.lengths.round(2)) == [70, 100, 100]


def test_streets_that_cross_without_a_common_point_do_not_meet(write):
    """A bridge over a street; the longer one is the main part."""
    result = built(write, [lonlat((0, 0), (200, 0)), lonlat((100, -50), (100, 50))])
    assert result.network.n_edges == 1
    assert result.report["apart"]["metres"] == pytest.approx(100, abs=0.1)


def test_two_ways_between_the_same_junctions_stay_two_and_the_shorter_counts(write):
    lines = [
        lonlat((-50, 0), (0, 0)),
        lonlat((0, 0), (100, 0)),
        lonlat((0, 0), (50, 80), (100, 0)),
        lonlat((100, 0), (150, 0)),
    ]
    network = built(write, lines).network
    assert network.n_edges == 4
    ends = np.sort(np.column_stack([network.tails, network.heads]), axis=1)
    _, count = np.unique(ends, axis=0, return_counts=True)
    assert sorted(count) == [1, 1, 2]
    assert network.weights.max() == pytest.approx(100, abs=0.001)


def test_a_loop_and_a_ring_are_edges(write):
    ring = lonlat((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))
    assert built(write, [ring]).network.lengths.sum() == pytest.approx(400, abs=0.01)
    with_tail = built(write, [ring, lonlat((0, 0), (-60, 0))]).network
    assert sorted(with_tail.lengths.round(2)) == [60, 400]


def test_a_stretch_drawn_twice_counts_once(write):
    street = lonlat((0, 0), (100, 0), (200, 0))
    result = built(write, [street, street[::-1], lonlat((100, 0), (100, 50))])
    assert result.network.lengths.sum() == pytest.approx(250, abs=0.01)
    assert result.report["doubled"]["metres"] == pytest.approx(200, abs=0.1)


def test_a_street_that_leaves_the_area_is_cut_at_its_last_point_inside(write):
    area = Area("小镇", widened(_box(-10, -10, 260, 110), 0))
    result = built(write, [lonlat((0, 0), (100, 0), (200, 0), (300, 0), (400, 0)), lonlat((0, 900), (9, 900))], area)
    assert result.network.lengths.sum() == pytest.approx(200, abs=0.01)
    assert result.report["outside"]["ways"] == 2


def test_a_street_that_leaves_and_comes_back_is_not_joined_outside(write):
    area = Area("小镇", widened(_box(-10, -10, 310, 60), 0))
    lines = [lonlat((0, 0), (100, 0), (150, 900), (200, 0), (290, 0))]
    assert built(write, lines, area).network.lengths.sum() == pytest.approx(100, abs=0.01)


def test_missing_points_cut_a_way_and_both_ends_stay(write):
    places = dict(enumerate(lonlat((0, 0), (100, 0), (300, 0), (400, 0), (0, 50), (400, 50), (200, 50)), 1))
    ways = [([1, 2, 99, 3, 4], {"highway": "residential"}), ([1, 5, 7, 6, 4], {"highway": "footway"})]
    result = build_network(read_osm(write("town.osm", osm(places, ways)), "osm"), None, {})
    assert result.report["broken"] == {"points": 1, "ways": 1}
    assert result.network.lengths.sum() == pytest.approx(100 + 50 + 400 + 50 + 100, abs=0.1)


def test_the_margin_is_in_metres():
    west, south, east, north = widened(_box(0, 0, 100, 100), 500).bounds
    (a, b), (c, d) = lonlat((-500, -500), (600, 600))
    assert [west, south, east, north] == pytest.approx([a, b, c, d], abs=1e-5)


def test_an_area_as_large_as_a_country_is_refused():
    from shapely.geometry import box

    with pytest.raises(RoadsRefused, match="范围太大"):
        widened(box(100, 20, 110, 30), 0)


def test_a_larger_town_is_built_in_time_that_grows_with_it(write):
    """Not a clock but a count: 40 × 40 blocks are the edges that a grid has."""
    network = built(write, grid(40)).network
    assert network.n_edges == 2 * 40 * 41 - 4  # the four corners are no junctions


def _box(west, south, east, north):
    from shapely.geometry import Polygon

    return Polygon(lonlat((west, south), (east, south), (east, north), (west, north)))

"""What must hold on any network: random towns from seeds."""

import numpy as np
import pytest

from coverage.engine import measures
from coverage.engine.network import Network
from coverage.engine.plane import geodesic_m
from coverage.engine.reach import nearest, reach_table
from coverage.engine.snapping import snap
from coverage.engine.straight import PROBABLE, PROVEN_GAP, UNDECIDED, straight_metres, straight_states
from tests.coverage.engine.drawn import degrees, places, random_town

pytestmark = pytest.mark.parametrize("seed", range(10))


def _case(seed):
    network, rng = random_town(seed, n=60)
    centers, points = places(rng, 5), places(rng, 300)
    return network, rng, centers, points, snap(network, centers), snap(network, points)


def test_no_way_is_shorter_than_the_straight_line(seed):
    network, _, centers, points, of_centers, of_points = _case(seed)
    for i in range(len(centers)):
        metres, _ = nearest(network, of_centers.take(i), of_points, np.inf)
        straight = geodesic_m(np.repeat(centers[i : i + 1], len(points), axis=0), points)
        assert (metres >= straight * (1 - 1e-6) - 1e-6).all()


def test_a_proven_gap_is_never_covered_once_roads_come(seed):
    network, rng, centers, points, of_centers, of_points = _case(seed)
    metres, _ = nearest(network, of_centers, of_points, np.inf)
    for limit in rng.uniform(100, 1000, 4):
        states = straight_states(centers, points, limit)
        assert not measures.covered(metres, limit)[states == PROVEN_GAP].any()
        assert set(np.unique(states)) <= {PROVEN_GAP, UNDECIDED, PROBABLE}


def test_more_minutes_more_speed_and_more_centres_never_cover_fewer(seed):
    network, _, _, _, of_centers, of_points = _case(seed)
    before = np.zeros(len(of_points), bool)
    for minutes, speed in ((3, 0.8), (3, 1.2), (5, 1.2), (10, 1.2), (10, 1.5)):
        limit = measures.limit_of(minutes, speed)
        reached = measures.covered(nearest(network, of_centers, of_points, limit)[0], limit)
        assert (reached >= before).all()
        before = reached
    before[:] = False
    for count in range(1, len(of_centers) + 1):
        metres, _ = nearest(network, of_centers.take(slice(0, count)), of_points, 500)
        reached = measures.covered(metres, 500)
        assert (reached >= before).all()
        before = reached


def test_taking_an_edge_away_never_makes_a_way_shorter(seed):
    network, rng, centers, points, of_centers, of_points = _case(seed)
    lonlat = network.plane.to_lonlat(network.shape_xy)
    kept = np.setdiff1d(np.arange(network.n_edges), rng.integers(0, network.n_edges, 5))
    # nobody moves: only those count whose own edge is still there
    shapes = [lonlat[network.shape_starts[e] : network.shape_starts[e + 1]] for e in kept]
    nodes = network.plane.to_lonlat(network.nodes)
    fewer = Network.build(nodes, network.tails[kept], network.heads[kept], shapes, plane=network.plane)
    before, _ = nearest(network, of_centers, of_points, np.inf)
    snaps = snap(fewer, points)
    same = np.isclose(snaps.access_m, of_points.access_m, rtol=0, atol=1e-6)
    of_fewer = snap(fewer, centers)
    stay = np.isclose(of_fewer.access_m, of_centers.access_m, rtol=0, atol=1e-6)
    after, _ = nearest(fewer, of_fewer, snaps, np.inf, stay)
    assert (after[same] >= before[same] - 1e-6).all()


def test_gap_and_covered_together_are_everyone_and_growth_ends_at_the_total(seed):
    network, rng, _, points, of_centers, of_points = _case(seed)
    weights, groups = rng.integers(0, 50, len(points)).astype(float), rng.integers(0, 4, len(points))
    table = reach_table(network, of_centers, of_points, 800)
    for limit in (300.0, 800.0):
        reached = measures.covered(table.nearest()[0], limit)
        total, some = measures.by_group(weights, reached, groups, 4)
        _, rest = measures.by_group(weights, ~reached, groups, 4)
        assert (some + rest == total).all()
        assert total.sum() == weights.sum()
        opened = rng.integers(2018, 2027, len(of_centers))
        grown = measures.growth(table, opened, np.arange(2018, 2027), groups, 4, weights, limit)
        assert (grown[-1] == some).all()
        assert (np.diff(grown, axis=0) >= 0).all()
        assert measures.overlap(table, limit, weights)[1:].sum() == some.sum()


def test_without_centres_everyone_is_a_proven_gap(seed):
    points = degrees(*np.random.default_rng(seed).uniform(0, 500, (5, 2)))
    assert (straight_states([], points, 1000) == PROVEN_GAP).all()
    assert np.isinf(straight_metres([], points)[0]).all()


def test_the_three_states_follow_the_straight_line(seed):
    x = 100.0 + seed
    states = straight_states(degrees((0, 0)), degrees((x, 0)), 2 * x + 0.01)
    assert states.tolist() == [PROBABLE]
    assert straight_states(degrees((0, 0)), degrees((x, 0)), 2 * x - 0.1).tolist() == [UNDECIDED]
    assert straight_states(degrees((0, 0)), degrees((x, 0)), x - 0.1).tolist() == [PROVEN_GAP]

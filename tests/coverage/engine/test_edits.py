"""Barriers cut, footbridges join."""

import numpy as np
import pytest

from coverage.engine.edits import BridgeOffNetwork, crossings
from coverage.engine.reach import nearest
from coverage.engine.snapping import snap
from tests.coverage.engine.drawn import PLANE, degrees, people, places, random_town, town, walked_by_networkx
from tests.coverage.engine.test_drawn_towns import RIVER, STREETS


def metres(network, centre, resident):
    return nearest(network, people(network, centre), people(network, resident), np.inf)[0][0]


def test_a_barrier_over_the_bridge_parts_the_banks():
    river = town(RIVER, STREETS).with_edits(barriers=[degrees((550, 100), (650, 100))])
    assert metres(river, (100, -20), (100, 220)) == np.inf
    # each half of the bridge is a dead end that people still leave
    assert metres(river, (600, 0), (605, 90)) == pytest.approx(95, abs=0.01)
    assert metres(river, (600, 200), (605, 110)) == pytest.approx(95, abs=0.01)


def test_a_barrier_that_crosses_nothing_changes_nothing(tmp_path):
    river = town(RIVER, STREETS)
    assert river.with_edits(barriers=[degrees((100, 50), (500, 150))]).save(tmp_path) == river.save(tmp_path)


def test_a_barrier_cuts_every_edge_that_it_crosses():
    lanes = town([(x, y) for x in (0, 100, 200) for y in (0, 100)], [(0, 1), (2, 3), (4, 5), (0, 2), (1, 3), (3, 5)])
    walled = lanes.with_edits(barriers=[degrees((-10, 50), (110, 60), (110, 40), (150, 50))])
    assert walled.n_edges == lanes.n_edges + 2
    assert metres(walled, (0, 0), (0, 100)) == np.inf
    assert metres(walled, (0, 100), (200, 0)) == pytest.approx(300, abs=0.02)


def test_a_barrier_through_a_junction_parts_its_edges():
    # one line for both, so that the digits of the junction and of the barrier are the same
    cross = town([(0, 0), (-100, 0), (100, 0), (0, 100)], [(0, 1), (0, 2), (0, 3)])
    junction = cross.nodes[np.argmin(np.abs(cross.nodes).sum(axis=1))]
    line = PLANE.to_lonlat(np.array([[-50, 50], [0, 0], [50, -50]]) + junction)
    walled = cross.with_edits(barriers=[line])
    for there in ((100, 0), (0, 100)):
        assert metres(walled, (-100, 0), there) == np.inf


def test_a_barrier_along_a_street_closes_it():
    street = town([(0, 0), (100, 0), (200, 0)], [(0, 1), (1, 2)])
    a, b = street.nodes[0], street.nodes[2]
    walled = street.with_edits(barriers=[PLANE.to_lonlat([a * 0.9 + b * 0.1, a * 0.8 + b * 0.2])])
    assert metres(walled, (0, 0), (200, 0)) == np.inf


def test_crossings_are_measured_along_the_edge():
    bent = town([(0, 0), (300, 0)], [(0, 1)], {0: [(0, 400), (300, 400)]})
    edge, along = crossings(bent, np.array([[-50.0, 100.0], [350.0, 100.0]]))
    assert edge.tolist() == [0, 0]
    assert sorted(along) == pytest.approx([100, 1000], abs=0.01)


def test_a_footbridge_joins_the_banks():
    """20 to the street, 50 along it, 200 over the bridge, 50 back, 20 to the door."""
    river = town(RIVER, STREETS).with_edits(bridges=[degrees((150, 10), (150, 190))])
    assert metres(river, (100, -20), (100, 220)) == pytest.approx(340, abs=0.01)
    assert metres(river, (140, 100), (100, 0)) == pytest.approx(100 + 40, abs=0.01)  # nobody lives on it


def test_a_footbridge_over_a_barrier_stays_whole():
    river = town(RIVER, STREETS).with_edits(
        barriers=[degrees((-100, 100), (700, 100))], bridges=[degrees((150, 10), (150, 190))]
    )
    assert metres(river, (100, -20), (100, 220)) == pytest.approx(340, abs=0.01)


def test_footbridges_may_hang_together_and_end_on_one_edge():
    two = town([(0, 0), (300, 0), (0, 400), (300, 400)], [(0, 1), (2, 3)]).with_edits(
        bridges=[degrees((150, 0), (150, 350)), degrees((150, 200), (100, 400)), degrees((20, 0), (60, 50), (100, 0))]
    )
    assert metres(two, (150, 0), (100, 400)) == pytest.approx(200 + np.hypot(50, 200), abs=0.01)
    assert two.n_edges == 2 + 3 + 6


def test_a_footbridge_to_nowhere_is_refused():
    river = town(RIVER, STREETS)
    with pytest.raises(BridgeOffNetwork) as refused:
        river.with_edits(bridges=[degrees((150, 10), (150, 190)), degrees((150, 0), (150, -900))])
    assert refused.value.number == 1
    with pytest.raises(ValueError, match="two points"):
        river.with_edits(barriers=[degrees((1, 1))])


@pytest.mark.parametrize("seed", range(4))
def test_after_edits_everyone_still_walks_as_networkx_says(seed):
    network, rng = random_town(seed)
    lines = [places(rng, 3) for _ in range(3)]
    ends = network.plane.to_lonlat(network.nodes[rng.integers(0, network.n_nodes, (2, 2)).ravel()]).reshape(2, 2, 2)
    edited = network.with_edits(lines, list(ends + rng.normal(0, 2e-4, ends.shape)))
    centers, points = snap(edited, places(rng, 4)), snap(edited, places(rng, 150))
    found, _ = nearest(edited, centers, points, np.inf)
    exact = walked_by_networkx(edited, centers, points)
    assert (np.isfinite(found) == np.isfinite(exact)).all()
    here = np.isfinite(exact)
    assert np.abs(found[here] - exact[here]).max() <= 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_no_barrier_shortens_a_way_and_no_footbridge_makes_one_longer(seed):
    network, rng = random_town(seed)
    centers, points = places(rng, 5), places(rng, 200)

    def walked(changed):
        # barriers move no edge and bridges add one: whoever does not snap onto the bridge keeps the same legs
        return nearest(changed, snap(changed, centers), snap(changed, points), np.inf)[0]

    before = walked(network)
    assert (walked(network.with_edits([places(rng, 4)])) >= before - 1e-6).all()
    ends = network.plane.to_lonlat(network.nodes[rng.integers(0, network.n_nodes, 2)])
    bridged = network.with_edits((), [ends])
    kept = np.isclose(snap(bridged, points).access_m, snap(network, points).access_m, rtol=0, atol=1e-9)
    kept &= np.allclose(snap(bridged, centers).access_m, snap(network, centers).access_m, rtol=0, atol=1e-9)
    assert (walked(bridged)[kept] <= before[kept] + 1e-6).all()

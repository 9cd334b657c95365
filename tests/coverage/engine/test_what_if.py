"""What would change is what the whole computation says afterwards."""

import numpy as np
import pytest

from coverage.engine import measures, what_if
from coverage.engine.edits import BridgeOffNetwork
from coverage.engine.reach import ReachIndex, nearest, reach_table
from coverage.engine.snapping import Snaps, snap
from tests.coverage.engine.drawn import degrees, people, places, random_town, town
from tests.coverage.engine.test_drawn_towns import RIVER, STREETS

LIMIT = 400.0


class Case:
    def __init__(self, seed):
        self.network, self.rng = random_town(seed)
        self.centers, self.points = (snap(self.network, places(self.rng, n)) for n in (5, 250))
        self.weights = self.rng.integers(1, 40, len(self.points)).astype(float)
        self.index = ReachIndex.of(self.network, self.points)
        self.metres = self.walked(self.centers)

    def walked(self, centers, mask=None):
        return nearest(self.network, centers, self.points, LIMIT, mask, self.index)[0]

    def proves(self, change, after):
        assert np.allclose(change.applied(self.metres), after, rtol=0, atol=1e-9)
        before, after = measures.covered(self.metres, LIMIT), measures.covered(after, LIMIT)
        assert change.gained == measures.people(self.weights, after & ~before)
        assert change.lost == measures.people(self.weights, before & ~after)


@pytest.mark.parametrize("seed", range(5))
def test_new_centres(seed):
    case = Case(seed)
    for count in (1, 3):
        new = snap(case.network, places(case.rng, count))
        change = what_if.new_centers(case.network, new, case.index, case.metres, case.weights, LIMIT)
        case.proves(change, case.walked(Snaps.join(case.centers, new)))
        assert change.lost == 0


@pytest.mark.parametrize("seed", range(5))
def test_closed_centres(seed):
    case = Case(seed)
    table = reach_table(case.network, case.centers, case.points, LIMIT, case.index)
    for closing in ([1], [0, 3]):
        left = ~np.isin(np.arange(5), closing)
        change = what_if.closed_centers(table, closing, case.metres, case.weights, LIMIT)
        case.proves(change, case.walked(case.centers, left))
        assert change.gained == 0
    change = what_if.closed_centers(table, [1], case.metres, case.weights, LIMIT)
    assert change.lost == measures.closing(table, 1, case.weights, LIMIT)


def test_a_new_centre_off_the_network_changes_nothing():
    case = Case(1)
    far = snap(case.network, degrees((90_000, 0)))
    change = what_if.new_centers(case.network, far, case.index, case.metres, case.weights, LIMIT)
    assert (len(change.points), change.gained, change.lost) == (0, 0, 0)


def test_a_footbridge_brings_the_other_bank_nearer():
    """Centre at x = 100 on the south bank; on the north bank a resident every 50 m, one person in each house."""
    river = town(RIVER, STREETS)
    centers = people(river, (100, -20))
    points = people(river, *[(x, 220) for x in range(0, 601, 50)])
    index, weights = ReachIndex.of(river, points), np.ones(len(points))
    metres, _ = nearest(river, centers, points, np.inf)
    change = what_if.new_bridge(river, degrees((150, 0), (150, 200)), centers, index, metres, weights, 500, np.inf)
    after = change.applied(metres)
    # 20 + 50 + 200 + |x - 150| + 20
    assert after[:9] == pytest.approx([290 + abs(x - 150) for x in range(0, 401, 50)], abs=0.01)
    assert change.gained == 8  # x = 0 … 350: 490 m at most
    assert change.lost == 0


@pytest.mark.parametrize("seed", range(5))
def test_a_footbridge_is_what_the_drawn_network_says(seed):
    case = Case(seed)
    ends = case.network.plane.to_lonlat(case.network.nodes[case.rng.integers(0, case.network.n_nodes, 2)])
    change = what_if.new_bridge(
        case.network, ends, case.centers, case.index, case.metres, case.weights, LIMIT,
        centers_index=ReachIndex.of(case.network, case.centers),
    )  # fmt: skip
    drawn = case.network.with_edits((), [ends])
    # in the drawn network some people and centres stand on the bridge: leave those out
    lonlat = case.network.plane.to_lonlat
    again = [_moved(case.network, drawn, snaps, lonlat) for snaps in (case.centers, case.points)]
    after = nearest(drawn, *again, LIMIT)[0]
    assert np.allclose(change.applied(case.metres), after, rtol=0, atol=1e-6)


def _moved(network, drawn, snaps, lonlat):
    """The same places on another network's edges, with the access legs that they had."""
    from coverage.engine.snapping import place_xy

    on = np.flatnonzero(snaps.edge >= 0)
    found = snap(drawn, lonlat(place_xy(network, snaps.take(on))))
    edge = np.full(len(snaps), -1, np.int32)
    along, access = np.zeros(len(snaps)), np.full(len(snaps), np.inf)
    edge[on], along[on], access[on] = found.edge, found.along_m, snaps.access_m[on]
    return Snaps(edge, along, access)


def test_a_footbridge_to_nowhere_is_refused():
    case = Case(1)
    with pytest.raises(BridgeOffNetwork):
        what_if.new_bridge(
            case.network, degrees((600, 600), (90_000, 0)), case.centers, case.index, case.metres, case.weights, LIMIT
        )

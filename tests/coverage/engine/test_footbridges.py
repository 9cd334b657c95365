"""A footbridge never makes a way longer, and what was told of it before it was drawn in is what it does."""

import json

import numpy as np
import pytest

from coverage.engine.network import Network
from coverage.engine.reach import nearest
from coverage.engine.reach_index import ReachIndex
from coverage.engine.snapping import snap
from coverage.engine.what_if import new_bridge
from tests.coverage.engine.drawn import degrees, places, random_town


def metres_of(network, centers, points):
    return nearest(network, snap(network, centers), snap(network, points), np.inf)[0]


def _case(seed):
    network, rng = random_town(seed, n=60)
    ends = network.plane.to_lonlat(network.nodes[rng.choice(network.n_nodes, 2, replace=False)])
    return network, places(rng, 5), places(rng, 300), ends


@pytest.mark.parametrize("seed", range(10))
def test_a_footbridge_never_makes_a_way_longer(seed):
    network, centers, points, line = _case(seed)
    before, after = (metres_of(town, centers, points) for town in (network, network.with_edits(bridges=[line])))
    assert (after <= before + 1e-6).all()


@pytest.mark.parametrize("seed", range(10))
def test_a_footbridge_does_what_was_told_of_it(seed):
    network, centers, points, line = _case(seed)
    before = metres_of(network, centers, points)
    index = ReachIndex.of(network, snap(network, points))
    told = new_bridge(network, line, snap(network, centers), index, before, np.ones(len(points)), 500.0, 10_000.0)
    after = metres_of(network.with_edits(bridges=[line]), centers, points)
    np.testing.assert_allclose(told.applied(before), after, atol=1e-4)


def river_town():
    """Two streets 200 m apart, and a footbridge at x = 100 m."""
    banks = Network.build(degrees((0, 0), (200, 0), (0, 200), (200, 200)), [0, 2], [1, 3])
    return banks, banks.with_edits(bridges=[degrees((100, 0), (100, 200))])


def test_nobody_lives_on_a_footbridge(tmp_path):
    _, town = river_town()
    assert len(town.bridges) == 1
    kept = Network.open(tmp_path, town.save(tmp_path))
    for network in (town, kept):
        (found,) = snap(network, degrees((100, 90))).access_m.tolist()
        assert found == pytest.approx(90, abs=0.01)


def test_another_footbridge_may_begin_on_a_footbridge():
    _, town = river_town()
    wider = town.with_edits(bridges=[degrees((100, 100), (200, 100), (200, 200))])
    assert len(wider.bridges) == 3
    assert metres_of(wider, degrees((100, 0)), degrees((200, 200)))[0] == pytest.approx(300, abs=0.1)


def test_a_network_that_was_kept_before_there_were_footbridges_opens(tmp_path):
    banks, _ = river_town()
    name = banks.save(tmp_path)
    folder = tmp_path / name
    meta = json.loads((folder / "meta.json").read_text())
    del meta["files"]["bridges.npy"]
    (folder / "meta.json").write_text(json.dumps(meta))
    (folder / "bridges.npy").unlink()
    assert Network.open(tmp_path, name).bridges.tolist() == []

"""Networks: built, written under the hash of their content, opened without copying."""

import json

import numpy as np
import pytest

from coverage.engine.network import DamagedNetwork, Network
from tests.coverage.engine.drawn import PLANE, people, random_town, town


def _same(a, b):
    return all(
        np.array_equal(getattr(a, name), getattr(b, name))
        for name in ("nodes", "tails", "heads", "lengths", "shape_xy", "shape_m", "indptr", "indices", "weights")
    )


def test_the_length_of_an_edge_follows_its_shape():
    network = town([(0, 0), (300, 0)], [(0, 1)], {0: [(0, 400), (300, 400)]})
    assert network.lengths[0] == pytest.approx(1100, abs=0.01)
    assert network.shape_m.tolist() == pytest.approx([0, 400, 700, 1100], abs=0.01)


def test_of_parallel_edges_the_graph_keeps_the_shorter_one_and_not_the_sum():
    network = town([(0, 0), (300, 0)], [(0, 1), (1, 0)], {1: [(0, 400), (300, 400)]})
    assert network.n_edges == 2
    assert network.graph.nnz == 2
    assert network.graph[0, 1] == network.graph[1, 0] == pytest.approx(300, abs=0.01)


def test_an_edge_without_length_stays_in_the_graph_and_a_loop_does_not():
    network = town([(0, 0), (0, 0), (100, 0)], [(0, 1), (1, 2), (2, 2)], {2: [(150, 50), (150, -50)]})
    graph = network.graph.copy()
    graph.eliminate_zeros()
    assert graph.nnz == 4
    assert (graph.diagonal() == 0).all()
    assert network.lengths.min() == 0


def test_every_edge_is_listed_at_both_of_its_nodes_and_a_loop_once():
    network, _ = random_town(3)
    for node in range(network.n_nodes):
        listed = network.node_edges[network.node_starts[node] : network.node_starts[node + 1]]
        assert sorted(listed) == np.flatnonzero((network.tails == node) | (network.heads == node)).tolist()


def test_parts_that_do_not_fit_are_refused():
    nodes = [[111.9, 21.8], [111.91, 21.8]]
    for arguments, why in (
        ((nodes, [0], [2]), "not there"),
        ((nodes, [0], [-1]), "not there"),
        ((nodes, [0], [0, 1]), "tail, a head"),
        ((nodes, [0], [1], []), "a shape"),
        ((nodes, [0], [1], [nodes[:1]]), "both of its ends"),
        ((nodes, [0], [1], [[nodes[0], [np.nan, 1], nodes[1]]]), "not a number"),
        (([[500, 21.8], [111.91, 21.8]], [0], [1]), "not on the earth"),
        (([[np.inf, 21.8], [111.91, 21.8]], [0], [1]), "not on the earth"),
    ):
        with pytest.raises(ValueError, match=why):
            Network.build(*arguments)


def test_saved_and_opened_it_is_the_same_network(tmp_path):
    network, _ = random_town(1)
    network.meta["source"] = "漠阳江"
    name = network.save(tmp_path)
    opened = Network.open(tmp_path, name)
    assert _same(network, opened)
    assert (opened.plane, opened.meta) == (network.plane, {"source": "漠阳江"})
    assert opened.save(tmp_path) == name
    Network.check(tmp_path, name)


def test_opening_maps_the_files_and_copies_nothing(tmp_path):
    network, _ = random_town(1)
    opened = Network.open(tmp_path, network.save(tmp_path))
    for array in (opened.nodes, opened.weights, opened.indices, opened.shape_xy, opened.graph.data):
        while isinstance(array.base, np.ndarray):
            array = array.base
        assert type(array) is np.memmap
        assert not array.flags.writeable


def test_equal_inputs_give_equal_bytes_and_one_name(tmp_path):
    names = {random_town(5)[0].save(tmp_path / folder) for folder in ("a", "b")}
    assert len(names) == 1
    name = names.pop()
    files = sorted(path.name for path in (tmp_path / "a" / name).iterdir())
    assert [(tmp_path / "a" / name / file).read_bytes() for file in files] == [
        (tmp_path / "b" / name / file).read_bytes() for file in files
    ]
    assert random_town(6)[0].save(tmp_path / "a") != name


def test_the_order_of_the_input_changes_no_byte(tmp_path):
    rng = np.random.default_rng(2)
    nodes = PLANE.to_lonlat(rng.uniform(0, 900, (30, 2)))
    tails, heads = rng.integers(0, 30, 60), rng.integers(0, 30, 60)
    shapes = [[nodes[a], nodes[a] + rng.normal(0, 1e-3, 2), nodes[b]] for a, b in zip(tails, heads, strict=True)]
    first = Network.build(nodes, tails, heads, shapes)
    order, of_edges = rng.permutation(30), rng.permutation(60)
    rank = np.argsort(order)
    second = Network.build(nodes[order], rank[tails[of_edges]], rank[heads[of_edges]], [shapes[i] for i in of_edges])
    assert first.save(tmp_path) == second.save(tmp_path)


def test_nothing_half_written_is_left_and_storing_again_mends_damage(tmp_path):
    network, _ = random_town(1)
    name = network.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    (tmp_path / name / "lengths.npy").write_bytes(b"")
    assert network.save(tmp_path) == name
    Network.check(tmp_path, name)


def test_a_damaged_folder_is_refused(tmp_path):
    network, _ = random_town(1)

    def damaged(change):
        folder = tmp_path / change.__name__
        name = network.save(folder)
        change(folder / name)
        return folder, name

    def cut_short(place):
        path = place / "weights.npy"
        path.write_bytes(path.read_bytes()[:-8])

    def missing(place):
        (place / "tails.npy").unlink()

    def no_meta(place):
        (place / "meta.json").unlink()

    def other_meta(place):
        (place / "meta.json").write_text('{"files": []}')

    def other_format(place):
        meta = json.loads((place / "meta.json").read_text())
        meta["meta"]["format"] = 99
        (place / "meta.json").write_text(json.dumps(meta))

    def not_arrays(place):
        path = place / "heads.npy"
        path.write_bytes(b"x" * path.stat().st_size)

    for change in (cut_short, missing, no_meta, other_meta, other_format, not_arrays):
        with pytest.raises(DamagedNetwork):
            Network.open(*damaged(change))
    with pytest.raises(DamagedNetwork):
        Network.open(tmp_path, "no such name")


def test_reading_every_byte_finds_what_lengths_do_not_show(tmp_path):
    network, _ = random_town(1)
    name = network.save(tmp_path)
    path = tmp_path / name / "weights.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    Network.open(tmp_path, name)
    with pytest.raises(DamagedNetwork):
        Network.check(tmp_path, name)


def test_a_network_without_edges_holds_nobody():
    network = town([(0, 0)], [])
    assert people(network, (0, 0)).edge.tolist() == [-1]

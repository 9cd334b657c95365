"""Metres on foot, against networkx on the same graph at every point, a closed form, and each other."""

import numpy as np
import pytest

from coverage.engine.reach import ReachIndex, nearest, reach_row, reach_table
from coverage.engine.reach_table import DamagedTable, ReachTable
from coverage.engine.snapping import Snaps, snap
from tests.coverage.engine.drawn import degrees, people, places, random_town, town, walked_by_networkx

SEEDS = range(8)


def _case(seed, n_centers=6, n_points=250):
    network, rng = random_town(seed)
    centers = snap(network, places(rng, n_centers))
    # one centre amid people of one edge, and one exactly on a node
    edge = int(np.argmax(network.lengths))
    amid = Snaps(np.array([edge, edge], np.int32), np.array([network.lengths[edge] / 2, 0.0]), np.array([7.0, 0.0]))
    spread = np.linspace(0, network.lengths[edge], 9)
    on_it = Snaps(np.full(9, edge, np.int32), spread, np.linspace(0, 20, 9))
    points = Snaps.join(snap(network, places(rng, n_points)), on_it)
    return network, Snaps.join(centers, amid), points


def _same(a, b, within=1e-6):
    assert (np.isfinite(a) == np.isfinite(b)).all()
    here = np.isfinite(a)
    assert here.any()
    assert np.abs(a[here] - b[here]).max() <= within


@pytest.mark.parametrize("seed", SEEDS)
def test_everyone_walks_as_far_as_networkx_says(seed):
    network, centers, points = _case(seed)
    exact = walked_by_networkx(network, centers, points)
    metres, owner = nearest(network, centers, points, np.inf)
    _same(metres, exact)
    assert ((owner >= 0) == np.isfinite(metres)).all()
    for limit in (150.0, 600.0):
        metres, owner = nearest(network, centers, points, limit)
        _same(metres, np.where(exact <= limit, exact, np.inf))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_of_the_table_is_what_networkx_says_of_one_centre(seed):
    network, centers, points = _case(seed, n_centers=3, n_points=120)
    index = ReachIndex.of(network, points)
    for limit in (500.0, np.inf):
        table = reach_table(network, centers, points, limit, index)
        assert len(table) == len(centers)
        for i in range(len(centers)):
            exact = walked_by_networkx(network, centers.take(i), points)
            row = np.full(len(points), np.inf)
            reached, metres = table.row(i)
            assert len(np.unique(reached)) == len(reached)
            row[reached] = metres
            assert (np.isfinite(row) == (exact <= limit) & np.isfinite(exact)).all()
            assert np.abs(metres - exact[reached]).max(initial=0) <= 1e-6
            alone = reach_row(network, centers.take(i), points, limit, index)
            assert (alone[0] == reached).all()
            assert np.allclose(alone[1], metres, rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_many_centres_at_once_are_the_minimum_over_each_alone(seed):
    network, centers, points = _case(seed)
    metres, owner = nearest(network, centers, points, 700)
    alone = np.stack([nearest(network, centers.take(i), points, 700)[0] for i in range(len(centers))])
    _same(metres, alone.min(axis=0), 1e-9)
    mine = owner >= 0
    assert np.allclose(alone[owner[mine], np.flatnonzero(mine)], metres[mine], rtol=0, atol=1e-9)
    from_table, by_table = reach_table(network, centers, points, 700).nearest()
    _same(metres, from_table, 1e-9)
    assert (np.where(mine, alone[by_table, np.arange(len(points))], 0) <= np.where(mine, metres + 1e-9, 0)).all()


def test_a_table_made_in_parts_is_the_same_table(monkeypatch):
    network, centers, points = _case(1, n_centers=20)
    whole = reach_table(network, centers, points, 400)
    monkeypatch.setattr("coverage.engine.rows.NODES_AT_ONCE", 50)
    parts = reach_table(network, centers, points, 400)
    assert (whole.indptr == parts.indptr).all()
    assert (whole.points == parts.points).all()
    assert np.allclose(whole.metres, parts.metres, rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_centres_and_points_changes_nothing(seed):
    network, centers, points = _case(seed)
    rng = np.random.default_rng(seed)
    c, p = rng.permutation(len(centers)), rng.permutation(len(points))
    metres, owner = nearest(network, centers, points, 900)
    again, by = nearest(network, centers.take(c), points.take(p), 900)
    assert (again == metres[p]).all()
    assert (np.where(by >= 0, c[by], -1) == owner[p]).mean() > 0.99  # ties may fall either way


def test_blocks_of_a_grid_city_are_walked_around():
    """On a grid of 100 m blocks the way is |dx| + |dy|, plus what leads to a cross street when a block lies between."""
    n, step = 12, 100
    ids = np.arange(n * n).reshape(n, n)
    edges = [*zip(ids[:, :-1].ravel(), ids[:, 1:].ravel(), strict=True)]
    edges += [*zip(ids[:-1].ravel(), ids[1:].ravel(), strict=True)]
    city = town([(i % n * step, i // n * step) for i in range(n * n)], edges)
    rng = np.random.default_rng(4)
    across = np.column_stack([rng.uniform(0, 1100, 300), rng.integers(0, 12, 300) * 100.0])  # on streets west to east
    centre = np.array([430.0, 600.0])
    metres, _ = nearest(city, people(city, centre), people(city, *across), np.inf)
    dx, dy = np.abs(across - centre).T
    same_block = across[:, 0] // step == centre[0] // step
    low, high = across[:, 0] % step, centre[0] % step
    around = np.minimum(low + high, 2 * step - low - high)
    exact = np.where((dy > 0) & same_block, around + dy, dx + dy)
    assert np.abs(metres - exact).max() < 0.01


def test_centres_and_points_off_the_network_are_never_joined():
    street = town([(0, 0), (100, 0)], [(0, 1)])
    centers, points = people(street, (0, 900), (10, 0)), people(street, (20, 0), (20, 900))
    metres, owner = nearest(street, centers, points, np.inf)
    assert metres[0] == pytest.approx(10, abs=0.01)
    assert owner.tolist() == [1, -1]
    assert np.isinf(metres[1])
    table = reach_table(street, centers, points, 500)
    assert table.indptr.tolist() == [0, 0, 1]
    assert len(reach_row(street, centers.take(0), points, 500)[0]) == 0
    assert nearest(street, centers, points, np.inf, mask=[True, False])[1].tolist() == [-1, -1]


def test_the_mask_says_which_centres_count():
    network, centers, points = _case(2)
    mask = np.arange(len(centers)) % 2 == 0
    some, owner = nearest(network, centers, points, 800, mask)
    by_table, owner_by_table = reach_table(network, centers, points, 800).nearest(mask)
    _same(some, by_table, 1e-9)
    assert mask[owner[owner >= 0]].all()
    assert mask[owner_by_table[owner_by_table >= 0]].all()


def test_a_shorter_limit_is_read_from_the_longer_table():
    network, centers, points = _case(3)
    table = reach_table(network, centers, points, 900)
    _same(table.nearest(limit_m=300)[0], nearest(network, centers, points, 300)[0], 1e-9)


def test_of_two_centres_in_one_house_the_first_one_counts():
    street = town([(0, 0), (100, 0)], [(0, 1)])
    table = reach_table(street, people(street, (90, 5), (20, 5), (20, 5)), people(street, (0, 0)), 500)
    assert table.nearest()[1].tolist() == [1]


def test_rows_are_moved_added_and_taken_away():
    network, centers, points = _case(5, n_centers=4)
    table = reach_table(network, centers, points, 600)
    other = reach_table(network, centers.take([0, 2, 2, 3, 4, 5]), points, 600)
    moved = table.with_row(1, *table.row(2))
    for i in range(len(table)):
        assert (moved.row(i)[0] == other.row(i)[0]).all()
    assert (table.added([table.row(0)]).row(len(table))[0] == table.row(0)[0]).all()
    gone = table.without(1)
    assert len(gone) == len(table) - 1
    assert (gone.row(1)[1] == table.row(2)[1]).all()


def test_a_table_is_stored_and_opened(tmp_path):
    network, centers, points = _case(5)
    table = reach_table(network, centers, points, 600)
    name = table.save(tmp_path)
    opened = ReachTable.open(tmp_path, name)
    assert (opened.limit_m, opened.n_points) == (600, len(points))
    assert (opened.metres == table.metres).all()
    assert reach_table(network, centers, points, 600).save(tmp_path) == name
    (tmp_path / name / "metres.npy").unlink()
    with pytest.raises(DamagedTable):
        ReachTable.open(tmp_path, name)


def test_a_row_belongs_to_one_centre():
    network, centers, points = _case(5)
    with pytest.raises(ValueError, match="one centre"):
        reach_row(network, centers, points, 100)


def test_nobody_and_no_centre_are_answers_too():
    street = town([(0, 0), (100, 0)], [(0, 1)])
    nobody, someone = people(street), people(street, *degrees((0, 0)) * 0)
    assert len(nearest(street, someone, nobody, 100)[0]) == 0
    assert nearest(street, nobody, someone, 100)[1].tolist() == [-1]
    table = reach_table(street, nobody, someone, 100)
    assert (len(table), table.nearest()[1].tolist()) == (0, [-1])

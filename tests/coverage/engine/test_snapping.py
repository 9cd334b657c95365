"""The nearest point of any edge, against shapely's search tree."""

from itertools import pairwise

import numpy as np
import pytest
import shapely

from coverage.engine import snapping
from coverage.engine.snapping import Snaps, place_xy, snap, snap_changed
from tests.coverage.engine.drawn import PLANE, degrees, people, places, random_town, town


def _by_shapely(network, lonlat):
    starts = network.shape_starts
    lines = [shapely.LineString(network.shape_xy[a:b]) for a, b in pairwise(starts)]
    points = shapely.points(PLANE.to_xy(lonlat))
    nearest = shapely.STRtree(lines).nearest(points)
    return shapely.distance(points, np.array(lines)[nearest])


@pytest.mark.parametrize(("seed", "side"), [(1, 1200), (2, 5000), (3, 200)])
def test_it_is_the_nearest_of_all_edges(seed, side):
    network, rng = random_town(seed, n=150, side=side)
    lonlat = places(rng, 1500, side)
    exact = _by_shapely(network, lonlat)
    snaps = snap(network, lonlat)
    assert (snaps.on_network == (exact <= 300)).all()
    on = snaps.on_network
    assert np.abs(snaps.access_m[on] - exact[on]).max() < 1e-9
    landing = place_xy(network, snaps.take(on))
    assert np.abs(np.hypot(*(landing - PLANE.to_xy(lonlat[on])).T) - exact[on]).max() < 1e-6
    assert (snaps.along_m[on] >= 0).all()
    assert (snaps.along_m[on] <= network.lengths[snaps.edge[on]]).all()
    assert on.any()


def test_long_edges_and_places_on_cell_borders_are_found():
    network = town([(0, 0), (4000, 1000), (0, 3000)], [(0, 1), (1, 2)])
    side = snapping.segments_of(network).side
    grid = np.stack(np.meshgrid(np.arange(0, 4000, side * 5), np.arange(0, 3000, side * 5)), axis=-1).reshape(-1, 2)
    lonlat = PLANE.to_lonlat(grid)
    assert np.allclose(snap(network, lonlat, 1e4).access_m, _by_shapely(network, lonlat), atol=1e-7)


def test_a_place_beyond_the_stated_distance_is_off_the_network():
    street = town([(0, 0), (100, 0)], [(0, 1)])
    snaps = people(street, (50, 299), (50, 301), (50, 90_000))
    assert snaps.edge.tolist() == [0, -1, -1]
    assert snaps.access_m[0] == pytest.approx(299, abs=0.01)
    assert np.isinf(snaps.access_m[1:]).all()
    assert snap(street, degrees((50, 301)), max_access_m=400).edge.tolist() == [0]


def test_a_place_in_the_middle_of_a_long_edge_is_not_taken_to_a_node():
    street = town([(0, 0), (1000, 0)], [(0, 1)])
    snaps = people(street, (480, 25))
    assert snaps.along_m[0] == pytest.approx(480, abs=0.01)
    assert snaps.access_m[0] == pytest.approx(25, abs=0.01)


def test_only_changed_rows_are_searched_again(monkeypatch):
    network, rng = random_town(4)
    old = places(rng, 50)
    old_snaps = snap(network, old)
    new = old.copy()
    new[[3, 7]] = places(rng, 2)
    searched = []
    search = snapping.snap_xy
    monkeypatch.setattr(snapping, "snap_xy", lambda n, xy, *_, **__: searched.append(len(xy)) or search(n, xy))
    moved = snap_changed(network, new, old, old_snaps)
    assert searched == [2]
    fresh = snap(network, new)
    assert (moved.edge == fresh.edge).all()
    assert (moved.along_m == fresh.along_m).all()
    assert (moved.access_m == fresh.access_m).all()


def test_rows_that_changed_places_keep_their_snaps():
    network, rng = random_town(4)
    old = places(rng, 20)
    same = np.concatenate([rng.permutation(20)[:15], [-1, -1]])
    new = np.concatenate([old[same[:15]], places(rng, 2)])
    moved = snap_changed(network, new, old, snap(network, old), same)
    assert (moved.edge == snap(network, new).edge).all()


def test_a_coordinate_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="not a number"):
        snap(town([(0, 0), (9, 0)], [(0, 1)]), [[np.nan, 21.8]])


def test_rows_of_snaps_are_taken_and_joined():
    network, rng = random_town(4)
    snaps = snap(network, places(rng, 9))
    assert len(snaps.take(-1)) == 1
    assert snaps.take(-1).edge[0] == snaps.edge[8]
    assert (Snaps.join(snaps.take(slice(0, 4)), snaps.take(np.arange(4, 9))).edge == snaps.edge).all()
    assert len(Snaps.join()) == 0

"""The line where metres pass a limit, drawn as rings."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from contourpy import FillType, contour_generator

from coverage.engine import cells, outlines, patches
from coverage.engine.isochrone import polygons
from coverage.engine.plane import Plane
from coverage.engine.snapping import snap
from tests.coverage.engine.drawn import PLANE, people, places, random_town, town

PARTS = 3


def _in_squares(values):
    """(k, PARTS + 1, PARTS + 1), row, column of a field whose sides are multiples of PARTS long."""
    rows, columns = ((length - 1) // PARTS for length in values.shape)
    row, column = (part.ravel() for part in np.mgrid[:rows, :columns])
    corner = np.arange(PARTS + 1)
    up, right = row[:, None, None] * PARTS + corner[:, None], column[:, None, None] * PARTS + corner
    return values[up, right], row, column


def _drawn(values, limit):
    squares, row, column = _in_squares(values)
    crossed = outlines.crossings(squares <= limit, row, column)
    first, second = squares.take(crossed.first), squares.take(crossed.second)
    at = crossed.at((limit - first) / (second - first)).T.tolist()
    return [shapely.Polygon(rings[0], rings[1:]) for rings in outlines.polygons(crossed, at)]


def _noise(seed):
    field = np.random.default_rng(seed).random((31, 40))
    field[[0, -1]], field[:, [0, -1]] = 1, 1
    return field


@pytest.mark.parametrize("seed", range(3))
def test_whatever_lies_within_is_within_exactly_one_polygon(seed):
    field = _noise(seed)
    drawn = _drawn(field, 0.5)
    y, x = (part.ravel() for part in np.indices(field.shape))
    held = sum(shapely.contains_xy(polygon, x, y).astype(int) for polygon in drawn)
    assert (held == (field.ravel() <= 0.5)).all()
    assert any(polygon.interiors for polygon in drawn)
    assert shapely.MultiPolygon(drawn).is_valid
    for polygon in drawn:
        assert polygon.exterior.is_ccw
        assert not any(ring.is_ccw for ring in polygon.interiors)


def test_a_smooth_field_is_drawn_as_contourpy_draws_it():
    y, x = np.mgrid[:61, :76]
    field = np.full(x.shape, 3.0)
    for at_x, at_y, height in np.random.default_rng(3).uniform((10, 10, -9), (65, 50, 4), (25, 3)):
        field += height * np.exp(-((x - at_x) ** 2 + (y - at_y) ** 2) / 30)
    lines, offsets = contour_generator(z=field, fill_type=FillType.OuterOffset).filled(-1e9, 0.0)
    theirs = [
        shapely.Polygon(line[of[0] : of[1]], [line[a:b] for a, b in pairwise(of[1:])])
        for line, of in zip(lines, offsets, strict=True)
    ]
    ours = _drawn(field, 0.0)
    assert len(ours) == len(theirs) > 1
    assert shapely.union_all(ours).symmetric_difference(shapely.union_all(theirs)).area < 1e-9


def test_wide_areas_are_sorted_and_drawn_alike(monkeypatch):
    field = _noise(9)
    by_table = _drawn(field, 0.4)
    monkeypatch.setattr(outlines, "MOST_SIDES", 0)
    assert _drawn(field, 0.4) == by_table


def test_degrees_in_a_patch_are_those_of_the_plane():
    plane = Plane(24.94, 60.17)
    for middle in ((0, 0), (-31_000, 22_500)):
        xy = np.random.default_rng(4).uniform(-2500, 2500, (500, 2)) + middle
        assert np.abs(patches.to_lonlat(plane, xy.T).T - plane.to_lonlat(xy)).max() < 1e-10
    far = np.array([[0.0, 40_000], [0, 10]])
    assert np.array_equal(patches.to_lonlat(plane, far).T, plane.to_lonlat(far.T))


def test_between_two_streets_without_a_way_the_line_runs_midway():
    streets = town([(0, 0), (400, 0), (0, 53), (400, 53)], [(0, 1), (2, 3)])
    ((rings,),) = polygons(streets, people(streets, (200, 0)), [100])
    y = PLANE.to_xy(rings[0])
    top = y[(np.abs(y[:, 0] - 200) < 50) & (y[:, 1] > 10)][:, 1]
    assert len(top) > 5
    assert top == pytest.approx(26.5, abs=0.6)


def test_what_is_kept_of_the_places_does_not_change_the_area(monkeypatch):
    network, rng = random_town(5)
    centers = snap(network, places(rng, 6))
    limits = [120, 250, 380]
    fresh = polygons(network, centers, limits)
    monkeypatch.setattr(cells, "MOST_CELLS", 3)
    del network.kept["lattice"]
    assert [polygons(network, centers, [limit])[0] for limit in limits] == fresh

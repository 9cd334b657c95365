"""In which unit of the territory a point lies: by boundary, else by the nearest unit point."""

import numpy as np
import shapely
from scipy.spatial import cKDTree

from coverage.engine.plane import Plane
from grids.models import GridUnit
from query.codes import DISTRICT_LENGTH

# Farther from every unit's point than this, nobody can say where it belongs.
FARTHEST_M = 5_000


def unit_codes_of(places: np.ndarray) -> list[str]:
    """The code of the smallest unit whose boundary holds each place (n, 2), else of the unit with the nearest point;
    empty where neither is known. Two reads."""
    codes = np.full(len(places), "", dtype=object)
    _by_boundary(places, codes)
    _by_point(places, codes)
    return codes.tolist()


def _by_boundary(places, codes):
    units = GridUnit.objects.current().filter(boundary__isnull=False).order_by("level", "code")
    for code, boundary in units.values_list("code", "boundary"):
        if len(code) == DISTRICT_LENGTH:
            continue  # every point lies in the district
        shape = shapely.from_wkb(bytes(boundary.wkb))
        shapely.prepare(shape)
        # Smaller units come later and overwrite larger ones.
        codes[shapely.contains_xy(shape, places[:, 0], places[:, 1])] = code


def _by_point(places, codes):
    waiting = np.flatnonzero(codes == "")
    units = GridUnit.objects.current().filter(point__isnull=False, level__gt=GridUnit.Level.DISTRICT)
    known = list(units.order_by("-level", "code").values_list("code", "point"))
    if not waiting.size or not known:
        return
    points = np.array([(point.x, point.y) for _, point in known], dtype=np.float64)
    plane = Plane.about(points)
    metres, nearest = cKDTree(plane.to_xy(points)).query(plane.to_xy(places[waiting]))
    for index, distance, unit in zip(waiting, metres, nearest, strict=True):
        if distance <= FARTHEST_M:
            codes[index] = known[unit][0]

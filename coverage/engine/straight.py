"""What can be said without roads: three states, never one number.

No way is shorter than the straight line. So beyond the limit in a straight line nobody is covered: a proven gap. Ways
of towns are rarely longer than twice the straight line, so within half the limit a point is probably covered. Between
the two nothing is known.
"""

import numpy as np
from scipy.spatial import KDTree

from coverage.engine.plane import Plane, as_points, geodesic_m

PROVEN_GAP, UNDECIDED, PROBABLE = 0, 1, 2
DETOUR = 2.0
# What proves a gap is longer than the limit by more than any rounding of lengths (see plane.py).
SURE = 1.0001


def straight_metres(centers_lonlat, points_lonlat) -> tuple[np.ndarray, np.ndarray]:
    """(metres (p,), owner (p,) int32) of the nearest centre in a straight line; inf, -1 without centres."""
    centers, points = as_points(centers_lonlat), as_points(points_lonlat)
    if not len(centers) or not len(points):
        return np.full(len(points), np.inf), np.full(len(points), -1, np.int32)
    plane = Plane.about(points)
    owner = KDTree(plane.to_xy(centers)).query(plane.to_xy(points))[1]
    return geodesic_m(points, centers[owner]), owner.astype(np.int32)


def straight_states(centers_lonlat, points_lonlat, limit_m) -> np.ndarray:
    """(p,) uint8: PROVEN_GAP, UNDECIDED or PROBABLE."""
    metres, _ = straight_metres(centers_lonlat, points_lonlat)
    states = np.full(len(metres), UNDECIDED, np.uint8)
    states[metres > limit_m * SURE] = PROVEN_GAP
    states[metres * DETOUR <= limit_m] = PROBABLE
    return states

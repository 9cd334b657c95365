"""The line where metres pass a limit, through squares of a grid, as rings: marching squares.

Each fine square is drawn by which of its corners lie within the limit. Lines cross a side between a corner within and
one beyond, at the share that their metres tell; inside is on the left. Two corners within, opposite to each other, are
not joined. So each crossing begins one piece of line and ends another, and pieces close to rings: outer ones run
counterclockwise, holes clockwise, and no two of them touch.
"""

from dataclasses import dataclass

import numpy as np

# Sides: south, east, north, west. Corners count 1 south-west, 2 south-east, 4 north-east, 8 north-west.
S, E, N, W = range(4)
PIECES = {1: (S, W), 2: (E, S), 3: (E, W), 4: (N, E), 5: (S, W), 6: (N, S), 7: (N, W)}
PIECES |= {8: (W, N), 9: (S, N), 10: (E, S), 11: (E, N), 12: (W, E), 13: (S, E), 14: (W, S)}
SECOND_PIECES = {5: (N, E), 10: (W, N)}
_ALL = [which.get(case, (0, 0)) for which in (PIECES, SECOND_PIECES) for case in range(16)]
_BEGIN, _END = np.array(_ALL).T.copy()
_IS_DOUBLE = np.array([case in SECOND_PIECES for case in range(16)])
MOST_SIDES = 2_000_000  # a table of them costs less than sorting


@dataclass(frozen=True, eq=False)
class Crossings:
    """The n sides that the line crosses: those that run east, row by row from the west, then those that run north.

    places (2, n): the southern or western end, in fine squares; first, second (n,): both ends among all corners;
    n_east: how many run east; following: the crossing that follows each along its ring; enters: whether its second end
    lies within.
    """

    places: np.ndarray
    first: np.ndarray
    second: np.ndarray
    n_east: int
    following: list[int]
    enters: bytes

    def at(self, share) -> np.ndarray:
        """Places (2, n) at a share of each side."""
        places = self.places.copy()
        places[0, : self.n_east] += share[: self.n_east]
        places[1, self.n_east :] += share[self.n_east :]
        return places


def crossings(inside, row, column) -> Crossings:
    """inside (k, s + 1, s + 1): which corners of s x s fine squares in each of k squares row, column (k,) lie within.

    The border of all squares together is crossed nowhere.
    """
    corners = inside.shape[1]
    corner, kind = _crossed(inside, corners)
    double = np.flatnonzero(_IS_DOUBLE.take(kind))
    corner, kind = np.concatenate([corner, corner[double]]), np.concatenate([kind, kind[double] + np.uint8(16)])
    begin, end = _BEGIN.take(kind), _END.take(kind)
    x, y = column * (corners - 1), row * (corners - 1)
    west, south = int(x.min()), int(y.min())
    wide, high = int(x.max()) - west + corners, int(y.max()) - south + corners
    square, within = np.divmod(corner, corners**2)
    steps = np.arange(corners)
    number = ((y - south) * wide + (x - west)).take(square) + (steps[:, None] * wide + steps).take(within)
    of_side = np.array([0, wide * high + 1, wide, wide * high])
    begins, ends = number + of_side.take(begin), number + of_side.take(end)
    sides, order, following = _in_order(begins, ends, 2 * wide * high)
    n_east = int(np.searchsorted(sides, wide * high))
    first = corner[order] + np.array([0, 1, corners, 0]).take(begin[order])
    second = first + 1
    second[n_east:] += corners - 1
    sides[n_east:] -= wide * high
    places = np.array(np.divmod(sides, wide)[::-1], float)
    places += [[west], [south]]
    return Crossings(places, first, second, n_east, following.tolist(), inside.take(second).tobytes())


def _crossed(inside, corners):
    """(place of its south-west corner among all, case) of the fine squares with corners within and beyond."""
    inside = inside.ravel().view(np.uint8)
    case = inside[: -corners - 1] + 2 * inside[1:-corners]
    case += 4 * inside[corners + 1 :]
    case += 8 * inside[corners:-1]
    # the last row and column of corners begin no fine square; what is added last belongs to the last row
    case = np.concatenate([case, np.zeros(corners + 1, np.uint8)]).reshape(-1, corners, corners)
    case[:, -1], case[:, :, -1] = 0, 0
    case = case.ravel()
    crossed = np.flatnonzero((case - np.uint8(1)) < 14)  # neither 0 nor 15
    return crossed, case.take(crossed)


def _in_order(begins, ends, most):
    """(begins sorted, their order, for each in that order the place there of the one that begins where it ends)."""
    if most > MOST_SIDES:
        order = np.argsort(begins)
        sides = begins[order]
        return sides, order, np.searchsorted(sides, ends[order])
    held = np.zeros(most, bool)
    held[begins] = True
    sides = held.nonzero()[0]
    place = np.empty(most, np.int32)
    place[sides] = np.arange(len(sides), dtype=np.int32)
    order = np.empty(len(begins), np.intp)
    order[place[begins]] = np.arange(len(begins))
    return sides, order, place[ends[order]]


def polygons(crossings, places) -> list[list[list]]:
    """Polygons as lists of rings of what `places` holds for each crossing, outer rings first.

    Each ring from its first place, the westernmost of its southernmost row, on a side that runs east. Where the line is
    entered there, the ring is an outer one. Else it is a hole, and the place before it in the row lies on the border of
    the same polygon.
    """
    drawn, following, enters = [], crossings.following.copy(), crossings.enters
    for first in range(len(enters)):
        if following[first] < 0:  # ~ the number of its polygon
            continue
        if enters[first]:
            polygon = len(drawn)
            drawn.append([])
        else:
            polygon = ~following[first - 1]
        ring, at = [], first
        while (next_ := following[at]) >= 0:
            following[at] = ~polygon
            ring.append(places[at])
            at = next_
        ring.append(places[first])
        drawn[polygon].append(ring)
    return drawn

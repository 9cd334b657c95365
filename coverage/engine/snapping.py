"""Where a place meets the network: the nearest point of any edge, never the nearest node."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coverage.engine.plane import as_points
from coverage.engine.segments import Segments

AT_ONCE = 100_000
MAX_ACCESS_M = 300.0  # farther from every way than this, a place is off the network


@dataclass(frozen=True, eq=False)
class Snaps:
    """Rows of places on a network.

    edge (n,) int32, -1 off the network; along_m (n,) metres from the edge's tail; access_m (n,) metres of the straight
    leg from the place to the edge, inf off the network.
    """

    edge: np.ndarray
    along_m: np.ndarray
    access_m: np.ndarray

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, index) -> "Snaps":
        """Some rows: an index array, a mask, a slice or one number."""
        if np.isscalar(index):
            index = slice(int(index), int(index) + 1 or None)
        return Snaps(self.edge[index], self.along_m[index], self.access_m[index])

    @staticmethod
    def join(*parts: "Snaps") -> "Snaps":
        """The rows of all parts, one after the other."""
        if not parts:
            return Snaps(np.zeros(0, np.int32), np.zeros(0), np.zeros(0))
        return Snaps(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("edge", "along_m", "access_m")))

    @cached_property
    def on_network(self) -> np.ndarray:
        """(n,) whether a place is near enough to a way."""
        return self.edge >= 0


def snap(network, lonlat, max_access_m=MAX_ACCESS_M, *, also_bridges=False) -> Snaps:
    """The nearest point of any edge for places (n, 2) in degrees, proven; off the network beyond max_access_m.

    also_bridges: whether footbridges that were drawn in count too, on which nobody lives.
    """
    return snap_xy(network, network.plane.to_xy(_finite(lonlat)), max_access_m, also_bridges=also_bridges)


def snap_xy(network, xy, max_access_m=MAX_ACCESS_M, *, also_bridges=False) -> Snaps:
    """As snap, for places in metres of the network's plane."""
    if not network.n_edges or not len(xy):
        return Snaps(np.full(len(xy), -1, np.int32), np.zeros(len(xy)), np.full(len(xy), np.inf))
    if len(xy) > AT_ONCE:
        parts = (xy[i : i + AT_ONCE] for i in range(0, len(xy), AT_ONCE))
        return Snaps.join(*(snap_xy(network, part, max_access_m, also_bridges=also_bridges) for part in parts))
    segments = segments_of(network, also_bridges)
    segment, share, metres = segments.nearest(xy, max_access_m)
    off = segment < 0
    first = segments.first[segment]
    from_tail = network.shape_m[first]
    along = from_tail + share * (network.shape_m[first + 1] - from_tail)
    along[off] = 0
    return Snaps(np.where(off, -1, segments.edge[segment]).astype(np.int32), along, metres)


def snap_changed(network, lonlat, old_lonlat, old_snaps, same=None, max_access_m=MAX_ACCESS_M) -> Snaps:
    """Snaps of lonlat (n, 2), searched only where a place is new or has moved since old_snaps of the same network.

    same (n,): the old row of each row, -1 for a new one; without it row i was row i.
    """
    lonlat, old_lonlat = _finite(lonlat), as_points(old_lonlat)
    if same is None:
        same = np.arange(len(lonlat))
        same[len(old_lonlat) :] = -1
    same = np.asarray(same, np.int64)
    kept = same >= 0
    kept[kept] = (lonlat[kept] == old_lonlat[same[kept]]).all(axis=1)
    fresh = snap(network, lonlat[~kept], max_access_m)
    columns = []
    for name in ("edge", "along_m", "access_m"):
        new = getattr(fresh, name)
        column = np.empty(len(lonlat), new.dtype)
        column[kept], column[~kept] = getattr(old_snaps, name)[same[kept]], new
        columns.append(column)
    return Snaps(*columns)


def segments_of(network, also_bridges=False) -> Segments:
    """The segments of a network, sorted once."""
    name = "segments with bridges" if also_bridges and len(network.bridges) else "segments"
    if name not in network.kept:
        network.kept[name] = Segments.of(network, also_bridges)
    return network.kept[name]


def place_xy(network, snaps) -> np.ndarray:
    """Metres (n, 2) of the points on the edges where rows of snaps (all on the network) meet them."""
    point = shape_point_before(network, snaps.edge, snaps.along_m)
    before, step = network.shape_m[point], network.shape_m[point + 1] - network.shape_m[point]
    share = np.divide(snaps.along_m - before, step, out=np.zeros(len(snaps)), where=step > 0)
    here = network.shape_xy[point]
    return here + share[:, None] * (network.shape_xy[point + 1] - here)


def shape_point_before(network, edge, along_m) -> np.ndarray:
    """Index (n,) of each edge's last shape point at along_m or before it, the very last one excepted."""
    if len(edge) == 1:  # one place, as often while a pointer moves
        begin, end = int(network.shape_starts[edge[0]]), int(network.shape_starts[edge[0] + 1])
        return np.array([begin + np.searchsorted(network.shape_m[begin + 1 : end - 1], along_m[0], side="right")])
    low, high = network.shape_starts[edge].copy(), network.shape_starts[edge + 1] - 2
    while (open_ := low < high).any():
        middle = (low + high + 1) // 2
        before = network.shape_m[middle] <= along_m
        low = np.where(open_ & before, middle, low)
        high = np.where(open_ & ~before, middle - 1, high)
    return low


def _finite(lonlat):
    lonlat = as_points(lonlat)
    if not np.isfinite(lonlat).all():
        raise ValueError("a coordinate is not a number")
    return lonlat

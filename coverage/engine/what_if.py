"""What would change: a new centre or several, a closed one, a new footbridge. Only what changes is computed."""

from dataclasses import dataclass

import numpy as np

from coverage.engine.edits import BridgeOffNetwork
from coverage.engine.plane import as_points, geodesic_m
from coverage.engine.reach_index import ReachIndex
from coverage.engine.rows import reach_rows
from coverage.engine.snapping import Snaps, place_xy, snap


@dataclass(frozen=True, eq=False)
class Change:
    """points (k,): whose way to the nearest centre changes; metres (k,): their new way, inf for none.

    gained, lost: people who come within limit_m, who fall out of it.
    """

    points: np.ndarray
    metres: np.ndarray
    gained: float
    lost: float

    def applied(self, metres) -> np.ndarray:
        """The metres (p,) of every point after the change."""
        metres = metres.copy()
        metres[self.points] = self.metres
        return metres


def new_centers(network, centers, index, metres, weights, limit_m, reach_m=None) -> Change:
    """One more centre or several (Snaps). index: ReachIndex of the points; metres (p,): their way now.

    reach_m: how far ways are followed, limit_m if not given.
    """
    here = centers if centers.on_network.all() else centers.take(centers.on_network)
    _, points, new = reach_rows(network, here, index, reach_m or limit_m, below=metres)
    if len(here) > 1:
        points, new = _least(points, new, len(metres))
    return _change(points, new, metres, weights, limit_m)


def closed_centers(table, closing, metres, weights, limit_m, mask=None) -> Change:
    """Without some centres. closing: their numbers in the table; mask (c,): the centres that count now."""
    left = np.ones(len(table), bool) if mask is None else np.array(mask, bool)
    left[closing] = False
    # only those may change whose nearest centre is one of the closing ones
    concerned = np.zeros(len(metres), bool)
    for center in np.atleast_1d(closing).tolist():
        points, way = table.row(center)
        concerned[points[way <= metres.take(points) * (1 + 1e-9)]] = True
    after = np.full(len(metres), np.inf)
    for center in np.flatnonzero(left).tolist():
        points, way = table.row(center)
        some = np.flatnonzero(concerned.take(points))
        points = points.take(some)
        after[points] = np.minimum(after.take(points), way.take(some))
    points = np.flatnonzero(concerned & (after > metres))
    return _change(points.astype(np.int32), after[points], metres, weights, limit_m)


def new_bridge(network, line, centers, index, metres, weights, limit_m, reach_m=None, centers_index=None) -> Change:
    """A footbridge along a line in degrees. centers: Snaps of those that count; centers_index: ReachIndex of them.

    Whoever gains walks over the bridge once. So each end is a centre whose access leg is the way from the nearest
    centre to the other end and the bridge itself. People keep their own access legs: nobody lives on the bridge.
    BridgeOffNetwork when an end has no way near it.
    """
    line = as_points(line)
    ends = snap(network, line[[0, -1]], also_bridges=True)
    if not ends.on_network.all():
        raise BridgeOffNetwork(0)
    reach_m = reach_m or limit_m
    landings = network.plane.to_lonlat(place_xy(network, ends))
    walked = np.concatenate([landings[:1], line, landings[1:]])
    length = geodesic_m(walked[:-1], walked[1:]).sum()
    on_edge = Snaps(ends.edge, ends.along_m, np.zeros(2))
    centers_index = centers_index or ReachIndex.of(network, centers)
    starts, _, way = reach_rows(network, on_edge, centers_index, reach_m)
    to_end = np.array([way[starts[i] : starts[i + 1]].min(initial=np.inf) for i in (0, 1)])
    over = Snaps(ends.edge, ends.along_m, to_end[::-1] + length)
    over = over.take(over.access_m <= reach_m)
    _, points, new = reach_rows(network, over, index, reach_m, below=metres)
    points, new = _least(points, new, len(metres))
    return _change(points, new, metres, weights, limit_m)


def _least(points, new, n):
    """Each point once, with its least metres."""
    best = np.full(n, np.inf)
    np.minimum.at(best, points, new)
    points = np.flatnonzero(np.isfinite(best)).astype(np.int32)
    return points, best[points]


def _change(points, new, metres, weights, limit_m):
    before, after = metres.take(points) <= limit_m, new <= limit_m
    weights = weights.take(points)
    return Change(points, new, float(weights[after & ~before].sum()), float(weights[before & ~after].sum()))

"""What is prepared once for a network and the points that stand on it."""

from dataclasses import dataclass

import numpy as np

from coverage.engine.ranges import starts_of


@dataclass(frozen=True, eq=False)
class ReachIndex:
    """Points sorted by edge: those of edge e are rows starts[e]:starts[e + 1] of point, along_m, access_m.

    point (q,) int32: the number of each point in the order of the caller; points off the network are not in it.
    """

    n_points: int
    starts: np.ndarray
    point: np.ndarray
    along_m: np.ndarray
    access_m: np.ndarray

    @classmethod
    def of(cls, network, points) -> "ReachIndex":
        """Prepare Snaps of this network."""
        order = np.argsort(points.edge, kind="stable")
        order = order[np.count_nonzero(points.edge < 0) :]
        starts = starts_of(points.edge[order], network.n_edges).astype(np.int32)
        return cls(len(points), starts, order.astype(np.int32), points.along_m[order], points.access_m[order])

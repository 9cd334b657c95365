"""What is prepared once for a network and the points that stand on it."""

from dataclasses import dataclass

import numpy as np

from coverage.engine.buckets import Buckets
from coverage.engine.ranges import expand, starts_of
from coverage.engine.snapping import place_xy


@dataclass(frozen=True, eq=False)
class ReachIndex:
    """The q points that are on the network, sorted by the square of `grid` in which they meet their edge.

    point (q,) int32: the number of each in the order of the caller; edge (q,) int32, along_m, access_m (q,): its snap;
    tail, head (q,): the nodes at the ends of its edge; to_tail, to_head (q,): metres to them, the access leg included.
    by_edge (q,): the rows of this index sorted by edge, sorted_edge (q,): their edges.
    n_points: all points, those off the network too.
    """

    n_points: int
    grid: Buckets
    point: np.ndarray
    edge: np.ndarray
    along_m: np.ndarray
    access_m: np.ndarray
    tail: np.ndarray
    head: np.ndarray
    to_tail: np.ndarray
    to_head: np.ndarray
    by_edge: np.ndarray
    sorted_edge: np.ndarray

    @classmethod
    def of(cls, network, points) -> "ReachIndex":
        """Prepare Snaps of this network."""
        on = np.flatnonzero(points.on_network)
        snaps = points.take(on)
        bucket = network.grid.bucket_of(place_xy(network, snaps))
        order = np.lexsort([snaps.edge, bucket])
        grid = network.grid
        starts = starts_of(bucket, grid.rows * grid.columns).astype(np.int32)
        edge, along, access = snaps.edge[order], snaps.along_m[order], snaps.access_m[order]
        by_edge = np.argsort(edge, kind="stable").astype(np.int32)
        return cls(
            n_points=len(points),
            grid=Buckets(**grid.measures, starts=starts),
            point=on[order].astype(np.int32),
            edge=edge,
            along_m=along,
            access_m=access,
            # whole machine words: NumPy would widen narrower indices at every use
            tail=network.tails[edge].astype(np.intp),
            head=network.heads[edge].astype(np.intp),
            to_tail=along + access,
            to_head=network.lengths[edge] - along + access,
            by_edge=by_edge,
            sorted_edge=edge[by_edge],
        )

    def on_edges(self, edges) -> tuple[np.ndarray, np.ndarray]:
        """(rows, which): the rows of the points on each of edges, and the place of the edge in edges."""
        begin = np.searchsorted(self.sorted_edge, edges, side="left")
        at, which = expand(begin, np.searchsorted(self.sorted_edge, edges, side="right") - begin)
        return self.by_edge[at], which

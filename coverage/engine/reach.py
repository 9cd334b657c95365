"""Metres on foot from centres to points: for everyone from the nearest, and for each centre what it reaches.

metres = access leg + way along the edges + access leg. A place in the middle of an edge leaves it by either end; two
places on one edge also reach each other directly along it.
"""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from coverage.engine.ranges import expand
from coverage.engine.reach_index import ReachIndex
from coverage.engine.reach_table import ReachTable
from coverage.engine.rows import reach_rows

__all__ = ["ReachIndex", "ReachTable", "nearest", "node_metres", "reach_row", "reach_table"]


def nearest(network, centers, points, limit_m, mask=None, index=None) -> tuple[np.ndarray, np.ndarray]:
    """(metres (p,), owner (p,) int32) of each point's nearest centre; inf, -1 beyond limit_m or off the network.

    centers, points: Snaps. mask (c,) bool: the centres that count. index: ReachIndex of points, if there is one.
    """
    centers, number = _counting(centers, mask)
    metres, owner = np.full(len(points), np.inf), np.full(len(points), -1, np.int32)
    if not len(centers):
        return metres, owner
    index = index or ReachIndex.of(network, points)
    at_node, source = node_metres(network, centers, limit_m)
    counts = np.diff(index.starts)
    edges = np.flatnonzero(counts)
    counts = counts[edges]
    tails, heads = network.tails[edges], network.heads[edges]
    along = index.along_m
    by_tail = np.repeat(at_node[tails], counts) + along
    by_head = np.repeat(at_node[heads] + network.lengths[edges], counts) - along
    best = np.minimum(by_tail, by_head)
    who = np.where(by_head < by_tail, np.repeat(source[heads], counts), np.repeat(source[tails], counts))
    best += index.access_m
    _directly(index, centers, best, who)
    within = np.isfinite(best) & (best <= limit_m)
    here = index.point[within]
    metres[here], owner[here] = best[within], number[who[within]]
    return metres, owner


def node_metres(network, centers, limit_m) -> tuple[np.ndarray, np.ndarray]:
    """(metres (n,), centre (n,)) at every node from the nearest of Snaps on the network: one multi-source Dijkstra.

    Each centre is a node of its own with a way to both ends of its edge. inf and a negative number beyond limit_m.
    """
    n, c = network.n_nodes, len(centers)
    edge = centers.edge
    ends = np.column_stack([network.tails[edge], network.heads[edge]])
    ways = centers.access_m[:, None] + np.column_stack([centers.along_m, network.lengths[edge] - centers.along_m])
    graph = csr_array(
        (
            np.concatenate([network.weights, ways.ravel()]),
            np.concatenate([network.indices, ends.ravel().astype(np.int32)]),
            np.concatenate([network.indptr, network.indptr[-1] + 2 * np.arange(1, c + 1, dtype=np.int32)]),
        ),
        shape=(n + c, n + c),
    )
    metres, _, source = dijkstra(
        graph, indices=np.arange(n, n + c), min_only=True, limit=limit_m, return_predecessors=True
    )
    return metres[:n], source[:n] - n


def reach_table(network, centers, points, limit_m, index=None) -> ReachTable:
    """Every centre's row: the points within limit_m and their metres. Centres off the network have empty rows."""
    index = index or ReachIndex.of(network, points)
    here = np.flatnonzero(centers.on_network)
    row, point, metres = reach_rows(network, centers.take(here), index, limit_m)
    counts = np.zeros(len(centers), np.int64)
    counts[here] = np.bincount(row, minlength=len(here))
    return ReachTable(np.concatenate([[0], np.cumsum(counts)]), point, metres, float(limit_m), index.n_points)


def reach_row(network, center, points, limit_m, index=None) -> tuple[np.ndarray, np.ndarray]:
    """(points int32, metres) that one centre (Snaps of one row) reaches. Give the index: making it costs more."""
    if len(center) != 1:
        raise ValueError("a row belongs to one centre")
    index = index or ReachIndex.of(network, points)
    if center.edge[0] < 0:
        return np.zeros(0, np.int32), np.zeros(0)
    _, point, metres = reach_rows(network, center, index, limit_m)
    return point, metres


def _counting(centers, mask):
    """The centres on the network that count, and their numbers."""
    number = np.flatnonzero(centers.on_network if mask is None else centers.on_network & np.asarray(mask, bool))
    return centers.take(number), number.astype(np.int32)


def _directly(index, centers, best, who):
    """Where a centre stands on a point's own edge, the way along it, if it is shorter. Changes best and who."""
    begin = index.starts[centers.edge].astype(np.int64)
    rows, center = expand(begin, index.starts[centers.edge + 1] - begin)
    if not len(rows):
        return
    along = np.abs(index.along_m[rows] - centers.along_m[center])
    metres = along + centers.access_m[center] + index.access_m[rows]
    order = np.lexsort([metres, rows])
    rows, center, metres = rows[order], center[order], metres[order]
    first = np.concatenate([[True], rows[1:] != rows[:-1]])
    first[first] = metres[first] < best[rows[first]]
    best[rows[first]], who[rows[first]] = metres[first], center[first]

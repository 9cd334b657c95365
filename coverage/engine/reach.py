"""Metres on foot from centres to points: for everyone from the nearest, and for each centre what it reaches.

metres = access leg + way along the edges + access leg. A place in the middle of an edge leaves it by either end; two
places on one edge also reach each other directly along it.
"""

import numpy as np
from scipy.sparse.csgraph import dijkstra

from coverage.engine.reach_index import ReachIndex
from coverage.engine.reach_table import ReachTable
from coverage.engine.rows import ROWS_AT_ONCE, graph_with, reach_rows

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
    of_node = number.take(source, mode="clip")  # where nothing is reached it says nothing
    most = min(limit_m, np.finfo(float).max)  # without a limit, what is infinite is still not reached
    for begin in range(0, len(index.point), ROWS_AT_ONCE):
        part = slice(begin, begin + ROWS_AT_ONCE)
        tail, head = index.tail[part], index.head[part]
        way = at_node.take(tail)
        way += index.to_tail[part]
        by_head = at_node.take(head)
        by_head += index.to_head[part]
        who = np.where(by_head < way, of_node.take(head), of_node.take(tail))
        np.minimum(way, by_head, out=way)
        beyond = np.flatnonzero(~(way <= most))
        way[beyond], who[beyond] = np.inf, -1
        here = index.point[part].astype(np.intp)
        metres[here], owner[here] = way, who
    here, way, center = _directly(index, centers, metres, most)
    metres[here], owner[here] = way, number[center]
    return metres, owner


def node_metres(network, centers, limit_m) -> tuple[np.ndarray, np.ndarray]:
    """(metres (n,), centre (n,)) at every node from the nearest of Snaps on the network: one multi-source Dijkstra.

    Each centre is a node of its own with a way to both ends of its edge. inf and a negative number beyond limit_m.
    """
    n = network.n_nodes
    graph, sources = graph_with(network, centers), np.arange(n, n + len(centers))
    metres, _, source = dijkstra(graph, indices=sources, min_only=True, limit=limit_m, return_predecessors=True)
    return metres[:n], source[:n] - n


def reach_table(network, centers, points, limit_m, index=None) -> ReachTable:
    """Every centre's row: the points within limit_m and their metres. Centres off the network have empty rows."""
    index = index or ReachIndex.of(network, points)
    here = np.flatnonzero(centers.on_network)
    starts, points, metres = reach_rows(network, centers.take(here), index, limit_m)
    counts = np.zeros(len(centers), np.int64)
    counts[here] = np.diff(starts)
    return ReachTable(np.concatenate([[0], np.cumsum(counts)]), points, metres, float(limit_m), index.n_points)


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


def _directly(index, centers, metres, most):
    """(points, way, centre) where a centre stands on a point's own edge and the way along it is shorter than metres."""
    rows, center = index.on_edges(centers.edge)
    way = np.abs(index.along_m[rows] - centers.along_m[center]) + centers.access_m[center] + index.access_m[rows]
    points = index.point[rows]
    shorter = np.flatnonzero((way < metres[points]) & (way <= most))
    points, way, center = points[shorter], way[shorter], center[shorter]
    order = np.lexsort([way, points])
    points, way, center = points[order], way[order], center[order]
    first = np.ones(len(points), bool)
    first[1:] = points[1:] != points[:-1]
    return points[first], way[first], center[first]

"""The shortest way between two places, with its line."""

from itertools import pairwise

import numpy as np
from scipy.sparse.csgraph import dijkstra

from coverage.engine.edits import piece
from coverage.engine.rows import Blocks, bands_about
from coverage.engine.snapping import place_xy


def path(network, start, end) -> tuple[float, np.ndarray]:
    """(metres with both access legs, line (p, 2) in degrees from edge to edge) between Snaps of one row each.

    (inf, no points) when no way joins them.
    """
    if start.edge[0] < 0 or end.edge[0] < 0:
        return np.inf, np.zeros((0, 2))
    straight = float(np.hypot(*(place_xy(network, start) - place_xy(network, end))[0]))
    # a way is looked for in a circle, and in ever greater ones until it is shorter than its circle is wide
    limit = float(start.access_m[0] + 1.5 * straight + 500)
    everywhere = 4 * network.grid.side * (network.grid.columns + network.grid.rows)
    while True:
        is_last = limit > everywhere
        metres, xy = _within(network, start, end, np.inf if is_last else limit)
        if np.isfinite(metres) or is_last:
            return metres, network.plane.to_lonlat(xy)
        limit *= 3


def _within(network, start, end, limit):
    blocks = Blocks.of(network, bands_about(network, start, limit))
    n = len(blocks.node)
    at, before, _ = dijkstra(blocks.graph(start), indices=[n], min_only=True, limit=limit, return_predecessors=True)
    edge, along, access = int(end.edge[0]), float(end.along_m[0]), float(end.access_m[0])
    rest = float(network.lengths[edge]) - along
    ends = [int(blocks.local(np.array([0]), ids[edge : edge + 1])[0]) for ids in (network.tails, network.heads)]
    ways = [at[local] + leg if local >= 0 else np.inf for local, leg in zip(ends, (along, rest), strict=True)]
    best = int(np.argmin(ways))
    metres, last = ways[best], ends[best]
    if start.edge[0] == edge:
        directly = abs(along - start.along_m[0]) + start.access_m[0]
        if directly <= metres:
            return directly + access, _stretch(network, edge, float(start.along_m[0]), along)
    if not np.isfinite(metres):
        return np.inf, np.zeros((0, 2))
    trail = [last]
    while before[trail[-1]] != n:
        trail.append(int(before[trail[-1]]))
    nodes = blocks.node[trail[::-1]].tolist()
    parts = [_first(network, start, nodes[0])]
    parts += [_between(network, a, b) for a, b in pairwise(nodes)]
    parts.append(_stretch(network, edge, 0.0 if best == 0 else float(network.lengths[edge]), along))
    xy = np.concatenate(parts)
    changes = np.concatenate([[True], (np.diff(xy, axis=0) != 0).any(axis=1)])
    return float(metres + access), xy[changes]


def _first(network, start, node):
    """From the start to an end of its edge, to the nearer one of a loop."""
    edge, along = int(start.edge[0]), float(start.along_m[0])
    length = float(network.lengths[edge])
    ends = [m for m, at in ((0.0, network.tails[edge]), (length, network.heads[edge])) if at == node]
    return _stretch(network, edge, along, min(ends, key=lambda m: abs(m - along)))


def _between(network, a, b):
    """Along the shortest edge from node to node."""
    edges = network.node_edges[network.node_starts[a] : network.node_starts[a + 1]]
    joins = edges[(network.tails[edges] + network.heads[edges] - a) == b]
    edge = int(joins[np.argmin(network.lengths[joins])])
    length = float(network.lengths[edge])
    return _stretch(network, edge, 0.0, length) if network.tails[edge] == a else _stretch(network, edge, length, 0.0)


def _stretch(network, edge, from_m, to_m):
    xy, _ = piece(network, edge, min(from_m, to_m), max(from_m, to_m))
    return xy if from_m <= to_m else xy[::-1]

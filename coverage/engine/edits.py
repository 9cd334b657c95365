"""What the district draws into a network: barriers that cut, footbridges that join.

A barrier cuts every edge at every place where it crosses or touches it: both ends of the cut stay as dead ends, so that
people beside them still walk away from the barrier. A barrier through a junction parts all edges that meet there.
A footbridge joins the nearest points of the edges beside both of its ends, and is walked along its drawn line, the legs
to the edges included. Nobody lives on it: people and centres stay on the edges where they are, so that a footbridge
never makes a way longer. Another footbridge may begin on it.
Barriers cut first: a footbridge over a barrier stays whole.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from coverage.engine.assembling import assemble, measured
from coverage.engine.plane import as_points
from coverage.engine.snapping import MAX_ACCESS_M, place_xy, snap_xy

TOUCH_M = 1e-6  # so near is a touch: coordinates in degrees are no more exact


class BridgeOffNetwork(ValueError):
    """An end of a footbridge has no way within reach. `number` counts the bridges from 0."""

    def __init__(self, number):
        super().__init__(f"bridge {number} has an end with no way within {MAX_ACCESS_M:.0f} m")
        self.number = number


def edited(network, barriers=(), bridges=()):
    """Another network: lines in degrees, each (p, 2). BridgeOffNetwork; ValueError for a line of one point."""
    barriers = [network.plane.to_xy(_line(line)) for line in barriers]
    bridges = [network.plane.to_xy(_line(line)) for line in bridges]
    made = _cut(network, barriers) if barriers else network
    for number, line in enumerate(bridges):
        made = _joined(made, line, number)
    return made


def crossings(network, line_xy) -> tuple[np.ndarray, np.ndarray]:
    """(edge, along_m) of every place where a line in metres of the plane crosses or touches an edge."""
    edge_of_point = np.repeat(np.arange(network.n_edges), np.diff(network.shape_starts))
    begin = np.flatnonzero(edge_of_point[:-1] == edge_of_point[1:])
    origin, end = network.shape_xy[begin], network.shape_xy[begin + 1]
    low, high = np.minimum(origin, end), np.maximum(origin, end)
    edges, alongs = [], []
    for p, q in pairwise(line_xy):
        near = np.flatnonzero(((low <= np.maximum(p, q) + TOUCH_M) & (high >= np.minimum(p, q) - TOUCH_M)).all(axis=1))
        which, share = _shares(p, q - p, origin[near], end[near] - origin[near])
        point = begin[near[which]]
        edges.append(edge_of_point[point])
        before = network.shape_m[point]
        alongs.append(before + share * (network.shape_m[point + 1] - before))
    return np.concatenate(edges), np.concatenate(alongs)


def piece(network, edge, from_m, to_m) -> tuple[np.ndarray, np.ndarray]:
    """(xy (p, 2), metres (p,) from its beginning) of the part of one edge between two distances from its tail."""
    part = slice(network.shape_starts[edge], network.shape_starts[edge + 1])
    xy, metres = network.shape_xy[part], network.shape_m[part]
    inner = (metres > from_m) & (metres < to_m)
    ends = [[np.interp(m, metres, xy[:, 0]), np.interp(m, metres, xy[:, 1])] for m in (from_m, to_m)]
    return (
        np.concatenate([ends[:1], xy[inner], ends[1:]]),
        np.concatenate([[0.0], metres[inner] - from_m, [to_m - from_m]]),
    )


@dataclass
class _Changes:
    """New nodes, and edges in the place of others."""

    network: object
    nodes: list = field(default_factory=list)
    edges: list = field(default_factory=list)  # (tail, head, xy, metres, whether it is a footbridge)
    replaced: set = field(default_factory=set)

    def node(self, xy) -> int:
        self.nodes.append(xy)
        return self.network.n_nodes + len(self.nodes) - 1

    def applied(self):
        old = self.network
        kept = np.ones(old.n_edges, bool)
        kept[list(self.replaced)] = False
        counts = np.diff(old.shape_starts)
        points = np.repeat(kept, counts)
        counts = np.concatenate([counts[kept], [len(xy) for _, _, xy, _, _ in self.edges]])
        arrays = assemble(
            old.plane,
            np.concatenate([old.nodes, np.reshape(self.nodes, (-1, 2))]),
            np.concatenate([old.tails[kept], [tail for tail, *_ in self.edges]]).astype(np.int64),
            np.concatenate([old.heads[kept], [head for _, head, *_ in self.edges]]).astype(np.int64),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            np.concatenate([old.shape_xy[points], *[xy for _, _, xy, _, _ in self.edges]]),
            np.concatenate([old.shape_m[points], *[metres for _, _, _, metres, _ in self.edges]]),
            np.concatenate([old.is_bridge[kept], np.array([flag for *_, flag in self.edges], bool)]),
        )
        return type(old)(plane=old.plane, meta=dict(old.meta), **arrays)


def _cut(network, lines):
    found = [crossings(network, line) for line in lines]
    edges, alongs = (np.concatenate(column) for column in zip(*found, strict=True))
    changes = _Changes(network)
    for edge in np.unique(edges).tolist():
        cuts = np.unique(alongs[edges == edge]).tolist()
        length = float(network.lengths[edge])
        bounds = sorted({0.0, *cuts, length})
        changes.replaced.add(edge)
        for from_m, to_m in pairwise(bounds):
            xy, metres = piece(network, edge, from_m, to_m)
            tail = int(network.tails[edge]) if from_m == 0 and from_m not in cuts else changes.node(xy[0])
            head = int(network.heads[edge]) if to_m == length and to_m not in cuts else changes.node(xy[-1])
            changes.edges.append((tail, head, xy, metres, network.is_bridge[edge]))
    return changes.applied() if changes.replaced else network


def _joined(network, line, number):
    ends = snap_xy(network, line[[0, -1]], also_bridges=True)
    if not ends.on_network.all():
        raise BridgeOffNetwork(number)
    landings = place_xy(network, ends)
    changes = _Changes(network)
    at = [_landing(changes, int(ends.edge[i]), float(ends.along_m[i]), landings[i]) for i in (0, 1)]
    for edge in changes.replaced:
        _split(changes, edge, {float(ends.along_m[i]): at[i] for i in (0, 1) if ends.edge[i] == edge})
    xy = np.concatenate([landings[:1], line, landings[1:]])
    changes.edges.append((*at, xy, measured(np.array([0, len(xy)]), network.plane.to_lonlat(xy)), True))
    return changes.applied()


def _landing(changes, edge, along, xy):
    """The node where a bridge lands: an end of the edge, or a new one in its middle."""
    network = changes.network
    if along <= 0:
        return int(network.tails[edge])
    if along >= network.lengths[edge]:
        return int(network.heads[edge])
    changes.replaced.add(edge)
    return changes.node(xy)


def _split(changes, edge, nodes):
    """The edge in pieces between its nodes {along_m: node}."""
    network = changes.network
    length = float(network.lengths[edge])
    nodes = {0.0: int(network.tails[edge]), length: int(network.heads[edge])} | {
        along: node for along, node in nodes.items() if 0 < along < length
    }
    bounds = sorted(nodes)
    for from_m, to_m in pairwise(bounds):
        changes.edges.append((nodes[from_m], nodes[to_m], *piece(network, edge, from_m, to_m), network.is_bridge[edge]))


def _shares(p, d, origin, way):
    """(which, share of the way) of segments origin + share * way that meet the segment p + u * d, or nearly so."""
    away = p - origin
    length, of_d = np.hypot(way[:, 0], way[:, 1]), float(np.hypot(*d))
    turn = way[:, 0] * d[1] - way[:, 1] * d[0]
    crossing = np.abs(turn) > 1e-12 * length * of_d
    safe = np.where(crossing, turn, 1)
    share = (away[:, 0] * d[1] - away[:, 1] * d[0]) / safe
    u = (away[:, 0] * way[:, 1] - away[:, 1] * way[:, 0]) / safe
    beyond = np.maximum(np.maximum(-share, share - 1) * length, np.maximum(-u, u - 1) * of_d)
    meets = crossing & (beyond <= TOUCH_M)
    which, shares = [np.flatnonzero(meets)], [np.clip(share[meets], 0, 1)]
    # along the segment itself, or the barrier is a point: cut where the common part begins and ends
    offset = np.abs(away[:, 0] * way[:, 1] - away[:, 1] * way[:, 0])
    along = np.flatnonzero(~crossing & (length > 0) & (offset <= TOUCH_M * length))
    if len(along):
        ends = np.stack([away[along], away[along] + d], axis=1)
        at = np.einsum("iej,ij->ie", ends, way[along]) / (length[along] ** 2)[:, None]
        low, high = at.min(axis=1), at.max(axis=1)
        common = (low <= 1) & (high >= 0)
        which += [along[common], along[common]]
        shares += [np.clip(low[common], 0, 1), np.clip(high[common], 0, 1)]
    return np.concatenate(which), np.concatenate(shares)


def _line(line):
    line = as_points(line)
    if len(line) < 2 or not np.isfinite(line).all():
        raise ValueError("a line has at least two points")
    return line

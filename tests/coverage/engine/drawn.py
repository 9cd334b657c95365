"""Towns for tests: drawn by hand in metres, or at random from a seed."""

from itertools import pairwise

import networkx as nx
import numpy as np

from coverage.engine.network import Network
from coverage.engine.plane import Plane
from coverage.engine.snapping import snap

PLANE = Plane(111.97, 21.85)


def degrees(*xy):
    """Places in metres from the middle of town as degrees."""
    return PLANE.to_lonlat(np.array(xy, dtype=float))


def town(nodes, edges, bends=None, meta=None):
    """Nodes {name: (x, y)} or a list; edges as pairs of names; bends {number of an edge: [(x, y), …]} on its way."""
    names = list(nodes) if isinstance(nodes, dict) else range(len(nodes))
    places = np.array([nodes[name] for name in names], dtype=float)
    number = {name: i for i, name in enumerate(names)}
    ends = np.array([[number[a], number[b]] for a, b in edges]).reshape(-1, 2)
    bends = bends or {}
    shapes = [
        PLANE.to_lonlat(np.array([places[a], *bends.get(i, []), places[b]])) for i, (a, b) in enumerate(ends.tolist())
    ]
    return Network.build(PLANE.to_lonlat(places), ends[:, 0], ends[:, 1], shapes, meta, PLANE)


def people(network, *xy):
    """Snaps of places in metres."""
    return snap(network, degrees(*xy))


def random_town(seed, n=70, side=1200.0):
    """Crooked streets of every kind: parallel ones, loops, one without length, dead ends, islands."""
    rng = np.random.default_rng(seed)
    nodes = rng.uniform(0, side, (n, 2))
    near = np.argsort(((nodes[:, None] - nodes[None]) ** 2).sum(axis=2), axis=1)
    edges = [(i, int(near[i, k])) for i in range(n) for k in (1, 2, 3) if rng.random() < 0.6]
    edges += [edges[i] for i in rng.integers(0, len(edges), 6)]  # parallel, with other bends
    edges += [(int(i), int(i)) for i in rng.integers(0, n, 3)]
    nodes = np.concatenate([nodes, nodes[:1]])
    edges.append((0, n))  # no length at all
    edges.append((n, int(near[0, 4])))
    bends = {}
    for i, (a, b) in enumerate(edges[:-2]):
        middle, spread = (nodes[a] + nodes[b]) / 2, 60 if a == b else 15
        bends[i] = [middle + rng.normal(0, spread, 2) for _ in range(rng.integers(0 if a != b else 2, 4))]
    return town(nodes, edges, bends), rng


def places(rng, count, side=1200.0):
    """Random places in and around a random town, in degrees."""
    return PLANE.to_lonlat(rng.uniform(-150, side + 150, (count, 2)))


def walked_by_networkx(network, centers, points):
    """The oracle: metres (p,) with every centre and point put into the edges as a node of its own."""
    graph, on_edge = nx.MultiGraph(), {}
    for kind, snaps in (("center", centers), ("point", points)):
        for i in np.flatnonzero(snaps.edge >= 0).tolist():
            on_edge.setdefault(int(snaps.edge[i]), []).append((float(snaps.along_m[i]), (kind, i, "landing")))
            graph.add_edge((kind, i, "landing"), (kind, i), weight=float(snaps.access_m[i]))
    for edge in range(network.n_edges):
        stops = sorted(on_edge.get(edge, []), key=lambda stop: stop[0])
        stops = [
            (0.0, int(network.tails[edge])),
            *stops,
            (float(network.lengths[edge]), int(network.heads[edge])),
        ]
        for (a, from_), (b, to) in pairwise(stops):
            graph.add_edge(from_, to, weight=max(b - a, 0.0))
    sources = [("center", i) for i in np.flatnonzero(centers.edge >= 0).tolist()]
    metres = np.full(len(points), np.inf)
    if sources:
        found = nx.multi_source_dijkstra_path_length(graph, sources)
        for node, way in found.items():
            if isinstance(node, tuple) and node[0] == "point" and len(node) == 2:
                metres[node[1]] = way
    return metres

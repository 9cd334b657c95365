"""Networks and people for bench/coverage.py: the same on every machine."""

from pathlib import Path

import numpy as np

from coverage.engine.network import Network
from coverage.engine.plane import Plane
from coverage.engine.snapping import Snaps, place_xy

SEED = 441702
PLANE = Plane(111.97, 21.85)
BLOCK_M = 60.0
SIDE = 320  # crossings along each side: 19 km
EDGES = 200_000
BRIDGES_EVERY = 40
OFF_THE_STREET_M = 25.0


def city(edges=EDGES, side=SIDE) -> Network:
    """Crooked blocks with a river through the middle, bridges over it, missing streets and diagonal lanes."""
    rng = np.random.default_rng(SEED)
    x, y = np.meshgrid(np.arange(side) * BLOCK_M, np.arange(side) * BLOCK_M)
    nodes = np.column_stack([x.ravel(), y.ravel()]) + rng.normal(0, 8, (side * side, 2))
    ids = np.arange(side * side).reshape(side, side)
    across = np.column_stack([ids[:, :-1].ravel(), ids[:, 1:].ravel()])
    up = np.column_stack([ids[:-1].ravel(), ids[1:].ravel()])
    over_river = (up[:, 0] // side == side // 2) & (up[:, 0] % side % BRIDGES_EVERY != 0)
    streets = np.concatenate([across, up[~over_river]])
    streets = streets[rng.random(len(streets)) > 0.03]
    blocks = ids[:-1, :-1].ravel()
    blocks = rng.permutation(blocks[blocks // side != side // 2])[: edges - len(streets)]
    streets = np.concatenate([streets, np.column_stack([blocks, blocks + side + 1])])[:edges]
    tails, heads = streets.T
    middles = (nodes[tails] + nodes[heads]) / 2 + rng.normal(0, 5, (len(streets), 2))
    shapes = np.stack([nodes[tails], middles, nodes[heads]], axis=1)
    lonlat = PLANE.to_lonlat(shapes.reshape(-1, 2)).reshape(shapes.shape)
    return Network.build(PLANE.to_lonlat(nodes), tails, heads, lonlat, {"source": "synthetic"}, PLANE)


def helsinki(extract: Path) -> Network:
    """The OpenStreetMap extract (ODbL) with the portal's own rules, all of it."""
    from coverage.roads.building import build_network
    from coverage.roads.osm import read_osm

    return build_network(read_osm(extract, "pbf"), None, {"source": "OpenStreetMap"}).network


def places(network, count, seed) -> np.ndarray:
    """Degrees (count, 2): anywhere along the streets, some metres off them."""
    rng = np.random.default_rng(SEED + seed)
    edge = rng.choice(network.n_edges, count, p=network.lengths / network.lengths.sum()).astype(np.int32)
    along = rng.random(count) * network.lengths[edge]
    xy = place_xy(network, Snaps(edge, along, np.zeros(count)))
    return network.plane.to_lonlat(xy + rng.normal(0, OFF_THE_STREET_M, (count, 2)))

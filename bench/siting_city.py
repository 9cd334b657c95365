"""A made-up city: a bent street grid of 200,000 edges, people about many hubs, candidate places where people live."""

from dataclasses import dataclass

import numpy as np

from coverage.engine.network import Network

SIDE = 317  # crossings a side: 100,489 nodes, 200,344 streets before some are left out
SPACING_M = 60.0
HUBS = 120
METRE = 1 / 111_320  # degrees; the city lies at the equator of its own plane, near enough


@dataclass(frozen=True)
class City:
    network: Network
    points: np.ndarray
    people: np.ndarray
    candidates: np.ndarray
    streets: np.ndarray


def city(n_points: int, n_candidates: int, seed: int = 441702) -> City:
    """Points and candidates in degrees; `streets` numbers the twelve parts of the city by candidate."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij")
    nodes = np.column_stack([x.ravel(), y.ravel()]) * SPACING_M + rng.normal(0, SPACING_M / 8, (SIDE * SIDE, 2))
    number = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    tails = np.concatenate([number[:-1].ravel(), number[:, :-1].ravel()])
    heads = np.concatenate([number[1:].ravel(), number[:, 1:].ravel()])
    network = Network.build(_degrees(nodes), tails, heads)

    size = SIDE * SPACING_M
    hubs = rng.uniform(0.05 * size, 0.95 * size, (HUBS, 2))
    spread = rng.uniform(300, 1200, HUBS)
    points = _strewn(rng, n_points, hubs, spread, size)
    candidates = _strewn(rng, n_candidates, hubs, spread, size)
    people = rng.integers(1, 6, n_points).astype(np.float64)
    third, quarter = np.minimum(candidates / size * [3, 4], [2.99, 3.99]).astype(int).T
    return City(network, _degrees(points), people, _degrees(candidates), third * 4 + quarter)


def _strewn(rng, n, hubs, spread, size):
    hub = rng.integers(0, len(hubs), n)
    return np.clip(hubs[hub] + rng.normal(0, 1, (n, 2)) * spread[hub, None], 0, size - SPACING_M)


def _degrees(metres):
    return metres * METRE + [111.98, 0]

"""How much of a supply (seats, meals, staff) a resident can reach when others reach it too: 2SFCA and E2SFCA.

Step 1, for each centre j with supply S_j:   R_j = S_j / sum_i w(d_ij) P_i    i: points in reach with P_i people
Step 2, for each point i:                    A_i = sum_j w(d_ij) R_j          j: centres in reach

2SFCA (Luo and Wang 2003, Environment and Planning B 30: 865-884): w = 1 within the limit. E2SFCA (Luo and Qi 2009,
Health & Place 15: 1100-1107): w falls by zones of travel time. Where no supply is in reach the answer is 0; a centre
that nobody reaches gives nothing. The people-weighted sum of A is the supply of all centres that somebody reaches.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

GENTLE = (1.0, 0.68, 0.22)  # the first set of Luo and Qi 2009
STEEP = (1.0, 0.42, 0.09)  # their second set: distance deters more


@dataclass(frozen=True)
class Zone:
    """Everything up to `to_m` metres (and beyond the zone before it) counts `weight`."""

    to_m: float
    weight: float


@dataclass(frozen=True)
class Access:
    """`ratios`: supply per (weighted) person of each centre, R_j. `access`: what each point can reach, A_i."""

    ratios: np.ndarray
    access: np.ndarray


def zones(minutes: Sequence[float] = (5, 10, 15), weights: Sequence[float] = GENTLE, speed_m_s: float = 1.2):
    """Zones by minutes on foot: 0-5, 5-10 and 10-15 minutes with the weights of Luo and Qi."""
    if len(minutes) != len(weights):
        raise ValueError("zones: one weight for each zone wanted")
    return [Zone(to * 60 * speed_m_s, weight) for to, weight in zip(minutes, weights, strict=True)]


def two_step(table, supply, demand, limit_m: float | None = None) -> Access:
    """2SFCA. `table`: reach table (rows centres). `supply` (c,) of each centre, `demand` (p,) people at each point."""
    return enhanced_two_step(table, supply, demand, [Zone(table.limit_m if limit_m is None else limit_m, 1.0)])


def enhanced_two_step(table, supply, demand, bands: Sequence[Zone]) -> Access:
    """E2SFCA with these zones, nearest first. The table must reach as far as the last zone."""
    n_centers, n_points = len(table.indptr) - 1, table.n_points
    supply, demand = _amounts(supply, n_centers, "supply"), _amounts(demand, n_points, "demand")
    weight = _weights(table, bands)
    points = np.asarray(table.points)
    center = np.repeat(np.arange(n_centers), np.diff(table.indptr))
    wanted = np.bincount(center, weights=weight * demand[points], minlength=n_centers)
    ratios = np.divide(supply, wanted, out=np.zeros(n_centers), where=wanted > 0)
    access = np.bincount(points, weights=weight * ratios[center], minlength=n_points)
    return Access(ratios, access)


def _weights(table, bands):
    ends = np.array([zone.to_m for zone in bands], np.float64)
    weights = np.array([zone.weight for zone in bands] + [0.0], np.float64)
    if not len(ends) or (np.diff(ends) <= 0).any() or (weights < 0).any():
        raise ValueError("zones: growing limits and weights of at least 0 wanted")
    if ends[-1] > table.limit_m:
        raise ValueError(f"the table ends at {table.limit_m} m, the last zone at {ends[-1]} m")
    return weights[np.searchsorted(ends, table.metres, side="left")]


def _amounts(amounts, n, name):
    amounts = np.asarray(amounts, np.float64)
    if amounts.shape != (n,) or not np.isfinite(amounts).all() or (amounts < 0).any():
        raise ValueError(f"{name}: {n} finite numbers of at least 0 wanted")
    return amounts

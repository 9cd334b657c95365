"""What each centre does: whom it is nearest to, whom only it reaches, what its closing takes away, who has a choice.

By the roads only: without them nobody can say who reaches what.
"""

from dataclasses import dataclass

import numpy as np

from coverage.demand import Place
from coverage.engine import measures
from coverage.figures import Figures, Tally
from coverage.states import Method, State


@dataclass(frozen=True)
class CenterLoad:
    """One centre that counts: `index` in Centers."""

    index: int
    code: str
    name: str
    nearest_to: int  # people whose nearest centre it is, within the limit
    reached: int  # people within the limit, whatever else they reach
    only_here: int  # people who reach no other: its closing takes it from them


@dataclass(frozen=True)
class Closing:
    """What it would mean to close a centre."""

    code: str
    name: str
    losing: int
    before: Tally
    after: Tally
    streets: list[tuple[Place, int]]  # people losing


def loads(figures: Figures) -> list[CenterLoad] | None:
    """Every centre that counts, the busiest first; None without roads."""
    if figures.method != Method.NETWORK:
        return None
    centers, weights = figures.current.centers, figures.weights
    rows, points = _pairs(figures)
    count = len(centers)
    alone = np.bincount(points, minlength=len(weights))[points] == 1
    nearest_to = measures.load(figures.owner, weights, count)
    reached = np.bincount(rows, weights[points], count)
    only_here = np.bincount(rows[alone], weights[points[alone]], count)
    found = [
        CenterLoad(i, centers.codes[i], centers.names[i], int(nearest_to[i]), int(reached[i]), int(only_here[i]))
        for i in np.flatnonzero(figures.mask).tolist()
    ]
    return sorted(found, key=lambda load: (-load.nearest_to, load.code))


def overlap(figures: Figures) -> list[int] | None:
    """People on the network who reach 0, 1, 2, and 3 or more centres; None without roads."""
    if figures.method != Method.NETWORK:
        return None
    on_network = figures.state != figures.states.index(State.OFF_NETWORK)
    table, limit_m = figures.current.table(figures.question.limit_m), figures.question.limit_m
    people = measures.overlap(table, limit_m, figures.weights * on_network, figures.mask)
    return people.astype(int).tolist()


def closing(figures: Figures, code: str) -> Closing | None:
    """What closing a centre that counts would take away; None without roads, or when it does not count.

    :raises KeyError: for a code that no centre with a position has.
    """
    index = figures.current.centers.index[code]
    if figures.method != Method.NETWORK or not figures.mask[index]:
        return None
    rows, points = _pairs(figures)
    lost = points[rows == index]
    lost = lost[np.bincount(points, minlength=len(figures.weights))[lost] == 1]
    losing = int(figures.weights[lost].sum())
    before = figures.total.counts
    moved = {State.COVERED: before[State.COVERED] - losing, State.GAP: before[State.GAP] + losing}
    demand = figures.current.demand
    by_street = np.bincount(demand.rows.street[lost] % (len(demand.streets) + 1), figures.weights[lost])
    streets = [(demand.streets[i], int(n)) for i, n in enumerate(by_street) if n and i < len(demand.streets)]
    return Closing(
        code=code,
        name=figures.current.centers.names[index],
        losing=losing,
        before=figures.total,
        after=Tally(before | moved),
        streets=sorted(streets, key=lambda pair: -pair[1]),
    )


def _pairs(figures) -> tuple[np.ndarray, np.ndarray]:
    """Every centre that counts with every row within its limit: indices of centres, indices of rows."""
    table = figures.current.table(figures.question.limit_m)
    rows = table.rows
    kept = figures.mask[rows] & (table.metres <= figures.question.limit_m)
    return rows[kept], table.points[kept]

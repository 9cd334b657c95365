"""What each centre does: whom it is nearest to, whom only it reaches, what its closing takes away, who has a choice.

By the roads only: without them nobody can say who reaches what.
"""

from dataclasses import dataclass

import numpy as np

from coverage.demand import NOWHERE
from coverage.engine.reach import ReachTable
from coverage.figures import Figures, Tally
from coverage.states import Method, State

# Three and more count as one.
MOST_TOLD = 3


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
    streets: list[tuple[str, int]]  # name, people losing


def loads(figures: Figures) -> list[CenterLoad] | None:
    """Every centre that counts, the busiest first; None without roads."""
    if figures.method != Method.NETWORK:
        return None
    centers, weights = figures.current.centers, figures.weights
    rows, points = _pairs(figures)
    count = len(centers)
    reaching = np.bincount(points, minlength=len(weights))
    alone = reaching[points] == 1
    is_near = figures.owner != NOWHERE
    nearest_to = np.bincount(figures.owner[is_near], weights[is_near], count)
    reached = np.bincount(rows, weights[points], count)
    only_here = np.bincount(rows[alone], weights[points[alone]], count)
    found = [
        CenterLoad(i, centers.codes[i], centers.names[i], int(nearest_to[i]), int(reached[i]), int(only_here[i]))
        for i in np.flatnonzero(figures.mask)
    ]
    return sorted(found, key=lambda load: (-load.nearest_to, load.code))


def overlap(figures: Figures) -> list[int] | None:
    """People on the network who reach 0, 1, 2, and 3 or more centres; None without roads."""
    if figures.method != Method.NETWORK:
        return None
    on_network = figures.state != figures.states.index(State.OFF_NETWORK)
    _, points = _pairs(figures)
    reaching = np.minimum(np.bincount(points, minlength=len(figures.weights)), MOST_TOLD)
    people = np.bincount(reaching[on_network], figures.weights[on_network], MOST_TOLD + 1)
    return [int(count) for count in people]


def closing(figures: Figures, code: str) -> Closing | None:
    """What closing a centre that counts would take away; None without roads, or when it does not count.

    :raises KeyError: for a code that no centre with a position has.
    """
    index = figures.current.centers.index[code]
    if figures.method != Method.NETWORK or not figures.mask[index]:
        return None
    rows, points = _pairs(figures)
    alone = np.bincount(points, minlength=len(figures.weights)) == 1
    lost = points[rows == index]
    lost = lost[alone[lost]]
    losing = int(figures.weights[lost].sum())
    before = figures.total.counts
    after = before | {
        State.COVERED: before[State.COVERED] - losing,
        State.GAP: before[State.GAP] + losing,
    }
    demand = figures.current.demand
    streets = np.bincount(demand.rows.street[lost] % (len(demand.streets) + 1), figures.weights[lost])
    named = [(demand.streets[i].name if i < len(demand.streets) else "", int(n)) for i, n in enumerate(streets) if n]
    return Closing(
        code=code,
        name=figures.current.centers.names[index],
        losing=losing,
        before=figures.total,
        after=Tally(after),
        streets=sorted(named, key=lambda pair: -pair[1]),
    )


def _pairs(figures) -> tuple[np.ndarray, np.ndarray]:
    """Every centre that counts with every row within its limit: indices of centres, indices of rows."""
    table: ReachTable = figures.current.table(figures.question.limit_m)
    rows = np.repeat(np.arange(len(figures.mask)), np.diff(table.indptr))
    kept = figures.mask[rows] & (table.metres <= figures.question.limit_m)
    return rows[kept], np.asarray(table.points[kept])

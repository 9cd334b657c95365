"""How many centres there are for people, when others want them too: E2SFCA on the question's centres.

Every centre that counts is one unit of supply; whoever lives nearer counts for more (zones of 5, 10 and 15 minutes at
the question's speed, weights of Luo and Qi 2009). The figure is centres for ten thousand people, weighted by people.
"""

from dataclasses import dataclass

import numpy as np

from coverage.demand import NOWHERE, Place
from coverage.engine.catchment import enhanced_two_step, zones
from coverage.figures import Figures
from coverage.states import Method

PEOPLE = 10_000


@dataclass(frozen=True)
class PlaceAccess:
    """Centres in reach for ten thousand people of a street or community."""

    place: Place
    people: int
    access: float


@dataclass(frozen=True)
class CenterAccess:
    """Centres in reach for ten thousand people: of each row of residents, of everybody, by street, by community."""

    rows: np.ndarray
    all: float
    streets: list[PlaceAccess]
    communities: list[PlaceAccess]


def access(figures: Figures) -> CenterAccess | None:
    """E2SFCA of the question's centres and people; None without roads."""
    if figures.method != Method.NETWORK:
        return None
    # Everybody in the district wants the centres, also those whom the question does not count.
    wanting = figures.current.demand.rows.weights(figures.question.who)
    bands = zones(speed_m_s=figures.question.speed)
    table = figures.current.table(bands[-1].to_m)
    rows = enhanced_two_step(table, figures.mask.astype(float), wanting, bands).access * PEOPLE
    demand = figures.current.demand
    return CenterAccess(
        rows=rows,
        all=_mean(rows, figures.weights),
        streets=_by_place(figures, rows, demand.rows.street, demand.streets),
        communities=_by_place(figures, rows, demand.rows.community, demand.communities),
    )


def _mean(rows, weights):
    total = weights.sum()
    return float((rows * weights).sum() / total) if total else 0.0


def _by_place(figures, rows, groups, places):
    known = groups != NOWHERE
    people = np.bincount(groups[known], figures.weights[known], len(places))
    sums = np.bincount(groups[known], (rows * figures.weights)[known], len(places))
    return [
        PlaceAccess(place, int(people[index]), float(sums[index] / people[index]))
        for index, place in enumerate(places)
        if people[index]
    ]

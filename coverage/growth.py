"""How coverage grew: people by state for every year since 2018 and every street, on today's residents."""

from dataclasses import dataclass

import numpy as np

from coverage.demand import Place
from coverage.distances import states_of, straight
from coverage.engine import measures
from coverage.engine.measures import NEVER
from coverage.figures import Figures, Tally
from coverage.masks import TO_COME
from coverage.questions import FIRST_YEAR
from coverage.states import Method, State


@dataclass(frozen=True)
class Year:
    """The state of things at the end of a year; of the present one today."""

    year: int
    centers: int
    total: Tally
    streets: list[tuple[Place, Tally]]


def growth(figures: Figures) -> list[Year]:
    """Year by year until that of the question (default the present): the last one is the answer itself.

    Centres are counted by the year in which they opened; what has closed since has left no trace in the data.
    """
    last = figures.question.year or int(figures.current.stamp.day[:4])
    years = [*range(FIRST_YEAR, last), last]
    opened = _opened(figures, last)
    by_year = _by_roads if figures.method == Method.NETWORK else _straight
    tallies = by_year(figures, opened, years)
    return [
        _year(figures, year, int((opened <= year).sum()), lines) for year, lines in zip(years, tallies, strict=True)
    ]


def _opened(figures, last):
    """The year from which each centre counts: the last one for what is planned and what nobody dated."""
    centers = figures.current.centers
    is_undated = np.isin(centers.statuses, TO_COME) | (centers.opened > last)
    return np.where(figures.mask, np.where(is_undated, last, centers.opened), NEVER)


def _by_roads(figures, opened, years):
    """From the table in one pass: every row of residents counts from the year in which it was first reached."""
    current, question = figures.current, figures.question
    street, count = _streets(figures)
    table = current.table(question.limit_m)
    reached = measures.growth(table, opened, years, street, count, figures.weights, question.limit_m)
    everybody = _by_street(figures, figures.state)
    covered, gap = figures.states.index(State.COVERED), figures.states.index(State.GAP)
    for line in reached.astype(np.int64):
        counts = everybody.copy()
        counts[:, gap] += counts[:, covered] - line
        counts[:, covered] = line
        yield counts


def _straight(figures, opened, years):
    for year in years:
        metres, _ = straight(figures.current, opened <= year)
        yield _by_street(figures, states_of(figures.current, metres, figures.question.limit_m))


def _streets(figures):
    """The street's index of every row, the last one for nobody knows which; how many there are."""
    lines = len(figures.current.demand.streets) + 1
    return figures.current.demand.rows.street % lines, lines


def _by_street(figures, states):
    """People by street and state, (streets + 1, states)."""
    demand, kinds = figures.current.demand, len(figures.states)
    street, lines = _streets(figures)
    counts = np.bincount(street * kinds + states, figures.weights, lines * kinds).reshape(lines, kinds)
    counts[:, -1] += np.bincount(demand.unplaced.street % lines, figures.unplaced, lines)
    return counts.astype(np.int64)


def _year(figures, year, centers, counts):
    def tally(line):
        return Tally(dict(zip(figures.states, line.tolist(), strict=True)))

    streets = zip(figures.current.demand.streets, map(tally, counts), strict=False)
    return Year(year, centers, tally(counts.sum(axis=0)), [(place, line) for place, line in streets if line.total])

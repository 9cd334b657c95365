"""How coverage grew: people by state for every year since 2018 and every street, on today's residents."""

from dataclasses import dataclass

import numpy as np

from coverage.demand import Place
from coverage.distances import states_of, to_nearest
from coverage.figures import Figures, Tally
from coverage.masks import TO_COME
from coverage.questions import FIRST_YEAR


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
    years = range(FIRST_YEAR, last)
    opened = figures.current.centers.opened
    # What is planned comes only at the end.
    is_to_come = np.isin(figures.current.centers.statuses.astype(str), TO_COME)
    masks = [figures.mask & (opened <= year) & ~is_to_come for year in years]
    return [_year(figures, year, mask) for year, mask in zip([*years, last], [*masks, figures.mask], strict=True)]


def _year(figures, year, mask):
    current, question = figures.current, figures.question
    if mask is figures.mask:
        states = figures.state
    else:
        metres, _ = to_nearest(current, mask, question.limit_m)
        states = states_of(current, metres, question.limit_m)
    counts = _by_street(figures, states)
    streets = [(place, _tally(figures, counts[index])) for index, place in enumerate(current.demand.streets)]
    return Year(year, int(mask.sum()), _tally(figures, counts.sum(axis=0)), [pair for pair in streets if pair[1].total])


def _by_street(figures, states):
    """People by street (the last line: nobody knows which) and state."""
    demand, kinds = figures.current.demand, len(figures.states)
    lines = len(demand.streets) + 1
    counts = np.bincount((demand.rows.street % lines) * kinds + states, figures.weights, lines * kinds)
    counts = counts.reshape(lines, kinds)
    counts[:, -1] += np.bincount(demand.unplaced.street % lines, figures.unplaced, lines)
    return counts.astype(np.int64)


def _tally(figures, line):
    return Tally(dict(zip(figures.states, line.tolist(), strict=True)))

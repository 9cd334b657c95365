"""Where a centre is missing most: people times the minutes that they walk beyond the limit.

With roads the minutes are those of the real way. Without any, only what is certain counts: people who are beyond the
limit even along the straight line, and the minutes are those of that line, so that they can only be more.
"""

from dataclasses import dataclass

import numpy as np

from coverage.demand import NOWHERE, Place
from coverage.distances import to_nearest_far
from coverage.engine.measures import UNREACHED_MINUTES, missing_minutes
from coverage.figures import Figures
from coverage.states import LACKING
from query.kept import Kept


@dataclass(frozen=True)
class Gap:
    """A community (or one row of residents) without a centre in reach."""

    key: str
    label: str
    street: Place | None
    people: int
    missing_minutes: float  # beyond the limit, the mean of its people; at least so many when `at_least`
    score: float  # people x minutes
    lonlat: tuple[float, float]  # the middle of its people
    at_least: bool


@dataclass(frozen=True)
class _Lack:
    """Rows that lack a centre for certain: indices, and by how many minutes."""

    rows: np.ndarray
    minutes: np.ndarray
    is_beyond: np.ndarray  # nobody knows how much farther


_FAR = Kept(8)


def gaps(figures: Figures, *, by_row: bool = False) -> list[Gap]:
    """The gaps, the worst first: by community, or row by row."""
    lack = _lack(figures)
    demand = figures.current.demand
    groups = np.arange(len(lack.rows)) if by_row else _communities(demand, lack.rows)
    found = []
    for members in _members(groups):
        rows, minutes = lack.rows[members], lack.minutes[members]
        people = figures.weights[rows]
        found.append(_gap(figures, rows, people, minutes, bool(lack.is_beyond[members].any()), by_row=by_row))
    return sorted(found, key=lambda gap: (-gap.score, gap.key))


def _members(groups):
    """The positions of each group."""
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1)) if len(order) else []
    return np.split(order, starts[1:]) if len(order) else []


def _communities(demand, rows):
    """A number for each row's community; rows that belong to none are gathered by street."""
    community = demand.rows.community[rows].astype(np.int64)
    apart = len(demand.communities) + demand.rows.street[rows] + 1
    return np.where(community == NOWHERE, apart, community)


def _lack(figures) -> _Lack:
    lacking = figures.states.index(LACKING[figures.method])
    rows = np.flatnonzero((figures.state == lacking) & (figures.weights > 0))
    minutes = missing_minutes(_far(figures)[rows], figures.question.limit_m, figures.question.speed)
    return _Lack(rows, minutes, (minutes >= UNREACHED_MINUTES) | (not figures.current.has_network))


def _far(figures):
    """Metres to the nearest centre that counts, far beyond the limit; kept, for every speed and limit need the same."""
    version = figures.current.stamp
    name = figures.mask.tobytes()
    metres = _FAR.get({name: version}).get(name)
    if metres is None:
        metres = to_nearest_far(figures.current, figures.mask)[0]
        _FAR.put(name, version, metres)
    return metres


def _gap(figures, rows, people, minutes, at_least, *, by_row):
    demand, first = figures.current.demand, rows[0]
    street, community = demand.rows.street[first], demand.rows.community[first]
    place = demand.communities[community] if community != NOWHERE else None
    score = float((people * minutes).sum())
    return Gap(
        key=demand.rows.keys[first] if by_row or place is None else place.code,
        label=demand.rows.labels[first] if by_row or place is None else place.name,
        street=demand.streets[street] if street != NOWHERE else None,
        people=int(people.sum()),
        missing_minutes=score / float(people.sum()),
        score=score,
        lonlat=tuple(np.average(demand.lonlat[rows], axis=0, weights=people).tolist()),
        at_least=at_least,
    )

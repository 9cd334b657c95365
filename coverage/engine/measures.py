"""Figures of coverage: plain functions of metres or of the reach table, and of the weights of points.

weights (p,) are people. A point is covered when its metres are at most the limit: minutes * 60 * speed.
Points off the network or without a way have infinite metres and are never covered.
"""

import numpy as np

NEVER = np.iinfo(np.int32).max
UNREACHED_MINUTES = 60.0  # what is missing where no way leads to any centre, when gaps are ranked


def limit_of(minutes, speed_m_s) -> float:
    """Metres walked in so many minutes at so many metres a second; ValueError unless both are positive."""
    if not (minutes > 0 and speed_m_s > 0):
        raise ValueError("minutes and speed are greater than zero")
    return float(minutes) * 60.0 * float(speed_m_s)


def covered(metres, limit_m) -> np.ndarray:
    """(p,) bool."""
    return np.isfinite(metres) & (metres <= limit_m)


def people(weights, chosen) -> float:
    """The weights of the chosen points together."""
    return float(np.asarray(weights)[chosen].sum())


def by_group(weights, chosen, groups, n_groups) -> tuple[np.ndarray, np.ndarray]:
    """(everyone, the chosen) of each group 0 … n_groups - 1, each (n_groups,)."""
    return (
        np.bincount(groups, weights, n_groups),
        np.bincount(groups, np.where(chosen, weights, 0), n_groups),
    )


def first_years(table, opened_years, limit_m) -> np.ndarray:
    """(p,) int32: the year in which a point was first covered, NEVER if it is not.

    opened_years (c,): whole numbers, NEVER for a centre that does not count.
    """
    return _least_of_reaching(table, np.asarray(opened_years, np.int32), limit_m, NEVER)


def _least_of_reaching(table, values, limit_m, never):
    """(p,) the least of values (c,) of the centres that a point reaches, `never` (which none exceeds) without one."""
    first, is_open = np.full(table.n_points, never, values.dtype), np.ones(table.n_points, bool)
    left = np.count_nonzero(table.least_metres <= limit_m)  # who is covered by anyone, and not yet seen to be
    for center in np.argsort(values, kind="stable").tolist():
        if not left or values[center] == never:
            break
        points, metres = table.row(center)
        if limit_m < table.limit_m:
            points = points[metres <= limit_m]
        points = points.take(np.flatnonzero(is_open.take(points)))
        first[points], is_open[points] = values[center], False
        left -= len(points)
    return first


def growth(table, opened_years, years, groups, n_groups, weights, limit_m) -> np.ndarray:
    """(years, groups): people covered by what had opened by the end of each year. years rise."""
    years = np.asarray(years)
    since = np.searchsorted(years, opened_years)  # the first of years with each centre, len(years) for none
    since = _least_of_reaching(table, since.astype(np.int32), limit_m, len(years))
    newly = np.bincount(groups * (len(years) + 1) + since, weights, n_groups * (len(years) + 1))
    return newly.reshape(n_groups, len(years) + 1)[:, :-1].T.cumsum(axis=0)


def centers_in_reach(table, limit_m, mask=None) -> np.ndarray:
    """(p,) how many centres each point reaches."""
    within = table.metres <= limit_m
    if mask is not None:
        within &= np.asarray(mask, bool)[table.rows]
    return np.bincount(table.points[within], minlength=table.n_points)


def overlap(table, limit_m, weights, mask=None) -> np.ndarray:
    """(4,): people who reach no centre, one, two, three or more."""
    return np.bincount(np.minimum(centers_in_reach(table, limit_m, mask), 3), weights, 4)


def load(owner, weights, n_centers) -> np.ndarray:
    """(c,): people whose nearest centre it is."""
    mine = owner >= 0
    return np.bincount(owner[mine], np.asarray(weights)[mine], n_centers)


def closing(table, center, weights, limit_m, mask=None) -> float:
    """People who would reach no centre any more without this one."""
    points, metres = table.row(center)
    alone = centers_in_reach(table, limit_m, mask)[points] == 1
    return people(weights, points[alone & (metres <= limit_m)])


def closings(table, weights, limit_m) -> np.ndarray:
    """(c,): `closing` of each centre at once."""
    counted = (table.metres <= limit_m) & (centers_in_reach(table, limit_m) == 1)[table.points]
    return np.bincount(table.rows[counted], np.asarray(weights)[table.points[counted]], len(table))


def missing_minutes(metres, limit_m, speed_m_s) -> np.ndarray:
    """(p,): by how many minutes the way to the nearest centre is too long; at most UNREACHED_MINUTES, as without a way.

    metres of the nearest centre without a limit.
    """
    beyond = np.maximum(np.asarray(metres) - limit_m, 0) / speed_m_s / 60
    return np.minimum(beyond, UNREACHED_MINUTES)


def gaps(metres, weights, limit_m, speed_m_s) -> tuple[np.ndarray, np.ndarray]:
    """(points, people x missing minutes) of everyone who is not covered, the worst first, equals by number."""
    cost = np.asarray(weights) * missing_minutes(metres, limit_m, speed_m_s)
    points = np.flatnonzero(~covered(metres, limit_m))
    order = np.argsort(-cost[points], kind="stable")
    return points[order], cost[points[order]]


def average_minutes(metres, weights, speed_m_s) -> float:
    """The mean way of everyone who has one, in minutes; nan for nobody."""
    known = np.isfinite(metres)
    weights = np.asarray(weights)[known]
    total = weights.sum()
    return float((metres[known] * weights).sum() / total / speed_m_s / 60) if total else np.nan

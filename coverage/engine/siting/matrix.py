"""From reach on the network to the tables that siting asks for."""

import numpy as np
from scipy import sparse

from coverage.engine.reach import reach_table


def cover_matrix(network, candidates, points, limit_m: float, index=None) -> sparse.csr_array:
    """Candidates x points: true where a candidate (Snaps) reaches a point (Snaps) within limit_m on foot."""
    return cover_of(reach_table(network, candidates, points, limit_m, index=index), limit_m)


def cover_of(table, limit_m: float | None = None) -> sparse.csr_array:
    """The same from a reach table, for its limit or a smaller one."""
    limit_m = _limit(table, limit_m)
    indptr, points = table.indptr, table.points
    if limit_m < table.limit_m:
        within = np.asarray(table.metres) <= limit_m
        indptr = np.concatenate([[0], np.cumsum(within)])[indptr]
        points = points[within]
    shape = (len(indptr) - 1, table.n_points)
    return sparse.csr_array((np.ones(len(points), bool), points, indptr), shape=shape)


def metres_of(table) -> sparse.csr_array:
    """A reach table's metres for `least_average`: what is not stored is beyond the limit."""
    shape = (len(table.indptr) - 1, table.n_points)
    return sparse.csr_array((table.metres, table.points, table.indptr), shape=shape)


def _limit(table, limit_m):
    if limit_m is None:
        return table.limit_m
    if limit_m > table.limit_m:
        raise ValueError(f"the table ends at {table.limit_m} m, {limit_m} m wanted")
    return limit_m

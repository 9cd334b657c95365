"""Smaller questions with the same answer: equal points merged, places that another one beats dropped."""

import numpy as np
from scipy import sparse

from .rules import NO_LIMIT, Rules

MAX_PRODUCTS = 40_000_000  # of one sparse product; beyond it, dominated places stay: the answer is the same, only later


def merged_columns(cover: sparse.csr_array, weights) -> tuple[sparse.csr_array, np.ndarray, np.ndarray]:
    """Columns met by the same rows become one with the sum of their weights; columns met by none are dropped.

    Returns the merged matrix, its weights, and the new number of each column (-1: dropped).

    Columns are told apart by a random 64-bit key of their rows; the keys are then checked against the rows themselves,
    so that two different columns are never merged.
    """
    n, k = cover.shape
    by_column = sparse.csr_array((np.ones(cover.nnz, np.int8), cover.indices, cover.indptr), shape=(n, k)).tocsc()
    indptr, rows = by_column.indptr, by_column.indices
    size = np.diff(indptr)
    keys_of_rows = np.random.default_rng(20180701).integers(1, 2**63, n, dtype=np.uint64)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(keys_of_rows[rows], dtype=np.uint64)])
    keys = sums[indptr[1:]] - sums[indptr[:-1]]  # modulo 2**64
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    met = np.flatnonzero(size > 0)
    representative = first[group]
    if not _same_rows(indptr, rows, size, met, representative[met]):
        raise AssertionError("two sets of rows with one 64-bit key")
    representative = representative[met]
    kept = np.unique(representative)
    place = np.empty(k, np.int64)
    place[kept] = np.arange(len(kept))
    number = np.full(k, -1)
    number[met] = place[representative]
    summed = np.bincount(number[met], weights=weights[met], minlength=len(kept))
    return by_column[:, kept].tocsr(), summed, number


def _same_rows(indptr, rows, size, columns, others) -> bool:
    """Have `columns` exactly the rows of `others`?"""
    differ = columns != others
    columns, others = columns[differ], others[differ]
    length = size[columns]
    if (length != size[others]).any():
        return False
    ends = np.cumsum(length)
    if not len(ends):
        return True
    within = np.arange(ends[-1]) - np.repeat(ends - length, length)
    return bool(
        (rows[np.repeat(indptr[columns], length) + within] == rows[np.repeat(indptr[others], length) + within]).all()
    )


def not_dominated(cover: sparse.csr_array, rules: Rules) -> np.ndarray:
    """The rows that no other row beats.

    Row c goes when row d meets all that c meets and may always stand in for it: d is of the same group, or of a group
    without a budget. Of rows that beat each other the lowest stays. Where d's street has a budget of its own, c stays.
    """
    n, k = cover.shape
    met_by = np.bincount(cover.indices, minlength=k).astype(np.float64)
    if not n or float(met_by @ met_by) > MAX_PRODUCTS:
        return np.arange(n)
    ones = sparse.csr_array((np.ones(cover.nnz, np.int32), cover.indices, cover.indptr), shape=cover.shape)
    common = (ones @ ones.T).tocoo()
    size = np.diff(cover.indptr)
    c, d = common.coords
    groups, free = rules.groups, (rules.caps == NO_LIMIT)[rules.groups]
    stands_in = (c != d) & (common.data == size[c]) & ((groups[c] == groups[d]) | free[d])
    equal_both = stands_in & (size[c] == size[d]) & ((groups[c] == groups[d]) | free[c])
    goes = stands_in & (~equal_both | (d < c))
    keep = size > 0
    keep[c[goes]] = False
    return np.flatnonzero(keep)

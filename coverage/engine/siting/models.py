"""The two questions as one: choose rows so that the sum over the columns of the greatest value among them is greatest.

`CoverModel`: a value is the people at a point. `SavingModel`: a value is what the people at a point save in walking.
All values are whole numbers held in float64, and so is every multiplier: sums below 2**53 are exact in any order, so a
bound is a bound without a word about rounding.
"""

from functools import cached_property

import numpy as np
from scipy import sparse

from .reduce import merged_columns


class _Model:
    """What both have in common: rows `indptr`, `indices` with the values of `_values_at`."""

    @cached_property
    def _row_of(self):
        return np.repeat(np.arange(self.n), np.diff(self.indptr))

    def worth_without_each(self, chosen) -> np.ndarray:
        """(rows, chosen): what each row would add if one of the chosen were left out. One pass over the matrix: only
        columns whose greatest value comes from the one left out change, to the second greatest."""
        best, second, owner = np.zeros(self.k), np.zeros(self.k), np.zeros(self.k, np.int64)
        for place, i in enumerate(chosen):
            part = slice(self.indptr[i], self.indptr[i + 1])
            columns, values = self.indices[part], self._values_at(part)
            before = best[columns]
            wins = values > before
            second[columns] = np.where(wins, before, np.maximum(second[columns], values))
            best[columns] = np.maximum(before, values)
            owner[columns[wins]] = place
        freed = np.flatnonzero((best > second)[self.indices])
        columns, values = self.indices[freed], self._values_at(freed)
        extra = np.maximum(values - second[columns], 0) - np.maximum(values - best[columns], 0)
        key = self._row_of[freed] * len(chosen) + owner[columns]
        extra = np.bincount(key, extra, self.n * len(chosen)).reshape(self.n, len(chosen))
        return extra + self.worth(best)[:, None]


class CoverModel(_Model):
    """Rows are candidates, columns are merged points; `weights` whole numbers; every row that covers a point is worth
    its weight there."""

    def __init__(self, cover: sparse.csr_array, weights: np.ndarray):
        self.indptr, self.indices = cover.indptr, cover.indices
        self.n, self.k = cover.shape
        self.weights = self.upper = weights
        self._matrix = sparse.csr_array((np.ones(cover.nnz), cover.indices, cover.indptr), shape=cover.shape)

    def worth(self, level) -> np.ndarray:
        """For each row the sum of what it has above `level` (0 <= level <= upper)."""
        return self._matrix @ (self.weights - level)

    def level(self, chosen) -> np.ndarray:
        """For each column the greatest value among the chosen rows."""
        return np.where(self.times_met(chosen, None) > 0, self.weights, 0.0)

    def times_met(self, chosen, level) -> np.ndarray:
        """For each column how many chosen rows have a value there. (A value equal to the level may count: any count
        between is a subgradient.)"""
        return np.bincount(self._columns(chosen), minlength=self.k)

    def rows(self, keep) -> tuple["CoverModel", np.ndarray]:
        """Only these rows; columns that none of them meets are dropped, those met by the same rows are merged. Also the
        new number of each column (-1: dropped)."""
        cover, weights, number = merged_columns(self._matrix[keep], self.weights)
        return CoverModel(cover, weights), number

    def scaled(self, times: float) -> "CoverModel":
        return CoverModel(self._matrix, self.weights * times)

    def _values_at(self, entries):
        return self.weights[self.indices[entries]]

    def _columns(self, chosen):
        if not len(chosen):
            return np.empty(0, np.int32)
        return np.concatenate([self.indices[self.indptr[i] : self.indptr[i + 1]] for i in chosen])


class SavingModel(_Model):
    """Rows are candidates, columns are points; stored values are whole numbers above 0, and no row is empty."""

    def __init__(self, savings: sparse.csr_array):
        self.indptr, self.indices, self.values = savings.indptr, savings.indices, savings.data
        self.n, self.k = savings.shape
        self._matrix = savings
        self.upper = np.zeros(self.k)
        np.maximum.at(self.upper, self.indices, self.values)

    def worth(self, level) -> np.ndarray:
        above = self.values - level[self.indices]
        np.maximum(above, 0, out=above)
        return np.add.reduceat(above, self.indptr[:-1]) if self.n else np.zeros(0)

    def level(self, chosen) -> np.ndarray:
        best = np.zeros(self.k)
        for i in chosen:
            row = slice(self.indptr[i], self.indptr[i + 1])
            columns = self.indices[row]
            best[columns] = np.maximum(best[columns], self.values[row])
        return best

    def _values_at(self, entries):
        return self.values[entries]

    def times_met(self, chosen, level) -> np.ndarray:
        times = np.zeros(self.k)
        for i in chosen:
            row = slice(self.indptr[i], self.indptr[i + 1])
            columns = self.indices[row]
            times[columns] += self.values[row] > level[columns]
        return times

    def rows(self, keep) -> tuple["SavingModel", np.ndarray]:
        """Only these rows, without the columns that none of them meets. Also the new number of each column."""
        kept = self._matrix[keep]
        met = np.flatnonzero(np.bincount(kept.indices, minlength=self.k))
        number = np.full(self.k, -1)
        number[met] = np.arange(len(met))
        shape = (kept.shape[0], len(met))
        return SavingModel(sparse.csr_array((kept.data, number[kept.indices], kept.indptr), shape=shape)), number

    def scaled(self, times: float) -> "SavingModel":
        return SavingModel(sparse.csr_array((self.values * times, self.indices, self.indptr), shape=(self.n, self.k)))

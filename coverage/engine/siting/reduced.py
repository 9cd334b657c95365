"""A covering problem without what is settled: fixed, forbidden and dominated places, points covered or empty, twins."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from . import search
from .models import CoverModel
from .problem import Problem
from .reduce import merged_columns, not_dominated
from .rules import Rules
from .units import whole


@dataclass(frozen=True)
class Reduced:
    """`names`: the candidates behind the model's rows. `fixed_steps`: fixed places and their gains, in the order of
    their numbers. All sums in whole numbers of 1 / `scale` people."""

    model: CoverModel
    rules: Rules
    names: np.ndarray
    fixed_steps: tuple[tuple[int, float], ...]
    before: float
    total: float
    scale: int

    @classmethod
    def of(cls, problem: Problem, rules: Rules) -> "Reduced":
        weights, scale = whole(problem.weights)
        cover, covered = problem.cover, problem.covered_already.copy()
        before = float(weights[covered].sum())
        steps = []
        for i in np.flatnonzero(problem.fixed):
            row = cover.indices[cover.indptr[i] : cover.indptr[i + 1]]
            steps.append((int(i), float(weights[row[~covered[row]]].sum())))
            covered[row] = True
        free = np.flatnonzero(~(problem.fixed | problem.forbidden))
        left = rules.after(np.flatnonzero(problem.fixed)).rows(free)
        needed = _entries(cover if len(free) == cover.shape[0] else cover[free], ~covered & (weights > 0))
        merged, summed, _ = merged_columns(needed, weights)
        keep = not_dominated(merged, left)
        model = CoverModel(merged, summed)
        if len(keep) < model.n:
            model, _ = model.rows(keep)
        return cls(model, left.rows(keep), free[keep], tuple(steps), before, float(weights.sum()), scale)

    @property
    def fixed_gain(self) -> float:
        return sum(gain for _, gain in self.fixed_steps)

    @property
    def fixed(self) -> list[int]:
        return [i for i, _ in self.fixed_steps]

    def chosen(self, rows) -> list[int]:
        return self.fixed + self.names[rows].tolist()

    def steps(self, rows) -> list[tuple[int, float]]:
        """Fixed places first, then the others by what they add; gains in people."""
        free = [(int(self.names[row]), gain) for row, gain in search.by_gain(self.model, rows)]
        return [(i, gain / self.scale) for i, gain in (*self.fixed_steps, *free)]

    def first(self) -> np.ndarray:
        state = search.all_free(self.model.n)
        return search.exchanged(self.model, self.rules, state, search.greedy(self.model, self.rules, state))


def _entries(cover, columns) -> sparse.csr_array:
    """The matrix without the entries of other columns."""
    keep = columns[cover.indices]
    if keep.all():
        return cover
    starts = np.concatenate([[0], np.cumsum(keep)])[cover.indptr].astype(cover.indptr.dtype)
    indices = cover.indices[keep]
    return sparse.csr_array((np.ones(len(indices), bool), indices, starts), shape=cover.shape)

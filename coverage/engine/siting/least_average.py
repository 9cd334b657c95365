"""p-median (Hakimi 1964): with p new places beside the existing centres, the least average minutes on foot."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from . import answers, search
from .models import SavingModel
from .problem import Solution, checked_budgets, checked_weights, group_numbers, mask
from .proof import Clock, prove, quick_bound
from .rules import Rules, rules_of
from .units import whole

PER_METRE = 100  # metres are rounded to centimetres: whole numbers, exact sums
MOST = 2.0**42
MAX_NODES = 1000


def least_average(
    distances,
    weights,
    p: int,
    *,
    penalty_m: float,
    existing_m=None,
    speed_m_s: float = 1.2,
    fixed=None,
    forbidden=None,
    groups=None,
    budgets=None,
    seconds: float = 10.0,
    max_nodes: int = MAX_NODES,
    on_first: Callable[[Solution], None] | None = None,
) -> Solution:
    """At most `p` places, fixed ones among them, with the least average minutes to the nearest centre.

    `distances`: metres, candidates x points; sparse (a stored 0 is 0 m, what is not stored is beyond the limit) or
    dense (inf is beyond the limit). `existing_m`: metres of each point to the nearest existing centre, inf where none
    is in reach. Nobody counts as further than `penalty_m`. `value`, `bound` and the gains of the steps are average
    minutes at `speed_m_s`.
    """
    started = time.perf_counter()
    metres = _sparse_metres(distances)
    n, k = metres.shape
    weights = checked_weights(weights, k)
    fixed, forbidden = mask(fixed, n, "fixed"), mask(forbidden, n, "forbidden")
    if not penalty_m > 0 or not speed_m_s > 0:
        raise ValueError("penalty_m, speed_m_s: more than 0 wanted")
    rules = rules_of(p, fixed, forbidden, group_numbers(groups, n), checked_budgets(budgets))
    reduced = _Reduced.of(metres, weights, rules, fixed, forbidden, existing_m, penalty_m, speed_m_s)
    first, clock = reduced.first(), Clock(seconds)
    if on_first:
        most = quick_bound(reduced.model, reduced.rules, first, clock)
        on_first(reduced.answer(first, search.value(reduced.model, first), most, answers.FIRST, started))
    proof = prove(reduced.model, reduced.rules, first, clock=clock, max_nodes=max_nodes)
    return reduced.answer(proof.chosen, proof.value, proof.bound, answers.method_of(proof), started)


@dataclass(frozen=True)
class _Reduced:
    """What can be saved: people times centimetres below what they walk to existing and fixed centres."""

    model: SavingModel
    rules: Rules
    names: np.ndarray
    fixed_steps: tuple[tuple[int, float], ...]
    walked: float
    per_minute: float

    @classmethod
    def of(cls, metres, weights, rules, fixed, forbidden, existing_m, penalty_m, speed_m_s):
        k = metres.shape[1]
        people, _ = whole(weights, MOST / (penalty_m * PER_METRE))
        walk = np.full(k, np.rint(penalty_m * PER_METRE))
        if existing_m is not None:
            existing_m = np.asarray(existing_m, np.float64)
            if existing_m.shape != (k,) or np.isnan(existing_m).any() or (existing_m < 0).any():
                raise ValueError(f"existing_m: {k} numbers of at least 0 wanted, inf where there is none")
            walk = np.minimum(walk, np.rint(existing_m * PER_METRE))
        steps = []
        for i in np.flatnonzero(fixed):
            row = slice(metres.indptr[i], metres.indptr[i + 1])
            columns, new = metres.indices[row], np.rint(metres.data[row] * PER_METRE)
            better = np.minimum(walk[columns], new)
            steps.append((int(i), float(people[columns] @ (walk[columns] - better))))
            walk[columns] = better
        savings = metres.copy()
        savings.data = people[metres.indices] * (walk[metres.indices] - np.rint(metres.data * PER_METRE))
        savings.data[savings.data < 0] = 0
        savings.eliminate_zeros()
        free = np.flatnonzero(~(fixed | forbidden) & (np.diff(savings.indptr) > 0))
        model, _ = SavingModel(savings[free]).rows(np.arange(len(free)))
        left = rules.after(np.flatnonzero(fixed)).rows(free)
        total = max(float(people.sum()), 1.0)
        per_minute = total * PER_METRE * speed_m_s * 60
        walked = float(people @ walk)
        return cls(model, left, free, tuple(steps), walked, per_minute)

    def first(self):
        state = search.all_free(self.model.n)
        return search.exchanged(self.model, self.rules, state, search.greedy(self.model, self.rules, state))

    def answer(self, rows, value, bound, method, started) -> Solution:
        free = [(int(self.names[row]), gain) for row, gain in search.by_gain(self.model, rows)]
        fixed = [i for i, _ in self.fixed_steps]
        return answers.less_is_better(
            fixed + self.names[rows].tolist(),
            (self.walked - value) / self.per_minute,
            max(0.0, self.walked - bound) / self.per_minute,
            method,
            [(i, gain / self.per_minute) for i, gain in (*self.fixed_steps, *free)],
            time.perf_counter() - started,
        )


def _sparse_metres(distances) -> sparse.csr_array:
    if not sparse.issparse(distances):
        dense = np.asarray(distances, np.float64)
        if dense.ndim != 2 or np.isnan(dense).any():
            raise ValueError("distances: a table of candidates x points wanted, inf beyond the limit")
        rows, columns = np.nonzero(np.isfinite(dense))
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(dense)))])
        distances = sparse.csr_array((dense[rows, columns], columns, starts), shape=dense.shape)
    metres = sparse.csr_array(distances, dtype=np.float64)
    if not metres.has_sorted_indices:
        metres = metres.copy()
        metres.sort_indices()
    if not metres.has_canonical_format or not (np.isfinite(metres.data).all() and (metres.data >= 0).all()):
        raise ValueError("distances: one finite number of at least 0 wanted for a place and a point")
    return metres

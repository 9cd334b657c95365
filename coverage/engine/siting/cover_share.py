"""Set cover for a share of the people (Toregas et al. 1971, Daskin and Owen 1999): the fewest places that do it.

Whether n places are enough is a question about the most people that n places cover, so the bounds of `cover_most`
answer it: n is the fewest when n - 1 places provably cover too few.
"""

import math
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from . import answers, search
from .errors import ShareUnreachable
from .problem import Problem, Solution
from .proof import Clock, prove
from .reduced import Reduced
from .rules import rules_of

MAX_NODES = 1000  # for each number of places


def cover_share(
    problem: Problem,
    share: float = 0.95,
    *,
    seconds: float = 10.0,
    max_nodes: int = MAX_NODES,
    on_first: Callable[[Solution], None] | None = None,
) -> Solution:
    """The fewest places, fixed ones among them, with which at least `share` of all people are covered; those covered
    already count. `share` is taken as the decimal that it is written as. Raises `ShareUnreachable`, which says how far
    one can get.
    """
    started = time.perf_counter()
    if not 0 <= share <= 1:
        raise ValueError("share: 0 to 1 wanted")
    n_fixed = int(np.count_nonzero(problem.fixed))
    most = max(_most(problem), n_fixed)
    rules = rules_of(most, problem.fixed, problem.forbidden, problem.groups, problem.budgets)
    question = _Question(Reduced.of(problem, rules), share, Clock(seconds), max_nodes)
    rows = question.enough()
    if on_first:
        on_first(question.answer(rows, question.fewest_by_sums(), answers.FIRST, started))
    rows, bound, method = question.fewest(rows)
    return question.answer(rows, bound, method, started)


def _most(problem):
    free = rules_of(0, np.zeros_like(problem.fixed), problem.forbidden, problem.groups, problem.budgets)
    return free.most(np.where(problem.forbidden, -1, 0))


class _Question:
    def __init__(self, reduced: Reduced, share: float, clock: Clock, max_nodes: int):
        self.reduced, self.share, self.clock, self.max_nodes = reduced, share, clock, max_nodes
        self.model = reduced.model
        self.need = math.ceil(Fraction(str(share)) * int(reduced.total)) - reduced.before - reduced.fixed_gain

    def enough(self) -> np.ndarray:
        """Some rows that are enough, none of them superfluous."""
        if self.need <= 0:
            return np.empty(0, np.int64)
        all_of_them = float(self.model.upper.sum())
        if all_of_them < self.need:
            raise self._unreachable(all_of_them, np.arange(self.model.n))
        rows = search.greedy(self.model, self.reduced.rules, search.all_free(self.model.n))
        if search.value(self.model, rows) < self.need:  # a budget was spent in the wrong place
            proof = self._try(self.reduced.rules.p, rows, beat=0)
            if proof.value < self.need:
                raise self._unreachable(proof.bound, proof.chosen)
            rows = proof.chosen
        return self._shortest(rows)

    def fewest(self, rows):
        """(rows, no fewer places than this, method)"""
        method = "Lagrangian bound"
        while len(rows) > self.fewest_by_sums():
            proof = self._try(len(rows) - 1, rows, beat=self.need - 1)
            if proof.nodes or method != "Lagrangian bound":
                method = answers.method_of(proof)
            if proof.value >= self.need:
                rows = self._shortest(proof.chosen)
            elif proof.ended == "proven":
                return rows, len(rows), method
            else:
                return rows, self._below(len(rows) - 1), answers.method_of(proof)
        return rows, len(rows), method

    def fewest_by_sums(self) -> int:
        """So many places are needed even if no two covered the same people."""
        if self.need <= 0:
            return 0
        sums = np.cumsum(-np.sort(-self.model.worth(np.zeros(self.model.k))))
        return int(np.searchsorted(sums, self.need)) + 1

    def answer(self, rows, bound, method, started) -> Solution:
        fixed = len(self.reduced.fixed)
        return answers.less_is_better(
            self.reduced.chosen(rows),
            fixed + len(rows),
            fixed + bound,
            method,
            self.reduced.steps(rows),
            time.perf_counter() - started,
        )

    def _try(self, p, rows, beat):
        """The most that p places cover, as far as it matters whether that is enough."""
        rules = replace(self.reduced.rules, p=p)
        start = [row for row, _ in search.by_gain(self.model, rows)][:p]
        start = search.exchanged(self.model, rules, search.all_free(self.model.n), np.array(start, np.int64))
        return prove(self.model, rules, start, clock=self.clock, max_nodes=self.max_nodes, enough=self.need, beat=beat)

    def _shortest(self, rows):
        """The shortest beginning, by gain, that is enough."""
        steps = search.by_gain(self.model, rows)
        sums = np.cumsum([gain for _, gain in steps])
        return np.array([row for row, _ in steps[: int(np.searchsorted(sums, self.need)) + 1]], np.int64)

    def _below(self, p) -> int:
        """p places were not decided: the greatest number below that is provably too few, and one more."""
        for fewer in range(p - 1, 0, -1):
            proof = self._try(fewer, np.empty(0, np.int64), beat=self.need - 1)
            if proof.value < self.need and proof.ended == "proven":
                return fewer + 1
        return max(1, self.fewest_by_sums())

    def _unreachable(self, most, rows):
        reduced = self.reduced
        base = reduced.before + reduced.fixed_gain
        reached = (base + search.value(self.model, rows)) / reduced.total
        return ShareUnreachable(self.share, (base + most) / reduced.total, reached, tuple(sorted(reduced.chosen(rows))))

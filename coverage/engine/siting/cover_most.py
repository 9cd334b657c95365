"""MCLP (Church and ReVelle 1974): with p new places, newly cover the most people."""

import time
from collections.abc import Callable

from . import answers, search
from .problem import Problem, Solution
from .proof import Clock, prove, quick_bound
from .reduced import Reduced
from .rules import rules_of

MAX_NODES = 4000


def cover_most(
    problem: Problem,
    p: int,
    *,
    seconds: float = 10.0,
    max_nodes: int = MAX_NODES,
    on_first: Callable[[Solution], None] | None = None,
) -> Solution:
    """At most `p` places, fixed ones among them, that newly cover the most people. Places that would newly cover no one
    are not chosen.

    `on_first` is given a good answer at once, with a bound, before the proof. The proof ends after `max_nodes`
    branches, or after `seconds` on a slow machine. Raises `Infeasible` when the rules cannot be kept.
    """
    started = time.perf_counter()
    rules = rules_of(p, problem.fixed, problem.forbidden, problem.groups, problem.budgets)
    reduced = Reduced.of(problem, rules)
    first, clock = reduced.first(), Clock(seconds)
    if on_first:
        most = quick_bound(reduced.model, reduced.rules, first, clock)
        on_first(_answer(reduced, first, search.value(reduced.model, first), most, answers.FIRST, started))
    proof = prove(reduced.model, reduced.rules, first, clock=clock, max_nodes=max_nodes)
    return _answer(reduced, proof.chosen, proof.value, proof.bound, answers.method_of(proof), started)


def _answer(reduced, rows, value, bound, method, started):
    fixed = reduced.fixed_gain
    return answers.more_is_better(
        reduced.chosen(rows),
        (fixed + value) / reduced.scale,
        (fixed + bound) / reduced.scale,
        method,
        reduced.steps(rows),
        time.perf_counter() - started,
    )

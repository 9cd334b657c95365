"""Branch and bound with the bounds of `bounds`: proves the best choice, or says how far it can be from it.

The work is limited by counts, which do not depend on the machine, and by a clock as a last resort: an answer that the
clock cut short says so in its method, and may differ on another machine.
"""

import time
from dataclasses import dataclass

import numpy as np

from . import bounds, search
from .rules import FREE, IN, OUT, Rules

EXACT = 2.0**52
QUICK_STEPS = 60
FAST_STEPS = 200
SLOW_STEPS = 1000
NODE_STEPS = 60


@dataclass(frozen=True)
class Proof:
    """The best rows known, their value, a bound that no choice passes, and why the search ended."""

    chosen: np.ndarray
    value: float
    bound: float
    ended: str  # "proven", "work" or "clock"
    nodes: int


class Clock:
    def __init__(self, seconds: float):
        self._end = time.perf_counter() + seconds

    def left(self) -> float:
        return self._end - time.perf_counter()


def fineness(model, rules: Rules) -> float:
    """Multipliers are multiples of 1 / fineness (a power of two): as fine as sums stay exact."""
    total = float(model.upper.sum()) * (rules.p + 2) * 2
    return 2.0 ** max(0, min(12, int(np.floor(np.log2(EXACT / max(total, 1.0))))))


def prove(
    model, rules: Rules, first, *, clock: Clock, max_nodes: int, enough: float = np.inf, beat: float = 0.0
) -> Proof:
    """`first`: a choice to start from. Stops as soon as a choice is worth `enough`.

    Choices worth no more than `beat` do not matter: the bound is then at least `beat`.
    """
    unit = fineness(model, rules)
    core = _Core.of(model.scaled(unit), rules, np.asarray(first), beat * unit)
    for lower, steps in ((bounds.lowered, FAST_STEPS), (bounds.lowered_slowly, SLOW_STEPS)):
        core.tighten(lower, unit, steps, clock)
        if core.is_proven(unit):
            return core.proof(core.incumbent.value, unit, "proven", 0)
    tree = _Tree(core, unit, clock, max_nodes, enough * unit)
    left = tree.search(core.state, core.bound)
    return core.proof(left, unit, tree.ended, tree.nodes)


def quick_bound(model, rules: Rules, first, clock: Clock) -> float:
    """A bound within milliseconds, to go with a first answer."""
    state = search.all_free(model.n)
    start = bounds.at(model, rules, state, model.level(first))
    incumbent = bounds.Incumbent(search.value(model, first), np.asarray(first))
    return max(bounds.lowered(model, rules, state, start, incumbent, 1.0, QUICK_STEPS, clock).value, incumbent.value)


@dataclass
class _Core:
    """The rows that can still matter, their numbers in the model given, and what is known of them."""

    model: object
    rules: Rules
    names: np.ndarray
    state: np.ndarray
    incumbent: bounds.Incumbent
    bound: bounds.Bound

    @classmethod
    def of(cls, model, rules, first, beat):
        state = search.all_free(model.n)
        incumbent = bounds.Incumbent(max(search.value(model, first), beat), first)
        start = bounds.at(model, rules, state, model.level(first))
        return cls(model, rules, np.arange(model.n), state, incumbent, start)

    def proof(self, left, unit, ended, nodes) -> Proof:
        """`left`: the greatest bound still open. Whole numbers: the best choice is worth a multiple of `unit`."""
        steps = search.by_gain(self.model, self.incumbent.chosen)
        useful = np.array([row for row, gain in steps if gain > 0], np.int64)
        bound = max(self.incumbent.value, np.floor(left / unit) * unit)
        value = search.value(self.model, useful)
        return Proof(np.sort(self.names[useful]), value / unit, bound / unit, ended, nodes)

    def is_proven(self, unit) -> bool:
        return self.bound.value < self.incumbent.value + unit

    def tighten(self, lower, unit, steps, clock):
        self.bound = lower(self.model, self.rules, self.state, self.bound, self.incumbent, unit, steps, clock)
        if not self.is_proven(unit):
            self.state = bounds.settled(self.rules, self.state, self.bound, self.incumbent.value + unit)
            self._shrink()

    def _shrink(self):
        """Leaves out the rows that are OUT (the incumbent's stay: they can be OUT when nothing better holds them)."""
        keep = self.state != OUT
        keep[self.incumbent.chosen] = True
        keep = np.flatnonzero(keep)
        level, often = self.bound.level, self.bound.often[keep]
        self.model, number = self.model.rows(keep)
        met = number >= 0
        level = np.minimum(np.bincount(number[met], level[met], self.model.k), self.model.upper)
        place = np.empty(len(self.state), np.int64)
        place[keep] = np.arange(len(keep))
        self.incumbent.chosen = place[self.incumbent.chosen]
        self.names, self.state, self.rules = self.names[keep], self.state[keep], self.rules.rows(keep)
        self.bound = bounds.at(self.model, self.rules, self.state, level)
        self.bound.often = often


class _Tree:
    def __init__(self, core, unit, clock, max_nodes, enough):
        self.model, self.rules, self.unit, self.incumbent = core.model, core.rules, unit, core.incumbent
        self.clock, self.max_nodes, self.enough = clock, max_nodes, enough
        self.nodes, self.ended = 0, "proven"

    def search(self, state, root) -> float:
        """Depth first. Returns the greatest bound that was left open (-inf when none was)."""
        stack = [(state, root)]
        while stack:
            if self.incumbent.value >= self.enough or self.nodes >= self.max_nodes or self.clock.left() <= 0:
                self.ended = "clock" if self.clock.left() <= 0 else "work"
                return max(bound.value for _, bound in stack)
            state, parent = stack.pop()
            if parent.value < self.incumbent.value + self.unit:
                continue
            self.nodes += 1
            stack.extend(self._branches(state, parent))
        return -np.inf

    def _branches(self, state, parent):
        incumbent, rules, unit = self.incumbent, self.rules, self.unit
        start = bounds.at(self.model, rules, state, parent.level)
        start.often = parent.often
        node = bounds.lowered_slowly(self.model, rules, state, start, incumbent, unit, NODE_STEPS, self.clock)
        if node.value < incumbent.value + unit:
            return []
        state = bounds.settled(rules, state, node, incumbent.value + unit)
        chosen = rules.pick(node.worth, state)
        incumbent.offer(self.model, rules, state, chosen)
        free = np.flatnonzero(state == FREE)
        if not len(free) or np.count_nonzero(state == IN) >= rules.p:
            incumbent.offer(self.model, rules, state, np.flatnonzero(state == IN))
            return []
        row = int(free[np.argmin(np.abs(node.often[free] - 0.5))])
        with_it, without = state.copy(), state.copy()
        with_it[row], without[row] = IN, OUT
        both = [(without, node), (with_it, node)]
        return both if node.often[row] >= 0.5 else both[::-1]

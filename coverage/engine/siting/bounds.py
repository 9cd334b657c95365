"""Bounds by Lagrangian relaxation, and what follows from them.

Take a level u_j between 0 and the greatest value for every point j. For any choice S that keeps the rules
    value(S) <= sum_j u_j + sum_{c in S} r_c,    r_c = sum_j max(0, v_cj - u_j),
so the best choice is at most L(u) = sum_j u_j + the best total of r under the rules, which sorting finds
(`Rules.pick`). Any u gives a true bound; subgradient steps look for a low one (Held, Wolfe and Crowder 1974).
Everything is a whole number held in float64, so no rounding is involved.
"""

from dataclasses import dataclass

import numpy as np

from . import search
from .rules import FREE, IN, OUT, Rules

MOMENTUM = 0.85


@dataclass
class Incumbent:
    """The best choice known so far, in the numbers of the model being searched."""

    value: float
    chosen: np.ndarray | None = None

    def offer(self, model, rules, state, chosen):
        """Takes the choice, improved by exchanges, if it is better as it is."""
        if search.value(model, chosen) > self.value:
            self.improve(model, rules, state, chosen)

    def improve(self, model, rules, state, chosen):
        """Improves the choice by exchanges and takes it if it is better then."""
        chosen = search.exchanged(model, rules, state, chosen)
        value = search.value(model, chosen)
        if value > self.value:
            self.value, self.chosen = value, chosen


@dataclass
class Bound:
    """The lowest L found, its level, the choice and worths there, and how often each row was chosen lately."""

    value: float
    level: np.ndarray
    picked: np.ndarray
    worth: np.ndarray
    often: np.ndarray


def at(model, rules: Rules, state, level) -> Bound:
    worth = model.worth(level)
    picked = rules.pick(worth, state)
    return Bound(float(level.sum() + worth[picked].sum()), level, picked, worth, np.zeros(model.n))


def lowered(model, rules: Rules, state, start: Bound, incumbent: Incumbent, unit: float, steps: int, clock) -> Bound:
    """Subgradient steps with momentum from `start`: fast at first. Ends early when the bound says that nothing beats
    the incumbent by a whole `unit`."""
    best, now = start, start
    theta, since = 1.0, 0
    direction = np.zeros(model.k)
    often = start.often.copy()
    for _ in range(steps):
        if best.value < incumbent.value + unit or clock.left() <= 0:
            break
        slope = 1.0 - model.times_met(now.picked, now.level)
        direction = _unblocked(model, now.level, _unblocked(model, now.level, slope) + MOMENTUM * direction)
        length = _dot(direction, direction)
        if length == 0:
            break
        now = _moved(model, rules, state, now, theta * max(now.value - incumbent.value, unit) / length, direction)
        often *= 0.9
        often[now.picked] += 0.1
        if now.value < best.value:
            best, since = now, 0
            incumbent.offer(model, rules, state, now.picked)
        else:
            since += 1
            if since >= 8:
                theta, since, now = theta / 2, 0, best
                direction[:] = 0
    best.often = often
    return best


def lowered_slowly(
    model, rules: Rules, state, start: Bound, incumbent: Incumbent, unit: float, steps: int, clock
) -> Bound:
    """The volume algorithm (Barahona and Anbil 2000) from `start`: slower, gets closer to the linear bound, and leaves
    in `often` nearly the fractional choice of that bound."""
    best = start
    often = np.zeros(model.n)
    often[start.picked] = 1
    met = model.times_met(start.picked, start.level).astype(np.float64)
    theta, red, most = 0.5, 0, 0.1
    for i in range(1, steps + 1):
        if best.value < incumbent.value + unit or clock.left() <= 0:
            break
        slope = _unblocked(model, best.level, 1.0 - met)
        length = _dot(slope, slope)
        if length < 1e-9:
            break
        now = _moved(model, rules, state, best, theta * max(best.value - incumbent.value, unit) / length, slope)
        new = model.times_met(now.picked, now.level)
        change = met - new
        apart = _dot(change, change)
        share = min(max(_dot(change, met - 1.0) / apart, most / 10), most) if apart else most
        met += share * (new - met)
        often *= 1 - share
        often[now.picked] += share
        if now.value < best.value:
            best, red = now, 0
            if _dot(1.0 - new, slope) >= 0:
                theta = min(theta * 1.1, 2.0)
            incumbent.offer(model, rules, state, now.picked)
        else:
            red += 1
            if red >= 20:
                theta, red = theta * 0.66, 0
        if i % 50 == 0:
            incumbent.improve(model, rules, state, rules.pick(often, state))
        if i % 100 == 0:
            most = max(most * 0.8, 0.002)
    best.often = often
    return best


def _dot(a, b) -> float:
    """Without BLAS: its threads wait for each other on a busy machine, and their number changes the last digit."""
    return float((a * b).sum())


def _moved(model, rules, state, bound: Bound, step: float, direction) -> Bound:
    level = np.rint(bound.level - step * direction)
    np.clip(level, 0, model.upper, out=level)
    return at(model, rules, state, level)


def _unblocked(model, level, direction):
    """The direction without what would leave the box of the levels. (A level moves against its direction.)"""
    direction[((level <= 0) & (direction > 0)) | ((level >= model.upper) & (direction < 0))] = 0
    return direction


def settled(rules: Rules, state, bound: Bound, needed: float) -> np.ndarray:
    """The state after all that `bound` decides: a row whose choice would keep the total below `needed` is OUT, one
    whose absence would is IN. The exchange in a matroid is with the least chosen one of the circuit."""
    state = state.copy()
    picked, worth = bound.picked, bound.worth
    free_picked = picked[state[picked] == FREE]
    groups = rules.groups
    taken = np.bincount(groups[picked], minlength=len(rules.caps))
    at_cap = taken >= rules.caps
    is_full = len(picked) >= rules.p

    least = np.full(len(rules.caps), np.inf)
    np.minimum.at(least, groups[free_picked], worth[free_picked])
    overall = worth[free_picked].min() if len(free_picked) else np.inf
    leaves = np.where(at_cap, least, overall if is_full else 0.0)[groups]
    unpicked = state == FREE
    unpicked[picked] = False
    goes = unpicked & (bound.value - leaves + worth < needed)

    best_of_group = np.zeros(len(rules.caps))
    np.maximum.at(best_of_group, groups[unpicked], worth[unpicked])
    open_best = best_of_group[~at_cap].max(initial=0.0)
    comes = np.maximum(best_of_group, open_best)[groups]
    stays = np.zeros(len(state), bool)
    stays[free_picked] = (bound.value - worth + comes < needed)[free_picked]
    state[goes] = OUT
    state[stays] = IN
    return state

"""A good choice at once: greedy, then exchanges of one place for another as long as one helps."""

import numpy as np

from .rules import FREE, IN, OUT, Rules


def value(model, chosen) -> float:
    return float(model.level(chosen).sum())


def greedy(model, rules: Rules, state) -> np.ndarray:
    """One place after another, each the one that adds most (ties: the lowest index), until nothing adds."""
    chosen = np.flatnonzero(state == IN)
    while model.n and len(chosen) < rules.p:
        worth = model.worth(model.level(chosen))
        worth[(state == OUT) | ~rules.room(chosen)] = 0
        worth[chosen] = 0
        best = int(np.argmax(worth))
        if worth[best] <= 0:
            break
        chosen = np.append(chosen, best)
    return chosen


def exchanged(model, rules: Rules, state, chosen) -> np.ndarray:
    """Exchanges one chosen row for another, the best exchange each time, until none gains (Teitz and Bart 1968)."""
    chosen = np.sort(chosen)
    may_go = state[chosen] != IN
    while may_go.any():
        gain = model.worth_without_each(chosen)
        gain -= gain[chosen, np.arange(len(chosen))]
        gain[chosen] = 0
        gain[state == OUT] = 0
        gain[:, ~may_go] = 0
        if rules.has_budgets:
            gain[~_room_without_each(rules, chosen)] = 0
        row, place = np.unravel_index(int(np.argmax(gain)), gain.shape)
        if gain[row, place] <= 0:
            break
        chosen[place] = row
        order = np.argsort(chosen)
        chosen, may_go = chosen[order], may_go[order]
    return greedy(model, rules, _with(state, chosen)) if len(chosen) < rules.p else chosen


def _room_without_each(rules, chosen):
    """(rows, chosen): do budgets let a row in when a chosen one goes?"""
    taken = np.bincount(rules.groups[chosen], minlength=len(rules.caps))
    free = (taken < rules.caps)[rules.groups]
    return free[:, None] | (rules.groups[:, None] == rules.groups[chosen])


def _with(state, chosen):
    state = state.copy()
    state[chosen] = IN
    return state


def by_gain(model, chosen) -> list[tuple[int, float]]:
    """The chosen rows in the order in which each adds most to those before it, and what it adds."""
    left = sorted(int(i) for i in chosen)
    level = np.zeros(model.k)
    steps = []
    while left:
        worth = model.worth(level)[left]
        best = int(np.argmax(worth))
        steps.append((left.pop(best), float(worth[best])))
        level = np.maximum(level, model.level([steps[-1][0]]))
    return steps


def all_free(n: int) -> np.ndarray:
    return np.full(n, FREE, np.int8)

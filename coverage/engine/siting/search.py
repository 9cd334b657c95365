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
    """No place can be exchanged for another, and none added, with a gain. A place's exchange is the best for that
    place; the places are gone through in turn, lowest index first, until a whole round changes nothing."""
    chosen = np.sort(chosen)
    quiet = 0
    turn = 0
    while len(chosen) and quiet < len(chosen):
        turn %= len(chosen)
        if state[chosen[turn]] == IN:
            turn, quiet = turn + 1, quiet + 1
            continue
        others = np.delete(chosen, turn)
        worth = model.worth(model.level(others))
        allowed = (state != OUT) & rules.room(others)
        allowed[others] = False
        worth[~allowed] = -1
        best = int(np.argmax(worth))
        if worth[best] > worth[chosen[turn]]:
            chosen[turn] = best
            quiet = 0
        quiet += 1
        turn += 1
    return greedy(model, rules, _with(state, chosen)) if len(chosen) < rules.p else np.sort(chosen)


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

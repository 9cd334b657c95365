"""How many places may be chosen, and where: the linear question under those rules is answered exactly by sorting."""

from dataclasses import dataclass, replace

import numpy as np

from .errors import BudgetsTooSmall, FixedForbidden, FixedOverBudget, TooFewCandidates, TooManyFixed

FREE, IN, OUT = 0, 1, -1
NO_LIMIT = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Rules:
    """At most `p` places, and at most `caps[g]` of group `g` (numbered from 0). A truncated partition matroid: a greedy
    choice by value is the best choice, and the best exchange for one place is found in its circuit."""

    p: int
    groups: np.ndarray
    caps: np.ndarray

    @property
    def has_budgets(self) -> bool:
        return bool((self.caps < NO_LIMIT).any())

    def rows(self, keep) -> "Rules":
        """The same rules for some of the candidates."""
        return replace(self, groups=self.groups[keep])

    def after(self, chosen) -> "Rules":
        """What is left when these are chosen."""
        taken = np.bincount(self.groups[chosen], minlength=len(self.caps))
        caps = np.where(self.caps < NO_LIMIT, self.caps - taken, NO_LIMIT)
        return replace(self, p=self.p - len(chosen), caps=caps)

    def pick(self, worth, state) -> np.ndarray:
        """The choice of the greatest total worth (each at least 0): those that are IN, none that is OUT, ties by lowest
        index; sorted by worth."""
        key = np.where(state == FREE, worth, np.where(state == IN, np.inf, -1.0))
        order = np.argsort(-key, kind="stable")
        order = order[: np.count_nonzero(state != OUT)]
        if self.has_budgets:
            order = order[self._rank_in_group(order) < self.caps[self.groups[order]]]
        return order[: self.p]

    def room(self, chosen) -> np.ndarray:
        """For each candidate: may it join these, as far as budgets go?"""
        taken = np.bincount(self.groups[chosen], minlength=len(self.caps))
        return (taken < self.caps)[self.groups]

    def most(self, state) -> int:
        """How many places can be chosen at all."""
        return len(replace(self, p=len(self.groups)).pick(np.zeros(len(self.groups)), state))

    def _rank_in_group(self, order):
        groups = self.groups[order]
        by_group = np.argsort(groups, kind="stable")
        sorted_groups = groups[by_group]
        starts = np.searchsorted(sorted_groups, sorted_groups)
        rank = np.empty(len(order), np.int64)
        rank[by_group] = np.arange(len(order)) - starts
        return rank


def rules_of(p: int, fixed, forbidden, groups, budgets) -> Rules:
    """Rules that can be kept, or the exception that says why they cannot. All arguments as in `Problem`."""
    p = int(p)
    if p < 0:
        raise ValueError("p: at least 0 wanted")
    both = np.flatnonzero(fixed & forbidden)
    if len(both):
        raise FixedForbidden(tuple(both.tolist()))
    names, numbers = np.unique(groups, return_inverse=True)
    caps = np.array([budgets.get(int(name), NO_LIMIT) for name in names], np.int64)
    n_fixed = int(np.count_nonzero(fixed))
    fixed_in = np.bincount(numbers[fixed], minlength=len(names))
    for name, taken, cap in zip(names.tolist(), fixed_in.tolist(), caps.tolist(), strict=True):
        if taken > cap:
            raise FixedOverBudget(name, taken, cap)
    if n_fixed > p:
        raise TooManyFixed(n_fixed, p)
    rules = Rules(p, numbers, caps)
    allowed = int(np.count_nonzero(~forbidden))
    if allowed < p:
        raise TooFewCandidates(p, allowed)
    possible = rules.most(np.where(fixed, IN, np.where(forbidden, OUT, FREE)))
    if possible < p:
        raise BudgetsTooSmall(p, possible)
    return rules

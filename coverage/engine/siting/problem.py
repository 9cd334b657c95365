"""What is asked and what is answered: candidate places, whom each would reach, the rules, the places chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse


@dataclass(frozen=True)
class Problem:
    """Candidate places (rows) and demand points (columns).

    `cover`: sparse, true where a place reaches a point within the limit. `weights`: people at each point (elders may
    count more, see `elders_weighted`). `covered_already`: points that an existing centre reaches. `fixed` must be
    chosen, `forbidden` must not. `budgets` says for a group (a street) how many places may be chosen in it, fixed ones
    included; a group without an entry is free.
    """

    cover: sparse.csr_array
    weights: np.ndarray
    covered_already: np.ndarray | None = None
    fixed: np.ndarray | None = None
    forbidden: np.ndarray | None = None
    groups: np.ndarray | None = None
    budgets: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self):
        cover = sparse.csr_array(self.cover, dtype=bool)
        if not cover.has_canonical_format or not cover.data.all():
            cover = cover.copy()
            cover.sum_duplicates()
            cover.eliminate_zeros()
        n_candidates, n_points = cover.shape
        object.__setattr__(self, "cover", cover)
        object.__setattr__(self, "weights", checked_weights(self.weights, n_points))
        object.__setattr__(self, "covered_already", mask(self.covered_already, n_points, "covered_already"))
        object.__setattr__(self, "fixed", mask(self.fixed, n_candidates, "fixed"))
        object.__setattr__(self, "forbidden", mask(self.forbidden, n_candidates, "forbidden"))
        object.__setattr__(self, "groups", group_numbers(self.groups, n_candidates))
        object.__setattr__(self, "budgets", checked_budgets(self.budgets))


@dataclass(frozen=True)
class Step:
    """One chosen place, in the order in which it adds most, and what it adds to those before it."""

    candidate: int
    gain: float


@dataclass(frozen=True)
class Solution:
    """The places chosen, and what is proven about them.

    `value`: people newly covered (`cover_most`), places (`cover_share`), or average minutes (`least_average`). No
    choice under the same rules is better than `bound`; `is_proven` says that none is better than `value`. `gap` is what
    is left between them, as a share of the better of the two: (bound - value) / bound where more is better, (value -
    bound) / value where less is. It is never smaller than what was proven. `method` names what proved the bound.
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    is_proven: bool
    gap: float
    method: str
    steps: tuple[Step, ...]
    seconds: float = field(compare=False)


def elders_weighted(people, elders, times: float) -> np.ndarray:
    """Weights in which one person over 65 counts as `times` persons; `elders` are among `people`."""
    return np.asarray(people, np.float64) + (times - 1) * np.asarray(elders, np.float64)


def checked_weights(weights, n_points: int) -> np.ndarray:
    weights = np.asarray(weights, np.float64)
    if weights.shape != (n_points,):
        raise ValueError(f"weights: {weights.shape} given, one for each of {n_points} points wanted")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("weights: a finite number of at least 0 wanted for each point")
    return weights


def mask(given, n: int, name: str) -> np.ndarray:
    if given is None:
        return np.zeros(n, bool)
    given = np.asarray(given)
    if given.shape != (n,) or given.dtype != bool:
        raise ValueError(f"{name}: {n} booleans wanted")
    return given


def group_numbers(groups, n: int) -> np.ndarray:
    if groups is None:
        return np.zeros(n, np.int64)
    groups = np.asarray(groups)
    if groups.shape != (n,) or not np.issubdtype(groups.dtype, np.integer):
        raise ValueError(f"groups: {n} whole numbers wanted")
    return groups.astype(np.int64)


def checked_budgets(budgets) -> dict[int, int]:
    budgets = {int(group): int(most) for group, most in dict(budgets or {}).items()}
    if any(most < 0 for most in budgets.values()):
        raise ValueError("budgets: whole numbers of at least 0 wanted")
    return budgets

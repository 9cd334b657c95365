"""Small cities for the tests of siting, and the answers found by trying every choice."""

from itertools import combinations

import numpy as np
from scipy import sparse


def city(seed, candidates=8, points=60, reach=0.28, people=9):
    """(cover, weights): places and people strewn over a unit square; a place reaches what is within `reach`."""
    rng = np.random.default_rng(seed)
    distance = apart(rng, candidates, points)
    return sparse.csr_array(distance <= reach), rng.integers(0, people, points).astype(float)


def apart(rng, candidates, points):
    a, b = rng.random((candidates, 2)), rng.random((points, 2))
    return np.abs(a[:, None] - b[None]).sum(axis=2)


def allowed(chosen, fixed=(), forbidden=(), groups=None, budgets=None):
    if not set(fixed) <= set(chosen) or set(forbidden) & set(chosen):
        return False
    return all(sum(groups[i] == g for i in chosen) <= most for g, most in (budgets or {}).items())


def choices(n, p, **rules):
    """Every choice of at most p places that keeps the rules."""
    return [c for size in range(p + 1) for c in combinations(range(n), size) if allowed(c, **rules)]


def newly_covered(cover, weights, already, chosen):
    covered = cover.toarray()[list(chosen)].any(axis=0) & ~already
    return weights[covered].sum()


def as_mask(n, members):
    mask = np.zeros(n, bool)
    mask[list(members)] = True
    return mask

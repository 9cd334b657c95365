"""Many runs of whole numbers at once, the loop that NumPy does not have."""

import numpy as np


def expand(starts, counts) -> tuple[np.ndarray, np.ndarray]:
    """(numbers, run): starts[i], starts[i] + 1, … counts[i] of them, run after run, and the i of each.

    >>> expand(np.array([5, 0]), np.array([2, 3]))
    (array([5, 6, 0, 1, 2]), array([0, 0, 1, 1, 1]))
    """
    run = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts)
    numbers = np.arange(ends[-1] if len(ends) else 0)
    numbers += np.repeat(starts - ends + counts, counts)
    return numbers, run


def starts_of(sorted_keys, n_keys: int) -> np.ndarray:
    """(n_keys + 1,) where each key 0 … n_keys - 1 begins in sorted keys, as the row pointers of a sparse matrix."""
    starts = np.zeros(n_keys + 1, np.int64)
    np.cumsum(np.bincount(sorted_keys, minlength=n_keys), out=starts[1:])
    return starts

"""Weights as whole numbers, so that sums and bounds are exact."""

import numpy as np

FINEST = 1_000_000
MOST = 2.0**40


def whole(weights, most: float = MOST) -> tuple[np.ndarray, int]:
    """(whole numbers as float64, scale) with weights = whole / scale.

    People are whole already: scale 1. Weights with fractions are rounded to millionths (or the finest power of ten that
    keeps the total below `most`), and everything that is proven is proven about the rounded ones.
    """
    total = float(weights.sum())
    if total > most * 16:
        raise ValueError(f"weights: a total of at most {most * 16:.0f} wanted")
    if (weights == np.floor(weights)).all():
        return weights, 1
    scale = FINEST
    while scale > 1 and total * scale > most:
        scale //= 10
    return np.rint(weights * scale), scale

"""Degrees of many places that lie near each other: the plane's series at sixteen places, a cubic between them."""

from functools import lru_cache

import numpy as np

SPACING_M = 4_000.0
HALF_M = 5_000.0  # of a patch; within it the cubic is good to a ten billionth of a degree
WIDEST_M = 2 * HALF_M - SPACING_M
_AT = np.cos((2 * np.arange(4) + 1) * np.pi / 8)  # Chebyshev's nodes
_TO_POWERS = np.linalg.inv(np.vander(_AT, increasing=True))


def to_lonlat(plane, xy) -> np.ndarray:
    """As plane.to_lonlat, to less than a hundredth of a millimetre, but places and degrees are columns: (2, n)."""
    if not xy.size:
        return np.zeros((2, 0))
    x, y = xy
    west, east, south, north = float(x.min()), float(x.max()), float(y.min()), float(y.max())
    if max(east - west, north - south) > WIDEST_M:
        return plane.to_lonlat(xy.T).T
    column, row = round((west + east) / 2 / SPACING_M), round((south + north) / 2 / SPACING_M)
    x, y = (x - column * SPACING_M) / HALF_M, (y - row * SPACING_M) / HALF_M
    powers = np.empty((4, len(x)))
    powers[0], powers[1] = 1, x
    np.multiply(x, x, out=powers[2])
    np.multiply(powers[2], x, out=powers[3])
    by_y = (_patch(plane, column, row) @ powers).reshape(4, 2, -1)
    return ((by_y[3] * y + by_y[2]) * y + by_y[1]) * y + by_y[0]


@lru_cache(maxsize=1024)
def _patch(plane, column, row):
    """Coefficients (powers of y and degrees, powers of x) about (column, row) * SPACING_M."""
    x, y = np.meshgrid(column * SPACING_M + _AT * HALF_M, row * SPACING_M + _AT * HALF_M)
    at = plane.to_lonlat(np.column_stack([x.ravel(), y.ravel()])).reshape(4, 4, 2)
    return np.einsum("ay,yxk,bx->akb", _TO_POWERS, at, _TO_POWERS).reshape(8, 4)

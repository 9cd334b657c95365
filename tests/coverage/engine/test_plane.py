"""Metres of the plane and on the ellipsoid, against Vincenty's formula."""

from math import atan, atan2, cos, hypot, radians, sin, sqrt, tan

import numpy as np
import pytest

from coverage.engine.plane import FLATTENING, SEMI_MAJOR_M, Plane, as_points, geodesic_m


def vincenty(a, b):
    """T. Vincenty, Survey Review 23 (1975): 0.1 mm over any distance here."""
    minor = SEMI_MAJOR_M * (1 - FLATTENING)
    u1, u2 = (atan((1 - FLATTENING) * tan(radians(p[1]))) for p in (a, b))
    lam = difference = radians(b[0] - a[0])
    for _ in range(50):
        sine = hypot(cos(u2) * sin(lam), cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(lam))
        cosine = sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(lam)
        sigma = atan2(sine, cosine)
        azimuth = cos(u1) * cos(u2) * sin(lam) / sine
        c2 = 1 - azimuth**2
        middle = cosine - 2 * sin(u1) * sin(u2) / c2
        c = FLATTENING / 16 * c2 * (4 + FLATTENING * (4 - 3 * c2))
        turn = sigma + c * sine * (middle + c * cosine * (2 * middle**2 - 1))
        lam = difference + (1 - c) * FLATTENING * azimuth * turn
    k = c2 * (SEMI_MAJOR_M**2 - minor**2) / minor**2
    big = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    small = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    inner = cosine * (2 * middle**2 - 1) - small / 6 * middle * (4 * sine**2 - 3) * (4 * middle**2 - 3)
    return minor * big * (sigma - small * sine * (middle + small / 4 * inner))


def _pairs(lat, metres, count=20):
    rng = np.random.default_rng(7)
    turn = rng.uniform(0, 2 * np.pi, count)
    a = np.array([[111.97, lat]] * count)
    step = metres / 111_000
    return a, a + step * np.column_stack([np.cos(turn) / np.cos(np.radians(lat)), np.sin(turn)])


@pytest.mark.parametrize(
    ("lat", "metres", "error_m"), [(21.85, 5_000, 1e-4), (21.85, 50_000, 0.06), (65, 5_000, 1e-3), (65, 20_000, 0.05)]
)
def test_lengths_are_as_good_as_their_docstring_says(lat, metres, error_m):
    a, b = _pairs(lat, metres)
    exact = [vincenty(*pair) for pair in zip(a, b, strict=True)]
    assert np.abs(geodesic_m(a, b) - exact).max() <= error_m


def test_lengths_in_the_plane_are_true_near_its_middle_and_a_few_ppm_long_at_the_edge_of_the_district():
    plane = Plane(111.97, 21.85)
    for away_km, ppm in ((0, 0.1), (9, 1.2), (30, 12)):
        a, b = _pairs(21.85, 1000)
        shift = [away_km / (111.32 * cos(radians(21.85))), 0]
        a, b = a + shift, b + shift
        flat = np.hypot(*(plane.to_xy(a) - plane.to_xy(b)).T)
        stretch = flat / [vincenty(*pair) for pair in zip(a, b, strict=True)] - 1
        assert stretch.min() >= -0.1e-6
        assert stretch.max() <= ppm * 1e-6


def test_there_and_back_is_the_same_place():
    rng = np.random.default_rng(1)
    for plane in (Plane(111.97, 21.85), Plane(24.94, 60.17), Plane(-70.0, -33.4)):
        lonlat = np.add(rng.uniform(-0.6, 0.6, (100, 2)), [plane.lon0, plane.lat0])
        assert np.abs(plane.to_lonlat(plane.to_xy(lonlat)) - lonlat).max() < 1e-11  # a micrometre
        assert np.abs(plane.to_xy([[plane.lon0, plane.lat0]])).max() < 1e-9


def test_the_plane_lies_about_the_middle_of_its_points():
    assert Plane.about([[111.8, 21.7], [112.2, 22.0], [112.0, 21.9]]) == Plane(112.0, 21.85)
    with pytest.raises(ValueError, match="at least one point"):
        Plane.about([])


def test_what_are_no_points_is_refused():
    assert as_points([]).shape == (0, 2)
    assert sqrt(as_points([[1, 2]]).size) < 2
    for wrong in ([1, 2], [[1, 2, 3]], [[[1, 2]]]):
        with pytest.raises(ValueError, match="rows of two numbers"):
            as_points(wrong)

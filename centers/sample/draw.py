"""Draws for the sample: the same key always gives the same number, on every machine and in every order."""

from hashlib import blake2b
from math import cos, pi, radians, sin, sqrt

from django.contrib.gis.geos import Point

from query.params import WGS84

METRES_PER_DEGREE = 111_195  # of latitude, on the mean sphere: exact enough for invented places


def draw(*key) -> float:
    """A number from 0 up to 1, spread evenly over the keys."""
    digest = blake2b("/".join(map(str, key)).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48


def between(low: int, high: int, *key) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + int(draw(*key) * (high - low + 1))


def one_of(options, *key):
    """One of the options."""
    return options[int(draw(*key) * len(options))]


def apportion(total: int, weights: list[float]) -> list[int]:
    """`total` shared out by the weights in whole numbers that add up to it exactly (largest remainders)."""
    if not weights:
        return []
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda index: shares[index] - exact[index])
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def point_around(center: Point, radius_m: float, *key) -> Point:
    """A point at most `radius_m` from `center`, spread evenly over the disc."""
    distance = radius_m * sqrt(draw("distance", *key))
    angle = 2 * pi * draw("angle", *key)
    lat = center.y + distance * sin(angle) / METRES_PER_DEGREE
    lon = center.x + distance * cos(angle) / (METRES_PER_DEGREE * cos(radians(center.y)))
    return Point(round(lon, 6), round(lat, 6), srid=WGS84)

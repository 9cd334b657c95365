"""Coordinates between WGS-84 and the systems used on Chinese maps.

Everything here is in degrees, longitude first, as plain floats. The portal stores WGS-84; what comes in names
its system, and links to map services convert on the way out.

Sources
- GCJ-02 is defined by the state and not published. The formula is the one known to the public since 2013 as
  "EvilTransform" (github.com/googollee/eviltransform), on the Krasovsky 1940 ellipsoid; see also Wikipedia,
  "Restrictions on geographic data in China".
- BD-09 is Baidu's shift on top of GCJ-02, public from the same sources.
- CGCS2000 (EPSG:4490) is taken as equal to WGS-84: the ellipsoids differ by 0.1 mm, the frames by less than
  0.1 m, far below the accuracy of an address.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from math import atan2, cos, hypot, isfinite, pi, radians, sin, sqrt

Point = tuple[float, float]
Bounds = tuple[float, float, float, float]  # west, south, east, north


class CoordinateSystem(StrEnum):
    """The systems a source may state."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"
    CGCS2000 = "CGCS2000"


# The box of the public formula: outside it nothing is shifted.
CHINA: Bounds = (72.004, 0.8293, 137.8347, 55.8271)
# Guangdong with a margin: no point in it has a longitude that could be a latitude in it.
GUANGDONG: Bounds = (109.5, 20.0, 117.5, 25.7)

# Krasovsky 1940: semi-major axis in metres and first eccentricity squared (1/f = 298.3).
_AXIS_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
# The sine terms as (amplitude a in metres, divisor d): their sum is a * sin(pi * t / d) * 2/3 over all.
_RIPPLE = ((20.0, 1 / 6), (20.0, 1 / 2))
_EAST_WAVES = ((20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))
_NORTH_WAVES = ((20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))
# Baidu's constants: a shift in degrees and a ripple in polar form.
_BD_EAST, _BD_NORTH = 0.0065, 0.006
_BD_FREQUENCY = pi * 3000.0 / 180.0

# A fixed-point step shrinks the error of GCJ-02 about 1000-fold and that of BD-09 about 50-fold.
_MAX_STEPS = 12
_SETTLED_DEG = 1e-13  # about 10 nm


def to_wgs84(lon: float, lat: float, system: CoordinateSystem | str) -> Point:
    """The WGS-84 longitude and latitude of a point given in `system`.

    Inverts the public formula by fixed-point iteration; the round trip is within 1 µm.
    Raises ValueError when the pair is not a place on earth or the system is unknown.
    """
    forward = _forward(lon, lat, system)
    if forward is None:
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(_MAX_STEPS):
        seen_lon, seen_lat = forward(guess_lon, guess_lat)
        error_lon, error_lat = lon - seen_lon, lat - seen_lat
        guess_lon += error_lon
        guess_lat += error_lat
        if abs(error_lon) < _SETTLED_DEG and abs(error_lat) < _SETTLED_DEG:
            break
    return guess_lon, guess_lat


def from_wgs84(lon: float, lat: float, system: CoordinateSystem | str) -> Point:
    """The longitude and latitude in `system` of a WGS-84 point. Raises ValueError like `to_wgs84`."""
    forward = _forward(lon, lat, system)
    return (lon, lat) if forward is None else forward(lon, lat)


def looks_swapped(lon: float, lat: float, bounds: Bounds = GUANGDONG) -> bool:
    """True when the pair lies within `bounds` only with longitude and latitude exchanged."""
    return _within(lat, lon, bounds) and not _within(lon, lat, bounds)


def _forward(lon: float, lat: float, system: CoordinateSystem | str) -> Callable[[float, float], Point] | None:
    """The function from WGS-84 to `system`, None where both are the same, after checking the pair."""
    if not (isfinite(lon) and isfinite(lat)):
        raise ValueError("坐标必须是数字。")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        hint = "经度和纬度好像写反了。" if -180 <= lat <= 180 and -90 <= lon <= 90 else ""
        raise ValueError(f"坐标超出范围：经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间。{hint}")
    match system if isinstance(system, CoordinateSystem) else parse_system(system):
        case CoordinateSystem.GCJ02:
            return _wgs84_to_gcj02
        case CoordinateSystem.BD09:
            return _wgs84_to_bd09
        case _:
            return None


def _within(lon: float, lat: float, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north


def _waves(t: float, terms: tuple[tuple[float, float], ...]) -> float:
    return sum(amplitude * sin(pi * t / divisor) for amplitude, divisor in terms) * 2 / 3


def _wgs84_to_gcj02(lon: float, lat: float) -> Point:
    if not _within(lon, lat, CHINA):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    ripple = _waves(x, _RIPPLE)
    root = sqrt(abs(x))
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple + _waves(x, _EAST_WAVES)
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple + _waves(y, _NORTH_WAVES)
    # From metres to degrees on the ellipsoid: radius along the parallel and along the meridian.
    w2 = 1 - _ECCENTRICITY2 * sin(radians(lat)) ** 2
    prime_vertical = _AXIS_M / sqrt(w2)
    meridian = _AXIS_M * (1 - _ECCENTRICITY2) / (w2 * sqrt(w2))
    return (
        lon + east_m * 180 / (prime_vertical * cos(radians(lat)) * pi),
        lat + north_m * 180 / (meridian * pi),
    )


def _wgs84_to_bd09(lon: float, lat: float) -> Point:
    if not _within(lon, lat, CHINA):
        return lon, lat
    x, y = _wgs84_to_gcj02(lon, lat)
    radius = hypot(x, y) + 0.00002 * sin(y * _BD_FREQUENCY)
    angle = atan2(y, x) + 0.000003 * cos(x * _BD_FREQUENCY)
    return radius * cos(angle) + _BD_EAST, radius * sin(angle) + _BD_NORTH


_SPELLINGS = {
    CoordinateSystem.WGS84: "WGS84 WGS1984 84 WGS GPS EPSG4326 4326 地球",
    CoordinateSystem.GCJ02: "GCJ02 GCJ GCJ02LL 火星 高德 腾讯 国测局 AMAP GAODE TENCENT",
    CoordinateSystem.BD09: "BD09 BD09LL 百度 BAIDU",
    CoordinateSystem.CGCS2000: "CGCS2000 CGCS 2000 国家2000 国家大地2000 2000国家大地 EPSG4490 4490 天地图",
}
_BY_SPELLING = {spelling: system for system, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_NOISE = re.compile(r"经纬度|坐标系统|坐标系|坐标|(?<!天)地图|[\s\-_:.]+")
_JOINTS = re.compile(r"[()\[\],、/;]+")
_LONGEST_SPELLING = 60


def parse_system(text: str | None) -> CoordinateSystem:
    """The system that `text` names in one of its usual spellings, such as `wgs84`, `高德` or `EPSG:4490`.

    Several names joined (`GCJ-02(高德、腾讯)`) must agree. Raises ValueError, with a sentence for the person
    who imports, when nothing is stated, a name is unknown, or names disagree: a guess moves points by 600 m.
    """
    stated = (text or "").strip()
    if not stated:
        raise ValueError("没有写明坐标系。请写 WGS-84、GCJ-02、BD-09 或 CGCS2000。")
    systems = set()
    if len(stated) <= _LONGEST_SPELLING:
        names = _JOINTS.split(unicodedata.normalize("NFKC", stated).upper())
        systems = {_BY_SPELLING.get(_NOISE.sub("", name)) for name in names if name.strip()}
    if len(systems) == 1 and None not in systems:
        return systems.pop()
    shown = stated[:_LONGEST_SPELLING]
    if None not in systems and systems:
        raise ValueError(f"坐标系“{shown}”写了不止一种。请只写一种。")
    raise ValueError(f"不认识坐标系“{shown}”。请写 WGS-84、GCJ-02、BD-09 或 CGCS2000。")

"""Conversion between WGS-84 and the Chinese map systems: exact both ways, and never on a guess."""

from itertools import product
from math import cos, hypot, nan, radians

import pytest

from centers.coordinates import (
    CoordinateSystem,
    from_wgs84,
    looks_swapped,
    parse_system,
    to_wgs84,
)

METRES_PER_DEGREE = 6371008.8 * radians(1)  # on the mean sphere
SHIFTED = [CoordinateSystem.GCJ02, CoordinateSystem.BD09]

DISTRICT_GRID = [(111.7 + 0.5 * column / 10, 21.5 + 0.6 * row / 12) for column, row in product(range(11), range(13))]
CITIES = {
    "Beijing": (116.3913, 39.9075),
    "Shanghai": (121.4737, 31.2304),
    "Guangzhou": (113.2644, 23.1291),
    "Chengdu": (104.0665, 30.5723),
    "Urumqi": (87.6168, 43.8256),
    "Lhasa": (91.1322, 29.6604),
    "Harbin": (126.5350, 45.8038),
    "Sanya": (109.5083, 18.2479),
}


def metres_between(one, other):
    """East–west and north–south parts of the way from one point to another nearby."""
    east = (other[0] - one[0]) * METRES_PER_DEGREE * cos(radians((one[1] + other[1]) / 2))
    return east, (other[1] - one[1]) * METRES_PER_DEGREE


@pytest.mark.parametrize("system", SHIFTED)
@pytest.mark.parametrize("places", [DISTRICT_GRID, list(CITIES.values())], ids=["district", "cities"])
def test_round_trip_errs_less_than_a_micrometre_both_ways(system, places):
    for place in places:
        back = to_wgs84(*from_wgs84(*place, system), system)
        assert hypot(*metres_between(place, back)) < 1e-6
        there = from_wgs84(*to_wgs84(*place, system), system)
        assert hypot(*metres_between(place, there)) < 1e-6


def test_gcj02_moves_a_point_of_the_district_518_m_east_west_and_309_m_north_south():
    place = (111.961, 21.857)

    east, north = metres_between(place, from_wgs84(*place, CoordinateSystem.GCJ02))

    assert abs(east) == pytest.approx(518, abs=5)
    assert abs(north) == pytest.approx(309, abs=5)


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [  # values published with the open implementations of the formula
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ],
)
def test_gcj02_agrees_with_published_values(wgs84, gcj02):
    assert from_wgs84(*wgs84, CoordinateSystem.GCJ02) == pytest.approx(gcj02, abs=1e-10)
    assert to_wgs84(*gcj02, CoordinateSystem.GCJ02) == pytest.approx(wgs84, abs=1e-10)


def test_bd09_agrees_with_a_published_value():
    wgs84 = to_wgs84(116.404, 39.915, CoordinateSystem.GCJ02)

    bd09 = from_wgs84(*wgs84, CoordinateSystem.BD09)

    assert bd09 == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-10)


@pytest.mark.parametrize("system", [CoordinateSystem.WGS84, CoordinateSystem.CGCS2000])
def test_cgcs2000_and_wgs84_are_the_same(system):
    assert from_wgs84(111.961, 21.857, system) == (111.961, 21.857)
    assert to_wgs84(111.961, 21.857, system) == (111.961, 21.857)


@pytest.mark.parametrize("system", SHIFTED)
@pytest.mark.parametrize("place", [(2.3522, 48.8566), (151.2093, -33.8688), (-122.42, 37.77), (0.0, 0.0)])
def test_nothing_is_shifted_outside_china(system, place):
    assert from_wgs84(*place, system) == place
    assert to_wgs84(*place, system) == place


def test_the_system_may_be_given_by_any_of_its_names():
    assert from_wgs84(111.961, 21.857, "高德") == from_wgs84(111.961, 21.857, CoordinateSystem.GCJ02)


@pytest.mark.parametrize("pair", [(nan, 21.8), (float("inf"), 21.8), (181, 21.8), (111.9, -91)])
def test_what_is_no_place_on_earth_is_refused(pair):
    with pytest.raises(ValueError, match="坐标"):
        to_wgs84(*pair, CoordinateSystem.GCJ02)


def test_a_swapped_pair_is_refused_with_a_hint():
    with pytest.raises(ValueError, match="写反"):
        to_wgs84(21.857, 111.961, CoordinateSystem.GCJ02)


@pytest.mark.parametrize(
    ("pair", "swapped"),
    [
        ((21.857, 111.961), True),
        ((111.961, 21.857), False),
        ((23.1, 113.3), True),
        ((39.9, 116.4), False),  # Beijing swapped: not this part of China
        ((0, 0), False),
    ],
)
def test_looks_swapped_knows_this_part_of_china(pair, swapped):
    assert looks_swapped(*pair) is swapped


def test_looks_swapped_takes_other_bounds():
    assert looks_swapped(39.9, 116.4, bounds=(115, 39, 118, 41))


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("WGS-84", CoordinateSystem.WGS84),
        ("wgs84", CoordinateSystem.WGS84),
        ("WGS 84", CoordinateSystem.WGS84),
        ("ＷＧＳ－８４", CoordinateSystem.WGS84),
        ("wgs_1984", CoordinateSystem.WGS84),
        ("WGS84坐标系", CoordinateSystem.WGS84),
        ("GPS", CoordinateSystem.WGS84),
        ("EPSG:4326", CoordinateSystem.WGS84),
        ("GCJ-02", CoordinateSystem.GCJ02),
        ("gcj02", CoordinateSystem.GCJ02),
        ("高德", CoordinateSystem.GCJ02),
        ("高德地图", CoordinateSystem.GCJ02),
        ("腾讯坐标", CoordinateSystem.GCJ02),
        ("火星坐标系", CoordinateSystem.GCJ02),
        ("GCJ-02（高德、腾讯）", CoordinateSystem.GCJ02),
        ("BD-09", CoordinateSystem.BD09),
        ("bd09ll", CoordinateSystem.BD09),
        ("百度", CoordinateSystem.BD09),
        ("百度经纬度坐标", CoordinateSystem.BD09),
        ("CGCS2000", CoordinateSystem.CGCS2000),
        ("CGCS 2000", CoordinateSystem.CGCS2000),
        ("国家2000", CoordinateSystem.CGCS2000),
        ("2000国家大地坐标系", CoordinateSystem.CGCS2000),
        ("国家2000（CGCS2000）", CoordinateSystem.CGCS2000),
        ("EPSG:4490", CoordinateSystem.CGCS2000),
        ("天地图", CoordinateSystem.CGCS2000),
    ],
)
def test_usual_spellings_are_understood(text, system):
    assert parse_system(text) is system


@pytest.mark.parametrize("system", CoordinateSystem)
def test_every_system_is_understood_by_its_own_name(system):
    assert parse_system(system.value) is system


@pytest.mark.parametrize("text", [None, "", "   ", "\u3000"])
def test_a_missing_system_is_refused(text):
    with pytest.raises(ValueError, match="没有写明坐标系"):
        parse_system(text)


@pytest.mark.parametrize(
    "text",
    ["北京54", "西安80", "bd09mc", "百度墨卡托", "EPSG:3857", "CGCS2000 / 3度带", "谷歌", "、", "x" * 9999, "\x00"],
)
def test_an_unknown_system_is_refused(text):
    with pytest.raises(ValueError, match="不认识坐标系"):
        parse_system(text)


def test_two_systems_at_once_are_refused():
    with pytest.raises(ValueError, match="不止一种"):
        parse_system("WGS-84/GCJ-02")

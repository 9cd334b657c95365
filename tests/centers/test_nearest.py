"""Nearest first, in metres on the ellipsoid, from the spatial index, and the same on both databases."""

from math import atan, atan2, cos, radians, sin, sqrt, tan

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from centers.models import Center
from centers.sample.draw import point_around
from grids.models import GridUnit
from grids.sources import Source
from query.spatial import box_around, in_box, is_postgis

pytestmark = pytest.mark.django_db

CITY = Point(111.961, 21.857, srid=4326)
PLACES = [CITY, Point(111.875, 21.576, srid=4326), Point(112.3, 22.1, srid=4326)]


def geodesic_m(one, other):
    """Metres along WGS-84: Vincenty's inverse formula (Survey Review 23, 1975), good to a millimetre."""
    a, f = 6378137.0, 1 / 298.257223563
    b = a * (1 - f)
    u1, u2 = atan((1 - f) * tan(radians(one.y))), atan((1 - f) * tan(radians(other.y)))
    difference = along = radians(other.x - one.x)
    if (one.x, one.y) == (other.x, other.y):
        return 0.0
    for _ in range(100):
        sin_s = sqrt((cos(u2) * sin(along)) ** 2 + (cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(along)) ** 2)
        cos_s = sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(along)
        sigma = atan2(sin_s, cos_s)
        sin_alpha = cos(u1) * cos(u2) * sin(along) / sin_s
        cos2_alpha = 1 - sin_alpha**2
        cos_2m = cos_s - 2 * sin(u1) * sin(u2) / cos2_alpha if cos2_alpha else 0.0
        c = f / 16 * cos2_alpha * (4 + f * (4 - 3 * cos2_alpha))
        before = along
        along = difference + (1 - c) * f * sin_alpha * (sigma + c * sin_s * (cos_2m + c * cos_s * (2 * cos_2m**2 - 1)))
        if abs(along - before) < 1e-13:
            break
    u_sq = cos2_alpha * (a**2 - b**2) / b**2
    big_a = 1 + u_sq / 16384 * (4096 + u_sq * (-768 + u_sq * (320 - 175 * u_sq)))
    big_b = u_sq / 1024 * (256 + u_sq * (-128 + u_sq * (74 - 47 * u_sq)))
    correction = (
        big_b
        * sin_s
        * (
            cos_2m
            + big_b / 4 * (cos_s * (2 * cos_2m**2 - 1) - big_b / 6 * cos_2m * (4 * sin_s**2 - 3) * (4 * cos_2m**2 - 3))
        )
    )
    return b * big_a * (sigma - correction)


@pytest.fixture
def many_centers(db):
    """Many more centres around the city, and what the planner should know of them."""
    unit = GridUnit.objects.get(code="441702002015")
    Center.objects.bulk_create(
        [
            Center(
                code=f"M{number}",
                name=f"第{number}个中心",
                tier=Center.Tier.STATION,
                unit=unit,
                source=Source.SAMPLE,
                location=point_around(CITY, 15_000, "many", number),
                location_source=Source.SAMPLE,
            )
            for number in range(3000 if is_postgis() else 300)
        ],
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE centers_center" if is_postgis() else "ANALYZE")


@pytest.mark.parametrize("place", PLACES)
def test_distances_are_geodesic_and_in_order(place):
    centers = list(Center.objects.near(place))
    assert len(centers) == 70
    assert [center.distance_m for center in centers] == sorted(center.distance_m for center in centers)
    for center in centers:
        assert center.distance_m == pytest.approx(geodesic_m(place, center.location), abs=0.01)


def test_a_centre_without_a_place_is_not_near(make_center):
    make_center("NOWHERE")
    assert "NOWHERE" not in Center.objects.near(CITY).values_list("code", flat=True)


def test_equally_near_centres_keep_their_order(make_center):
    location = Point(111.9, 21.8, srid=4326)
    codes = ["B1", "A1", "C1"]
    for code in codes:
        make_center(code, location=location, location_source=Source.IMPORT)
    assert list(Center.objects.near(location).values_list("code", flat=True)[:3]) == codes


@pytest.mark.parametrize("count", [1, 5, 69, 70, 71, 5000])
@pytest.mark.parametrize("place", PLACES)
def test_the_nearest_few_are_the_first_of_all(place, count):
    everyone = Center.objects.near(place).values_list("code", flat=True)
    assert list(Center.objects.near(place, count).values_list("code", flat=True)) == list(everyone[:count])


def test_the_nearest_few_of_some(make_center):
    make_center("NOWHERE")
    stations = Center.objects.filter(tier="station")
    assert [center.tier for center in stations.near(CITY, 2)] == ["station"] * 2
    assert list(stations.none().near(CITY, 2)) == []


def test_within_is_what_measuring_each_gives(many_centers):
    located = list(Center.objects.values_list("code", "location"))
    for place in PLACES:
        distances = {code: geodesic_m(place, location) for code, location in located}
        for metres in (0, 1, 500, 1234.5, 3000, 20_000, 60_000):
            found = set(Center.objects.within(place, metres).values_list("code", flat=True))
            assert found == {code for code, distance in distances.items() if distance <= metres}


def test_within_counts_a_centre_on_the_spot():
    center = Center.objects.get(code="JC070")
    found = Center.objects.within(center.location, 1).near(center.location)
    assert [(one.code, one.distance_m) for one in found] == [("JC070", pytest.approx(0, abs=1e-3))]


def test_the_box_holds_the_circle():
    west, south, east, north = box_around(CITY, 1000).extent
    for edge in (Point(west, CITY.y), Point(east, CITY.y), Point(CITY.x, south), Point(CITY.x, north)):
        assert 1000 <= geodesic_m(CITY, edge) <= 1030


def test_a_box_holds_what_lies_between_its_edges(many_centers):
    box = box_around(CITY, 2000)
    west, south, east, north = box.extent
    expected = {
        code
        for code, at in Center.objects.values_list("code", "location")
        if west <= at.x <= east and south <= at.y <= north
    }
    assert set(in_box(Center.objects.all(), box).values_list("code", flat=True)) == expected
    assert expected


@pytest.fixture
def postgis(db):
    """For tests that read PostGIS's plan."""
    if not is_postgis():
        pytest.skip("SpatiaLite has another planner")


def test_the_nearest_come_from_the_spatial_index(postgis, many_centers):
    plan = Center.objects.near(CITY, 5).explain()
    # The index orders by `<->` to find how far the five reach, and finds what lies within that reach.
    assert "Order By: (location <->" in plan
    assert plan.count("using centers_center_location_") + plan.count("on centers_center_location_") == 2
    assert "Seq Scan" not in plan


def test_the_nearest_published_cards_come_from_the_spatial_index(postgis, many_centers):
    assert "Order By: (location <->" in Center.objects.published().for_cards().near(CITY, 20).explain()


def test_the_circle_comes_from_the_spatial_index(postgis, many_centers):
    plan = Center.objects.within(CITY, 500).explain()
    assert "centers_center_location_" in plan
    assert "Seq Scan" not in plan


def test_the_nearest_unit_comes_from_the_spatial_index(postgis):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE grids_gridunit")
    assert "Order By: (point <->" in GridUnit.objects.near(CITY, 1).explain()

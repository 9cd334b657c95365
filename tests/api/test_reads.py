"""What the database is asked: how often, and by which index."""

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centers.filters import Filters
from centers.models import Center
from centers.rows import all_rows, page_of_rows
from grids.models import GridUnit
from grids.sources import Source
from query.kept import forget_everything
from query.params import Params
from query.spatial import is_postgis

HERE = Point(111.961, 21.857, srid=4326)
NEAR = "/api/v1/centers/?lat=21.857&lon=111.961&radius=50000"
MANY = 3000


@pytest.fixture
def many_centers(db):
    """Thousands of centres more, spread over the district, and what the planner should know of them."""
    units = list(GridUnit.objects.at_level(GridUnit.Level.COMMUNITY).values_list("pk", flat=True))
    Center.objects.bulk_create(
        Center(
            code=f"MANY{number}",
            name=f"很多{number}",
            tier=Center.Tier.STATION,
            unit_id=units[number % len(units)],
            source=Source.SAMPLE,
            location=Point(111.8 + number % 60 * 0.005, 21.7 + number // 60 * 0.006, srid=4326),
            location_source=Source.SAMPLE,
        )
        for number in range(MANY)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE centers_center" if is_postgis() else "ANALYZE")


def queries(client, address):
    """The SQL of an answer."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def in_full(sql):
    """A query as the session knows it that was run by its name (see `query.sessions`); any other as it is."""
    if not sql.startswith("EXECUTE "):
        return sql
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name = %s", [sql.split()[1]])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("address", "most_cold", "most_warm"),
    [
        # Warm: the rows, and their count where it is not in the same read.
        (NEAR, 7, 2),
        ("/api/v1/centers/?lat=21.857&lon=111.961", 7, 2),
        ("/api/v1/centers/?", 7, 2),
        ("/api/v1/centers/?service=C01&street=441702002", 9, 4),
        # Channels and audiences besides the items.
        ("/api/v1/services/?", 3, 3),
        ("/api/v1/grid-units/?", 2, 2),
        ("/api/v1/search/?q=中心", 4, 4),
    ],
)
def test_the_number_of_queries_does_not_depend_on_the_page_size(client, db, address, most_cold, most_warm):
    client.get(address)  # what a process asks once in its life
    cold, warm = set(), set()
    for size in (1, 10, 50):
        forget_everything()
        cold.add(len(queries(client, f"{address}&page_size={size}")))
        warm.add(len(queries(client, f"{address}&page_size={size}")))

    assert len(cold) == len(warm) == 1
    assert cold.pop() <= most_cold
    assert warm.pop() <= most_warm


@pytest.mark.parametrize("address", ["/api/v1/centers/?format=geojson", "/api/v1/centers/JC001/"])
def test_what_is_kept_takes_one_narrow_read(client, db, address):
    client.get(address)

    asked = queries(client, address)

    assert len(asked) == 1
    assert "revision" in in_full(asked[0])
    assert "hours_text" not in in_full(asked[0])


def test_the_map_of_thousands_takes_no_more_queries(client, many_centers):
    assert len(queries(client, "/api/v1/centers/?format=geojson&only=code,name,open_now")) <= 7


def test_the_fast_way_and_the_filters_give_the_same_rows(many_centers):
    now = timezone.now()
    for reach in ({"radius_m": 2000}, {"radius_m": 9000, "max_minutes": 30}):
        filters = Filters(position=HERE, ordering="distance", **reach)
        queryset = filters.apply(Center.objects.published(), now)
        expected = [tuple(row) for row in queryset.values_list("pk", "revision", "distance_m")]
        for number in (1, 2):
            page = page_of_rows(filters, Params({"page": str(number), "page_size": "7"}), now)
            assert page.count == len(expected)
            assert [(row.pk, row.revision, row.distance_m) for row in page.rows] == expected[
                7 * number - 7 : 7 * number
            ]

    everything = Filters().apply(Center.objects.published(), now)
    assert [row[:2] for row in all_rows(Filters(), now)] == list(everything.values_list("pk", "revision"))


def test_nearest_without_a_reach_pages_through_all_in_order(many_centers):
    now, filters = timezone.now(), Filters(position=HERE, ordering="distance")
    expected = list(Center.objects.published().near(HERE).values_list("pk", flat=True))

    pages = [page_of_rows(filters, Params({"page": str(n), "page_size": "100"}), now) for n in (1, 2, 3)]

    assert [row.pk for page in pages for row in page.rows] == expected[:300]
    assert {page.count for page in pages} == {len(expected)}


@pytest.mark.parametrize("address", [NEAR.replace("50000", "800"), NEAR.partition("&radius")[0] + "&page_size=5"])
def test_a_question_near_a_position_is_answered_from_the_spatial_index(client, many_centers, address):
    if not is_postgis():
        pytest.skip("SpatiaLite's planner does not say")

    client.get(address)  # a session is told once what it will be asked
    sql = next(one for one in queries(client, address) if "distance_m" in in_full(one))
    # A session plans a read for its values first, and after a few runs once for all.
    for plan_for in ("force_custom_plan", "force_generic_plan"):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL plan_cache_mode = {plan_for}")
            cursor.execute("EXPLAIN " + sql)
            plan = "\n".join(row[0] for row in cursor.fetchall())

        assert "centers_center_location_" in plan
        assert "Seq Scan on centers_center" not in plan

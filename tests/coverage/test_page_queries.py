"""Residents' pages ask at most eight times, also when they have to learn anew what is known of roads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centers.models import Center, Photo, Room
from centers.models.hours import OpeningException
from coverage import routing
from coverage.current import current
from grids.models import GridUnit
from tests.coverage.town import COMMUNITY, lonlat

ADDRESSES = [
    "/",
    "/centers/",
    "/centers/T1/",
    "/services/",
    "/services/C01/",
    "/coverage/",
    "/grids/441702/",
    "/grids/441702002/",
    f"/grids/{COMMUNITY}/",
    "cluster",
]


@pytest.fixture
def rich_town(town):
    """The centre is closed today, and has everything that a page could show."""
    OpeningException.objects.create(center=town, first="2020-01-01", last="2099-01-01", note="装修")
    Room.objects.create(center=town, kind=Room.Kind.values[0], name="阅览室")
    Center.objects.filter(pk=town.pk).update(hours_source="survey")
    other = Center.objects.filter(status=Center.Status.CLOSED, opening_hours__isnull=False).first()
    Center.objects.filter(pk=other.pk).update(status=Center.Status.OPEN)
    assert not Photo.objects.filter(center=town).exists()
    current()
    return town


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("has_position", [True, False], ids=["here", "anywhere"])
def test_a_page_that_looks_anew_for_roads_asks_eight_times_at_most(rich_town, client, address, has_position):
    if address == "cluster":
        unit = GridUnit.objects.filter(level=GridUnit.Level.CLUSTER, point__isnull=False).first()
        address = f"/grids/{unit.code}/"
    lon, lat = lonlat((-300, 100))[0].tolist()
    where = {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"} if has_position else {}
    assert client.get(address, where).status_code == 200  # what the process keeps, such as the catalogue's menu
    routing._LATELY.put("known", "an older version", None)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address, where)
    assert len(asked) <= 8, "\n".join(query["sql"][:120] for query in asked.captured_queries)

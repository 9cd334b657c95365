"""Asking the API, a centre of one's own, and a clock that stands."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point

from centers.models import Center, OpeningHours
from grids.models import GridUnit
from grids.sources import Source

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_TO_FRIDAY = 0b0011111


@pytest.fixture
def ask(client, db):
    """`ask("centers/", lat=…)`: the JSON of an answer that must have this status."""

    def ask(path, status=200, **parameters):
        query = "&".join(f"{name}={quote(str(value), safe=',')}" for name, value in parameters.items())
        response = client.get(f"/api/v1/{path}?{query}")
        assert response.status_code == status, response.content.decode()
        return response.json()

    return ask


@pytest.fixture
def clock(monkeypatch):
    """`clock("2026-05-20 17:00:00")` stops the time; to begin with, on that Wednesday at ten, far from any holiday."""

    def stop(text):
        when = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
        monkeypatch.setattr("django.utils.timezone.now", lambda: when)

    stop("2026-05-20 10:00:00")
    return stop


@pytest.fixture
def make_center(db):
    """A published centre in a community, open on working days from 9 to 17 unless told otherwise."""
    made = iter(range(1, 1000))

    def make(unit="441702002015", at=(111.98, 21.83), hours=((540, 1020),), **fields):
        number = next(made)
        values = {
            "code": f"TEST{number}",
            "name": f"测试党群服务中心{number}",
            "tier": Center.Tier.COMMUNITY,
            "unit": GridUnit.objects.get(code=unit),
            "source": Source.SAMPLE,
            "location": Point(*at, srid=4326) if at else None,
            "location_source": Source.SAMPLE if at else "",
            "hours_source": Source.SAMPLE if hours else "",
        } | fields
        center = Center.objects.create(**values)
        for opens, closes in hours:
            OpeningHours.objects.create(center=center, weekdays=MONDAY_TO_FRIDAY, opens=opens, closes=closes)
        return center

    return make

"""Places put into a scenario, checked against its unit: from the map, the communities, a file, a gap."""

from django.contrib.gis.geos import Point

from centers.models import Center
from coverage.current import Current
from coverage.masks import TO_COME
from coverage.models import CandidateSite, Scenario
from coverage.planning.cases import streets_at
from grids.models import GridUnit
from query.params import WGS84

Origin = CandidateSite.Origin
OUTSIDE = "这个地方不在“{unit}”的居民附近，没有加。"


class OutsideUnit(ValueError):
    """A place that is no business of the scenario's unit; nothing was added."""


def add_place(
    scenario: Scenario, known: Current, name: str, lon: float, lat: float, origin: str, *, street: str | None = None
):
    """One place.

    :param street: the code of the street that it counts to, where that is known.
    :raises OutsideUnit: when the residents nearest to it live elsewhere.
    :raises TooManyCandidates: when the scenario is full.
    """
    street = street or streets_at(known, [(lon, lat)])[0]
    if street is None or not _belongs(scenario, street):
        raise OutsideUnit(OUTSIDE.format(unit=scenario.unit.name))
    name = name or f"候选点{scenario.candidates.count() + 1}"
    return scenario.add_candidates([(name, Point(lon, lat, srid=WGS84), street)], origin=origin)


def add_communities(scenario: Scenario, known: Current) -> list[CandidateSite]:
    """The point of every community of the unit that has one."""
    units = GridUnit.objects.current().under(scenario.unit.code).at_level(GridUnit.Level.COMMUNITY)
    units = units.filter(point__isnull=False).order_by("code").values_list("name", "point", "code")
    places = [(name, Point(point.x, point.y, srid=WGS84), code[:9]) for name, point, code in units]
    return scenario.add_candidates(places, origin=Origin.COMMUNITY)


def add_venues(scenario: Scenario, known: Current) -> list[CandidateSite]:
    """Where a centre is planned, being built or suspended: premises that exist and do not count now."""
    statuses = (*TO_COME, Center.Status.SUSPENDED)
    centers = Center.objects.under(scenario.unit.code).filter(status__in=statuses, location__isnull=False)
    rows = list(centers.order_by("code").values_list("name", "location"))
    return _add(scenario, known, [(name, point.x, point.y) for name, point in rows], Origin.VENUE)


def add_uploaded(scenario: Scenario, known: Current, places) -> tuple[list[CandidateSite], list[str]]:
    """Rows of a file. Answers what was added, and the names of what lies outside; then nothing was added."""
    streets = streets_at(known, [(place.lon, place.lat) for place in places])
    outside = [
        f"第{place.row}行“{place.name}”"
        for place, street in zip(places, streets, strict=True)
        if street is None or not _belongs(scenario, street)
    ]
    if outside:
        return [], outside
    rows = [
        (place.name, Point(place.lon, place.lat, srid=WGS84), street)
        for place, street in zip(places, streets, strict=True)
    ]
    return scenario.add_candidates(rows, origin=Origin.UPLOADED), []


def _add(scenario, known, rows, origin):
    streets = streets_at(known, [(lon, lat) for _, lon, lat in rows])
    places = [
        (name, Point(lon, lat, srid=WGS84), street)
        for (name, lon, lat), street in zip(rows, streets, strict=True)
        if street is not None and _belongs(scenario, street)
    ]
    return scenario.add_candidates(places, origin=origin)


def _belongs(scenario, street) -> bool:
    return street.startswith(scenario.unit.code)

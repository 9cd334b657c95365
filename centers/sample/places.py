"""Sample points of the district, streets, towns, communities and villages.

No published source gives these positions. A community or street takes the point of its own centre; the others lie
around the street's or town's point, inside the district's outline. A real point is never touched.
"""

from django.contrib.gis.geos import Point

from centers.models import Center
from centers.outline import district_outline
from centers.sample.draw import point_around
from grids.models import GridUnit
from grids.sources import Source
from query.params import WGS84

# Plausible, by the side of the city on which each lies; nothing more.
TOWNS = {
    "441702": (111.961, 21.857),
    "441702102": (111.905, 21.775),  # 埠场镇: south-west of the city
    "441702103": (111.830, 21.745),  # 平冈镇: farther south-west
    "441702105": (111.825, 21.578),  # 闸坡镇: on 海陵岛
    "441702106": (111.855, 21.930),  # 双捷镇: north-west
    "441702401": (111.790, 21.885),  # 阳江林场罗琴分场: west
}
IN_TOWN_M = 2_000  # communities of the eight streets around their street's point
IN_COUNTRY_M = 4_500  # committees of the towns, and villages
TRIES = 50
OWN_TIERS = (Center.Tier.STREET, Center.Tier.COMMUNITY)


def place_units() -> int:
    """Give every unit down to the community that lacks one a sample point; says how many changed."""
    units = list(
        GridUnit.objects.filter(level__lte=GridUnit.Level.COMMUNITY)
        .current()
        .without_shapes()
        .order_by("level", "code")
    )
    of_center = _points_of_centers()
    placed, changed = {}, []
    for unit in units:
        if unit.point is None or unit.point_source == Source.SAMPLE:
            point = of_center.get(unit.pk) or _invented(unit, placed)
            if unit.point is None or not unit.point.equals_exact(point, 1e-7):
                unit.point, unit.point_source = point, Source.SAMPLE
                changed.append(unit)
        placed[unit.code] = unit
    GridUnit.objects.bulk_update(changed, ["point", "point_source"])
    return len(changed)


def _points_of_centers() -> dict[int, Point]:
    """For each unit the point of its own centre; parks, stations and industry centres only lie in it."""
    located = Center.objects.filter(location__isnull=False, tier__in=OWN_TIERS).order_by("-code")
    return dict(located.values_list("unit_id", "location"))


def _invented(unit: GridUnit, placed: dict[str, GridUnit]) -> Point:
    if unit.code in TOWNS:
        return Point(*TOWNS[unit.code], srid=WGS84)
    parent = placed.get(unit.parent_id)
    if parent is None:
        return Point(*TOWNS["441702"], srid=WGS84)
    radius_m = IN_TOWN_M if (parent.kind, unit.kind) == ("街道", "居委会") else IN_COUNTRY_M
    outline = district_outline().prepared
    tries = (point_around(parent.point, radius_m, "place", unit.code, attempt) for attempt in range(TRIES))
    return next((point for point in tries if outline.contains(point)), parent.point)

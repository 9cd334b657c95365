"""Which unit a position lies in: by boundary where there is one, otherwise by the nearest unit point."""

from dataclasses import dataclass
from enum import StrEnum

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import Exists, OuterRef

from grids.models import GridUnit
from query.spatial import METRES_PER_DEGREE

# Farther than this from every unit and from the outline, nobody can be said to be in the district.
REACH_M = 5_000


class Method(StrEnum):
    """How the answer came about, or why there is none."""

    BOUNDARY = "boundary"
    NEAREST = "nearest"
    NOTHING_NEAR = "nothing-near"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Place:
    """The smallest unit of a position. `distance_m` (metres to the unit's point) only when `method` is NEAREST."""

    method: Method
    unit: GridUnit | None = None
    distance_m: float | None = None


def place_of(point: Point, outline: GEOSGeometry) -> Place:
    """Where `point` (WGS-84) lies, in two queries.

    :param outline: the district's. It only tells inside from outside: it is a statistical shape, larger than the area
        governed.
    """
    units = GridUnit.objects.current().without_shapes()
    holding = units.containing(point).first()
    if holding and holding.level > GridUnit.Level.DISTRICT:
        return Place(Method.BOUNDARY, holding)
    nearest = next(iter(units.filter(_has_no_point_below()).near(point, count=1)), None)
    if nearest and nearest.distance_m <= REACH_M:
        return Place(Method.NEAREST, nearest, nearest.distance_m)
    # In degrees, which near the tropic are at most a tenth longer north–south: exact enough for the word "outside".
    if outline.distance(point) * METRES_PER_DEGREE <= REACH_M:
        return Place(Method.NOTHING_NEAR)
    return Place(Method.OUTSIDE)


def _has_no_point_below():
    """Units at the lowest level that has points at their place, so that a lane wins over its community."""
    below = GridUnit.objects.current().filter(parent=OuterRef("code"), point__isnull=False)
    return ~Exists(below)

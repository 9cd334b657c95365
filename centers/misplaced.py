"""Centres whose point on the map cannot be right: two at one place, outside the community, outside the district."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import cos, hypot, radians

from django.contrib.gis.geos import Point

from centers.outline import district_outline
from grids.models import GridUnit
from query.codes import COMMUNITY_LENGTH
from query.spatial import METRES_PER_DEGREE

SAME_PLACE_M = 10


class Fault(StrEnum):
    """What is wrong with a point."""

    SAME_POINT = "same_point"
    OUTSIDE_DISTRICT = "outside_district"
    OUTSIDE_COMMUNITY = "outside_community"


@dataclass(frozen=True, slots=True)
class Placed:
    """A centre's key, the code of its unit and its point."""

    key: int
    unit_code: str
    point: Point


def misplaced(centers) -> dict[int, dict[Fault, float | int]]:
    """The faults of the points of a queryset of centres, in two queries whatever their number; see `faults`."""
    rows = centers.exclude(status="closed").filter(location__isnull=False).order_by()
    return faults([Placed(*row) for row in rows.values_list("pk", "unit__code", "location")])


def faults(placed: list[Placed]) -> dict[int, dict[Fault, float | int]]:
    """By key, what is wrong with a point: the key of the other centre, or metres outside. Two queries at most.

    Only the given centres are held against each other, so that nobody learns of one that they may not see.
    """
    found = defaultdict(dict)
    for key, other in neighbours(placed).items():
        found[key][Fault.SAME_POINT] = other
    outline = district_outline()
    holds = outline.prepared
    for row in placed:
        if not holds.covers(row.point):
            found[row.key][Fault.OUTSIDE_DISTRICT] = _metres(outline, row.point)
    boundaries = _boundaries({row.unit_code[:COMMUNITY_LENGTH] for row in placed})
    for row in placed:
        boundary, holds = boundaries.get(row.unit_code[:COMMUNITY_LENGTH], (None, None))
        if boundary is not None and not holds.covers(row.point):
            found[row.key][Fault.OUTSIDE_COMMUNITY] = _metres(boundary, row.point)
    return dict(found)


def neighbours(placed: Iterable[Placed]) -> dict[int, int]:
    """Every key with another point within SAME_PLACE_M, and that other's key; time grows with the number of points.

    Points are sorted into squares so small that two of one square are near enough without measuring.
    """
    squares = defaultdict(list)
    for row in placed:
        x, y = _plane(row.point)
        squares[int(x // _SIDE_M), int(y // _SIDE_M)].append((row.key, x, y))
    found = {}
    for (column, line), here in squares.items():
        if len(here) > 1:
            found |= {key: here[0][0] if key != here[0][0] else here[1][0] for key, _, _ in here}
            continue
        key, x, y = here[0]
        around = (
            other
            for step in _AROUND
            for other, x2, y2 in squares.get((column + step[0], line + step[1]), ())
            if hypot(x - x2, y - y2) <= SAME_PLACE_M
        )
        if (other := next(around, None)) is not None:
            found[key] = other
    return found


# The diagonal of such a square is shorter than SAME_PLACE_M.
_SIDE_M = SAME_PLACE_M / 1.5
_AROUND = [(column, line) for column in range(-2, 3) for line in range(-2, 3) if column or line]
# Of the district's latitude: exact enough for ten metres anywhere near it.
_COSINE = cos(radians(21.86))


def _plane(point) -> tuple[float, float]:
    """Metres on a plane."""
    return point.x * METRES_PER_DEGREE * _COSINE, point.y * METRES_PER_DEGREE


def _metres(area, point) -> float:
    # In degrees, which near the tropic are at most a tenth longer north–south: said as "about".
    return area.distance(point) * METRES_PER_DEGREE


def _boundaries(codes):
    units = GridUnit.objects.filter(code__in=codes, boundary__isnull=False)
    return {code: (shape, shape.prepared) for code, shape in units.values_list("code", "boundary")}

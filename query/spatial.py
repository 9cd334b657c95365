"""The one place that knows SpatiaLite from PostGIS.

Points are geographies (WGS-84, lon/lat); every distance here is in metres along the ellipsoid. PostGIS answers from
its GiST index (`<->`, `ST_DWithin`), SpatiaLite from the R-tree by a bounding box, and both then measure exactly.
"""

from math import cos, hypot, radians

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.contrib.gis.measure import D
from django.db import connection
from django.db.models import Expression, FloatField, Func, QuerySet, Value
from django.db.models.functions import Cast

# Metres in one degree of latitude, a little short, so that a box is never too small.
METRES_PER_DEGREE = 110_000
# No degree of latitude or longitude is longer than this.
DEGREE_AT_MOST_M = 112_000
PROVINCE_DEGREES = 10


class KnnDistance(Func):
    """PostGIS's index-assisted distance operator; on geographies it is the exact geodesic distance in metres."""

    arg_joiner = " <-> "
    template = "(%(expressions)s)"
    arity = 2
    output_field = FloatField()


def is_postgis() -> bool:
    """Whether the default database is PostGIS."""
    return connection.vendor == "postgresql"


def with_distance(queryset: QuerySet, point: Point, field: str = "location") -> QuerySet:
    """Annotate `distance_m`: metres from `point` to `field`, as the ellipsoid has it; rows without a point drop out."""
    return measured_from(queryset.filter(**{f"{field}__isnull": False}), point, field)


def measured_from(queryset: QuerySet, point: Point, field: str = "location") -> QuerySet:
    """Annotate `distance_m` like `with_distance`; rows without a point stay, with None."""
    if is_postgis():
        from_ = point if isinstance(point, Expression) else Value(point, output_field=_geography(queryset, field))
        return queryset.annotate(distance_m=KnnDistance(field, from_))
    return queryset.annotate(distance_m=Cast(Distance(field, point, spheroid=True), FloatField()))


def _geography(queryset, field):
    return queryset.model._meta.get_field(field)


def nearest(queryset: QuerySet, point: Point, field: str = "location") -> QuerySet:
    """Order by distance from `point`, nearest first, ties by primary key; adds `distance_m`."""
    return with_distance(queryset, point, field).order_by("distance_m", "pk")


def within(queryset: QuerySet, point: Point, metres: float, field: str = "location") -> QuerySet:
    """Only rows at most `metres` from `point`, by the spatial index; adds `distance_m`.

    On PostGIS both may be expressions (see `query.prepared`).
    """
    queryset = with_distance(queryset, point, field)
    if is_postgis():
        return queryset.filter(**{f"{field}__dwithin": (point, metres)})
    return queryset.filter(**{f"{field}__bboverlaps": box_around(point, metres)}, distance_m__lte=metres)


def box_around(point: Point, metres: float) -> Polygon:
    """A box in degrees that holds every place within `metres` of `point`, valid away from the poles."""
    lat_margin = metres / METRES_PER_DEGREE
    lon_margin = lat_margin / max(cos(radians(min(89.0, abs(point.y) + lat_margin))), 0.01)
    box = Polygon.from_bbox((point.x - lon_margin, point.y - lat_margin, point.x + lon_margin, point.y + lat_margin))
    box.srid = point.srid
    return box


def in_box(queryset: QuerySet, box: Polygon, field: str = "location") -> QuerySet:
    """Rows whose point lies in `box` (degrees, edges included), its edges being parallels and meridians.

    As a geography the edges would be geodesics, and a box around the globe an error: so the point is read as planar.
    A box the size of a province or less is first narrowed down by the spatial index.
    """
    west, south, east, north = box.extent
    if is_postgis():
        if max(east - west, north - south) <= PROVINCE_DEGREES:
            reach_m = hypot(east - west, north - south) / 2 * DEGREE_AT_MOST_M
            queryset = queryset.filter(**{f"{field}__dwithin": (box.centroid, D(m=reach_m))})
        planar = queryset.model._meta.get_field(field).clone()
        planar.geography = False
        return queryset.alias(planar_point=Cast(field, planar)).filter(planar_point__coveredby=box)
    return queryset.filter(**{f"{field}__coveredby": box})

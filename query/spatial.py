"""The one place that knows SpatiaLite from PostGIS.

Points are geographies (WGS-84, lon/lat); every distance here is in metres along the ellipsoid. PostGIS answers from
its GiST index (`<->`, `ST_DWithin`); SpatiaLite, made for one district, looks at every row.
"""

from math import cos, hypot, radians

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.contrib.gis.measure import D
from django.db import connection
from django.db.models import Case, Expression, F, FloatField, Func, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

# Metres in one degree of latitude, a little short, so that a box is never too small.
METRES_PER_DEGREE = 110_000
# No degree of latitude or longitude is longer than this.
DEGREE_AT_MOST_M = 112_000
PROVINCE_DEGREES = 10
# The ellipsoid's distances differ from the sphere's by less than 0.6 %.
SPHERE_MARGIN = 1.006
FARTHEST_M = 20_100_000


class GeodesicDistance(Func):
    """PostGIS's distance of two geographies: metres along the ellipsoid."""

    function = "ST_Distance"
    arity = 2
    output_field = FloatField()


class SphereDistance(Func):
    """PostGIS's distance operator, which the index orders by. On geographies it measures on a sphere."""

    arg_joiner = " <-> "
    template = "(%(expressions)s)"
    arity = 2
    output_field = FloatField()


def geography_text(point: Point) -> str:
    """A point as the driver takes it for a parameter of a prepared read (see `query.prepared`)."""
    lon, lat = point.coords
    return f"SRID={point.srid};POINT({lon!r} {lat!r})"


def is_postgis() -> bool:
    """Whether the default database is PostGIS."""
    return connection.vendor == "postgresql"


def with_distance(queryset: QuerySet, point: Point, field: str = "location") -> QuerySet:
    """Annotate `distance_m`: metres from `point` to `field`, as the ellipsoid has it; rows without a point drop out."""
    return measured_from(queryset.filter(**{f"{field}__isnull": False}), point, field)


def measured_from(queryset: QuerySet, point: Point, field: str = "location") -> QuerySet:
    """Annotate `distance_m` like `with_distance`; rows without a point stay, with None."""
    if is_postgis():
        return queryset.annotate(distance_m=GeodesicDistance(field, _geography(queryset, point, field)))
    measured = Cast(Distance(field, point, spheroid=True), FloatField())
    # Django makes SpatiaLite's distance to nowhere 0.
    return queryset.annotate(distance_m=Case(When(**{f"{field}__isnull": False}, then=measured)))


def _geography(queryset, point, field):
    if isinstance(point, Expression):
        return point
    return Value(point, output_field=queryset.model._meta.get_field(field))


def nearest(queryset: QuerySet, point: Point, field: str = "location", count: int | None = None) -> QuerySet:
    """Order by distance from `point`, nearest first, ties by primary key; adds `distance_m`.

    :param count: only so many, sliced already. On PostGIS the index finds them, whatever the number of rows.
    """
    if count is None:
        return with_distance(queryset, point, field).order_by("distance_m", "pk")
    if is_postgis():
        queryset = queryset.filter(**{f"{field}__dwithin": (point, _reach_of(queryset, point, field, count))})
    return nearest(queryset, point, field)[:count]


def _reach_of(queryset, point, field, count):
    """Metres that hold the `count` nearest rows: the sphere's distance of the last of them, and a little more.

    The order by `<->` alone, without a tie-breaker, is what the index can give.
    """
    sphere = SphereDistance(field, _geography(queryset, point, field))
    located = queryset.filter(**{f"{field}__isnull": False}).alias(sphere_m=sphere).order_by("sphere_m")
    last = located.values_list(sphere * SPHERE_MARGIN)[count - 1 : count]
    return Coalesce(Subquery(last), float(FARTHEST_M), output_field=FloatField())


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


def lon_lat(queryset: QuerySet, field: str) -> QuerySet:
    """Annotate `lon` and `lat` of a point as plain numbers, which come far quicker than points."""
    template = "%(function)s((%(expressions)s)::geometry)" if is_postgis() else "%(function)s(%(expressions)s)"
    ordinates = {
        name: Func(F(field), function=function, template=template, output_field=FloatField())
        for name, function in (("lon", "ST_X"), ("lat", "ST_Y"))
    }
    return queryset.annotate(**ordinates)

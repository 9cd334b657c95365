"""Which centres an API answer shows, in which order, how far away: keys and revisions only, in one narrow read.

The records themselves come from `centers.records`, which knows by the revision whether it has them already.
"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import CharField, Count, FloatField, Window

from centers.filters import Filters
from centers.models import Center
from query import spatial
from query.paging import Page, page_asked, page_of, paginate
from query.params import Params
from query.prepared import Parameter, PreparedQuery


class Row(NamedTuple):
    """A centre's key, the revision of everything that belongs to it, and its distance when a position is known."""

    pk: int
    revision: int
    distance_m: float | None = None


def page_of_rows(filters: Filters, params: Params, when: datetime) -> Page:
    """The page of centres that the parameters ask for.

    :raises BadParameter: for a page or size that does not exist.
    """
    if spatial.is_postgis() and filters.reach_m and filters == _only_position(filters):
        return _page_within(filters, params)
    if filters.position and not filters.reach_m and filters.ordering == "distance":
        return _page_nearest(filters, params, when)
    page = paginate(_narrow(filters.apply(Center.objects.published(), when), filters), params)
    return replace(page, rows=[Row(*row) for row in page.rows])


def all_rows(filters: Filters, when: datetime) -> list[Row]:
    """All centres that fit, for the map."""
    if filters == Filters():
        return [Row(*row) for row in _ALL.rows()]
    return [Row(*row) for row in _narrow(filters.apply(Center.objects.published(), when), filters)]


def row_of(code: str, point=None) -> Row | None:
    """The published centre with this code, with its distance from `point` when there is one."""
    if point is None:
        rows = _BY_CODE.rows(code=code)
    else:
        measured = Center.objects.published().filter(code=code).measured_from(point)
        rows = measured.values_list("pk", "revision", "distance_m")
    return next((Row(*row) for row in rows), None)


def _narrow(queryset, filters):
    return queryset.values_list("pk", "revision", *(["distance_m"] if filters.position else []))


def _only_position(filters):
    """Filters that ask for nothing but what is near."""
    return replace(
        Filters(),
        position=filters.position,
        radius_m=filters.radius_m,
        max_minutes=filters.max_minutes,
        elder=filters.elder,
        ordering="distance",
    )


def _page_nearest(filters, params, when):
    """Without a reach the spatial index must be told how many are wanted."""
    number, size = page_asked(params)
    matching = filters.matching(Center.objects.published(), when)
    page = page_of([], number, size, matching.filter(location__isnull=False).count())
    start = (number - 1) * size
    nearest = _narrow(matching.near(filters.position, start + size), filters)
    return replace(page, rows=[Row(*row) for row in nearest[start : start + size]])


def _page_within(filters, params):
    """The page and the count in one read: the most frequent question, compiled once (see `query.prepared`)."""
    number, size = page_asked(params)
    start = (number - 1) * size
    point = connection.ops.Adapter(filters.position, geography=True)
    rows = _WITHIN.rows(start, start + size, point=point, metres=filters.reach_m)
    if rows:
        count = rows[0][3]
    else:  # nothing there, or a page after the last one
        count = Center.objects.published().within(filters.position, filters.reach_m).count() if start else 0
    return page_of([Row(*row[:3]) for row in rows], number, size, count)


_ALL = PreparedQuery(lambda: Center.objects.published().order_by("code").values_list("pk", "revision"))
_BY_CODE = PreparedQuery(
    lambda: (
        Center.objects.published().order_by().filter(code=Parameter("code", CharField())).values_list("pk", "revision")
    )
)


def _within():
    point = Parameter("point", Center._meta.get_field("location"))
    return (
        Center.objects.published()
        .within(point, Parameter("metres", FloatField()))
        .annotate(count=Window(Count("pk")))
        .order_by("distance_m", "pk")
        .values_list("pk", "revision", "distance_m", "count")
    )


_WITHIN = PreparedQuery(_within)

"""Which centres an API answer shows, in which order, how far away: keys and versions only, in one narrow read.

The records themselves come from `centers.records`, which knows by the versions whether it has them already.
"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import CharField, Count, FloatField, Subquery, Window

from centers.filters import Filters
from centers.models import Center
from query import spatial
from query.paging import Page, page_asked, page_of, paginate
from query.params import Params
from query.prepared import Parameter, PreparedQuery
from search.find import data_version
from services.models import ServiceItem


class Row(NamedTuple):
    """A centre's key and what its record is known by, and its distance when a position is known."""

    pk: int
    # Of the centre and everything that belongs to it.
    revision: int
    # Of the names of units and items, which stand in the search index.
    names: int
    distance_m: float | None = None
    # How many items are done at present: one that ends leaves the search index without a trace. Only of a single row.
    items: int | None = None

    @property
    def version(self) -> tuple[int, int]:
        """Differs as soon as anything in the record may."""
        return self.revision, self.names


NARROW = ("pk", "revision", "names")


def page_of_rows(filters: Filters, params: Params, when: datetime) -> Page:
    """The page of centres that the parameters ask for.

    :raises BadParameter: for a page or size that does not exist.
    """
    if spatial.is_postgis() and filters.reach_m and filters == _only_position(filters):
        return _page_within(filters, params)
    if filters.position is not None and not filters.reach_m and filters.ordering == "distance":
        return _page_nearest(filters, params, when)
    page = paginate(_narrow(filters.apply(_published(), when), filters), params)
    return replace(page, rows=[Row(*row) for row in page.rows])


def all_rows(filters: Filters, when: datetime) -> list[Row]:
    """All centres that fit, for the map."""
    if filters == Filters():
        return [Row(*row) for row in _ALL.rows()]
    return [Row(*row) for row in _narrow(filters.apply(_published(), when), filters)]


def row_of(code: str, point=None) -> Row | None:
    """The published centre with this code, with its distance from `point` when there is one."""
    if point is None:
        rows = [(*row[:3], None, row[3]) for row in _BY_CODE.rows(code=code)]
    else:
        rows = _with_items().filter(code=code).measured_from(point).values_list(*NARROW, "distance_m", "items")
    return next((Row(*row) for row in rows), None)


def _published():
    return Center.objects.published().annotate(names=data_version())


def _with_items():
    counted = ServiceItem.objects.active().order_by().values("is_active").annotate(n=Count("pk")).values("n")
    return _published().order_by().annotate(items=Subquery(counted))


def _narrow(queryset, filters):
    return queryset.values_list(*NARROW, *(["distance_m"] if filters.position is not None else []))


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
    matching = filters.matching(_published(), when)
    page = page_of([], number, size, matching.filter(location__isnull=False).count())
    start = (number - 1) * size
    nearest = _narrow(matching.near(filters.position, start + size), filters)
    return replace(page, rows=[Row(*row) for row in nearest[start : start + size]])


def _page_within(filters, params):
    """The page and the count in one read: the most frequent question, compiled once (see `query.prepared`)."""
    number, size = page_asked(params)
    start = (number - 1) * size
    here = spatial.geography_text(filters.position)
    rows = _WITHIN.rows(start, size, point=here, metres=filters.reach_m)
    if rows:
        count = rows[0][-1]
    else:  # nothing there, or a page after the last one
        count = Center.objects.published().within(filters.position, filters.reach_m).count() if start else 0
    return page_of([Row(*row[:-1]) for row in rows], number, size, count)


def _within():
    point = Parameter("point", Center._meta.get_field("location"))
    return (
        _published()
        .within(point, Parameter("metres", FloatField()))
        .annotate(count=Window(Count("pk")))
        .order_by("distance_m", "pk")
        .values_list(*NARROW, "distance_m", "count")
    )


_WITHIN = PreparedQuery(_within, is_sliced=True)
_ALL = PreparedQuery(lambda: _published().order_by("code").values_list(*NARROW))
_BY_CODE = PreparedQuery(
    lambda: _with_items().filter(code=Parameter("code", CharField())).values_list(*NARROW, "items")
)

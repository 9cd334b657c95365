"""The one reader of the centres' filters, for the page and the API alike.

Names are the contract of the API: `search`, `service`, `category`, `street`, `community`, `tier`, `setting`,
`open_now`, `lat` and `lon`, `radius`, `max_minutes`, `bbox`, `ordering`. A wrong value raises BadParameter.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import Point, Polygon
from django.db.models import F, Q

from centers import walking
from centers.models import Center
from grids.models import GridUnit
from query import spatial
from query.params import BadParameter, Params
from services.models import ServiceCategory, ServiceItem

SMALLEST_RADIUS_M, LARGEST_RADIUS_M = 1, 50_000
LONGEST_WALK_MINUTES = 120
LONGEST_CODE = 21
# Django makes the list anew each time it is asked for.
TIERS, SETTINGS = Center.Tier.values, Center.Setting.values

# Every order ends in the primary key, so that pages never overlap.
ORDERINGS = {
    "distance": ("distance_m", "pk"),
    "name": ("name", "pk"),
    "-name": ("-name", "-pk"),
    "code": ("code", "pk"),
    "opened": (F("opened_month").asc(nulls_last=True), "code"),
    "-opened": (F("opened_month").desc(nulls_last=True), "code"),
}


class Lookup:
    """Finds what a code names, one query a code. A page that lists the choices anyway brings its own (see menus)."""

    def item(self, code: str) -> ServiceItem | None:
        """The service item done at present with this code."""
        return ServiceItem.objects.active().filter(code=code).first()

    def category(self, code: str) -> ServiceCategory | None:
        """The category with this code."""
        return ServiceCategory.objects.filter(code=code).first()

    def unit(self, code: str, level: int) -> GridUnit | None:
        """The street or community with this code."""
        return GridUnit.objects.without_shapes().at_level(level).filter(code=code).first()


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; every part may be absent."""

    search: str | None = None
    service: ServiceItem | None = None
    category: ServiceCategory | None = None
    street: GridUnit | None = None
    community: GridUnit | None = None
    tier: str | None = None
    setting: str | None = None
    open_now: bool | None = None
    position: Point | None = None
    radius_m: int | None = None
    max_minutes: int | None = None
    bbox: Polygon | None = None
    ordering: str = "code"
    elder: bool = False

    def apply(self, queryset, when: datetime):
        """The centres of `queryset` that fit at `when`, in order, with `distance_m` when a position is known.

        With a position, centres whose location nobody knows drop out.
        """
        return self._ordered(self._near(self.matching(queryset, when)))

    @property
    def reach_m(self) -> float | None:
        """The straight line in metres beyond which nothing counts, by `radius` and `max_minutes`."""
        reaches = [self.radius_m, self.max_minutes and walking.reach_m(self.max_minutes, self.elder)]
        return min((metres for metres in reaches if metres), default=None)

    def matching(self, queryset, when: datetime):
        """The centres that fit but for their distance, in no order."""
        if self.search:
            queryset = queryset.filter(
                Q(name__icontains=self.search) | Q(address__icontains=self.search) | Q(brand__icontains=self.search)
            )
        if self.service:
            queryset = queryset.offering(self.service.code)
        if self.category:
            queryset = queryset.offering_category(self.category.code)
        for unit in filter(None, (self.street, self.community)):
            queryset = queryset.under(unit.code)
        if self.tier:
            queryset = queryset.filter(tier=self.tier)
        if self.setting:
            queryset = queryset.filter(setting=self.setting)
        if self.bbox:
            queryset = spatial.in_box(queryset, self.bbox)
        if self.open_now:
            queryset = queryset.open_at(when)
        return queryset

    def _near(self, queryset):
        if self.position is None:
            return queryset
        if self.reach_m:
            return queryset.within(self.position, self.reach_m)
        return spatial.with_distance(queryset, self.position)

    def _ordered(self, queryset):
        return queryset.order_by(*ORDERINGS[self.ordering])


def read_filters(
    params: Params, *, elder: bool = False, position: Point | None = None, lookup: Lookup | None = None
) -> Filters:
    """The filters that the parameters ask for.

    :param elder: minutes are those of an old person's pace.
    :param position: a position known otherwise than by `lat` and `lon`, which win.
    :raises BadParameter: for a value that does not fit, an unknown code, or a reach without a position.
    """
    lookup = lookup or Lookup()
    # Not `or`: a point is asked by GEOS how many coordinates it has before it counts as true.
    if (asked := params.position()) is not None:
        position = asked
    radius_m = params.integer("radius", SMALLEST_RADIUS_M, LARGEST_RADIUS_M)
    max_minutes = params.integer("max_minutes", 1, LONGEST_WALK_MINUTES)
    ordering = params.choice("ordering", ORDERINGS)
    if position is None:
        needs_position = {
            "radius": radius_m,
            "max_minutes": max_minutes,
            "ordering": ordering if ordering == "distance" else None,
        }
        for name in (name for name, value in needs_position.items() if value is not None):
            raise BadParameter(name, "要和位置（lat 和 lon）一起用。")
    return Filters(
        search=params.text("search"),
        service=_known(params, "service", lookup.item, "服务事项编码形如 P01 或 C01，见服务目录"),
        category=_known(params, "category", lookup.category, "服务分类编码是 A 到 H、01 到 13，见服务目录"),
        street=_unit(params, "street", lookup, GridUnit.Level.STREET, "街道（镇）编码是9位数字"),
        community=_unit(params, "community", lookup, GridUnit.Level.COMMUNITY, "社区（村）编码是12位数字"),
        tier=params.choice("tier", TIERS),
        setting=params.choice("setting", SETTINGS),
        open_now=params.flag("open_now"),
        position=position,
        radius_m=radius_m,
        max_minutes=max_minutes,
        bbox=params.bbox(),
        ordering=ordering or ("code" if position is None else "distance"),
        elder=elder,
    )


def _known(params, name, find, hint):
    code = params.text(name, longest=LONGEST_CODE)
    if code is None:
        return None
    found = find(code)
    if found is None:
        raise BadParameter(name, f"没有“{code}”。{hint}。")
    return found


def _unit(params, name, lookup, level, hint):
    return _known(params, name, lambda code: lookup.unit(code, level), hint)

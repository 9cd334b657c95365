"""What the list of centres says beside its rows: how many, which filters are on, what to loosen when none is left."""

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from urllib.parse import urlencode

from django.db.models import Count, Q

from centers import walking
from centers.filters import Filters
from centers.models import Center

# The filters in the order in which it hurts least to drop them: parameter, field of Filters, words.
NARROWING = (
    ("open_now", "open_now", lambda value: "正在营业"),
    ("max_minutes", "max_minutes", lambda value: f"步行{value}分钟内"),
    ("radius", "radius_m", lambda value: f"直线{value}米内"),
    ("setting", "setting", lambda value: Center.Setting(value).label),
    ("tier", "tier", lambda value: Center.Tier(value).label),
    ("community", "community", lambda value: value.name),
    ("service", "service", lambda value: f"能办：{value.short_name or value.name}"),
    ("category", "category", lambda value: f"能办：{value.name}类"),
    ("street", "street", lambda value: value.name),
    ("search", "search", lambda value: f"名称或地址含 {value}"),
    ("bbox", "bbox", lambda value: "地图上的一块"),
)
MOST_PROPOSALS = 3
# All that the map shows of a centre.
MAP_FIELDS = "code,name,tier,tier_name,open_state,open_label,open_change,url"
# What belongs to one view of the list and not to the question.
PASSING = ("page", "page_size")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address of the list without it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the centres that fit: how many are open now, and how many are left out because nobody knows where they are."""

    open: int
    unplaced: int = 0


def address(query, without=(), **changed) -> str:
    """The list's own address (a query string with `?`) without some parameters, without blanks, from its first page."""
    dropped = {*without, *changed, *PASSING}
    pairs = [(name, value) for name, value in query.items() if value.strip() and name not in dropped]
    return "?" + urlencode([*pairs, *changed.items()])


def chips(filters: Filters, query) -> list[Chip]:
    """The filters that are on, each with the way to take it off."""
    return [
        Chip(words(getattr(filters, field)), address(query, without=[parameter]))
        for parameter, field, words in reversed(NARROWING)
        if getattr(filters, field)
    ]


def proposals(filters: Filters, query, when: datetime) -> list[Chip]:
    """What to loosen when nothing fits: filters whose absence lets centres in, and how many. At most 3 counts."""
    published = Center.objects.published()
    found = []
    active = [entry for entry in NARROWING if getattr(filters, entry[1])]
    for parameter, field, words in active[:MOST_PROPOSALS]:
        count = replace(filters, **{field: None}).apply(published, when).count()
        if count:
            text = f"不限“{words(getattr(filters, field))}”（{count}个）"
            found.append(Chip(text, address(query, without=[parameter])))
    if len(active) > 1 or not found:
        found.append(Chip("不限条件，看全部", address(query, without=[entry[0] for entry in NARROWING])))
    return found


def tally(filters: Filters, when: datetime) -> Tally:
    """The figures beside the list, in one query."""
    published = Center.objects.published()
    is_open = Q(pk__in=Center.objects.open_at(when).values("pk"))
    if filters.position is None or filters.reach_m:
        return Tally(**filters.apply(published, when).order_by().aggregate(open=Count("pk", filter=is_open)))
    placed = Q(location__isnull=False)
    return Tally(
        **filters.matching(published, when)
        .order_by()
        .aggregate(open=Count("pk", filter=is_open & placed), unplaced=Count("pk", filter=~placed))
    )


def map_query(filters: Filters, query) -> str:
    """The query string that asks the API for the same centres as GeoJSON: a place and minutes become plain figures."""
    kept = {
        name: value
        for name, value in query.items()
        if value.strip() and name in {parameter for parameter, _, _ in NARROWING}
    }
    if filters.position:
        kept |= {"lat": f"{filters.position.y:.5f}", "lon": f"{filters.position.x:.5f}"}
    if filters.is_routed:
        # Minutes along the roads have no radius. The API walks at the usual pace.
        usual = walking.walks_from(None).speed
        kept["max_minutes"] = ceil(filters.max_minutes * filters.walks.speed / usual)
    elif filters.reach_m:
        kept.pop("max_minutes", None)
        kept["radius"] = int(filters.reach_m)
    return urlencode({"format": "geojson", **kept, "only": MAP_FIELDS}, safe=",")

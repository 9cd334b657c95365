"""How long the way is on foot: along the roads where somebody has imported them, else an estimate.

The estimate is the straight line times the detour factor of the settings, at the speed of the settings. Every page
says which of the two it shows: 步行路网 or 估算. Who knows the roads (the app `coverage`, a floor above) registers a
router; without one nothing is asked and nothing changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db.models import Q


class Method(StrEnum):
    """How minutes on foot came about."""

    NETWORK = "network"
    ESTIMATE = "estimate"


METHOD_WORDS = {Method.NETWORK: "步行路网", Method.ESTIMATE: "估算"}


@dataclass(frozen=True, slots=True)
class Ways:
    """What the roads say from one position: metres to centres by their key, and the keys of those beyond `reach_m`."""

    metres: dict[int, float]
    beyond: frozenset[int]
    reach_m: float
    credit: str  # whose roads they are


Router = Callable[[float, float], Ways | None]
_routers: list[Router] = []


def register_router(router: Router) -> None:
    """Let `router(lon, lat)` say how far the centres are along the roads; None when it has none there."""
    if router not in _routers:
        _routers.append(router)


@dataclass(frozen=True, slots=True)
class Walk:
    """One way on foot."""

    metres: float
    minutes: int
    method: Method

    @property
    def distance(self) -> str:
        """The way in words: tens of metres, from one kilometre on tenths of one."""
        return metres_text(self.metres)

    @property
    def word(self) -> str:
        """How it came about, in one word."""
        return METHOD_WORDS[self.method]


@dataclass(frozen=True, slots=True)
class Walks:
    """Ways on foot from one position at one pace; `ways` is None where no roads are known."""

    speed: float
    detour: float
    ways: Ways | None = None

    def moved_to(self, position: Point | None) -> "Walks":
        """The same pace from another position."""
        return Walks(self.speed, self.detour, _ways_from(position))

    def to(self, center_pk: int, straight_m: float) -> Walk:
        """The way to a centre that is `straight_m` away in a straight line.

        What the roads do not reach stays an estimate, but never shorter than what they are known to exceed.
        """
        ways = self.ways
        metres = ways.metres.get(center_pk) if ways else None
        if metres is not None:
            return Walk(metres, self._minutes(metres), Method.NETWORK)
        metres = straight_m * self.detour
        if ways and center_pk in ways.beyond:
            metres = max(metres, ways.reach_m)
        return Walk(metres, self._minutes(metres), Method.ESTIMATE)

    def told(self, center_pk: int, straight_m: float) -> tuple[int, Method]:
        """Minutes and method alone: for the API, which asks for many."""
        if self.ways is None:
            return self._minutes(straight_m * self.detour), Method.ESTIMATE
        walk = self.to(center_pk, straight_m)
        return walk.minutes, walk.method

    def _minutes(self, metres):
        return whole_minutes(metres, self.speed)

    def straight_reach_m(self, minutes: float) -> float:
        """The straight line beyond which nothing is within so many minutes: no way is shorter than it."""
        metres = minutes * 60 * self.speed
        return metres if self.ways else metres / self.detour

    def within_q(self, minutes: float) -> Q:
        """A filter on centres with `distance_m` (straight) within `straight_reach_m`: those within so many minutes."""
        if not self.ways:
            return Q()
        limit_m = minutes * 60 * self.speed
        near = [pk for pk, metres in self.ways.metres.items() if metres <= limit_m]
        known = [*self.ways.metres, *(self.ways.beyond if limit_m <= self.ways.reach_m else ())]
        return Q(pk__in=near) | ~Q(pk__in=known) & Q(distance_m__lte=limit_m / self.detour)


def walks_from(position: Point | None, elder: bool = False) -> Walks:
    """The ways on foot from a position, along the roads if a router knows some there."""
    speed = settings.ELDER_WALK_SPEED_M_PER_S if elder else settings.WALK_SPEED_M_PER_S
    return Walks(speed, settings.DETOUR_FACTOR, _ways_from(position))


def _ways_from(position):
    if position is None:
        return None
    return next((ways for router in _routers if (ways := router(*position.coords)) is not None), None)


def whole_minutes(metres: float, speed: float) -> int:
    """Minutes for a way, rounded up, never below one.

    A way of exactly so many minutes is no minute longer for a last digit: 7 minutes at 1.1 m/s are computed as
    462.00000000000006 m.
    """
    return max(1, ceil(metres / speed / 60 - 1e-9))


def walk_minutes(distance_m: float, elder: bool = False) -> int:
    """Whole minutes on foot, rounded up, never below one, for a straight line of `distance_m` metres."""
    return walker(elder)(distance_m)


def walker(elder: bool = False) -> Callable[[float], int]:
    """`walk_minutes` for many distances: the settings are read once."""
    detour = settings.DETOUR_FACTOR
    speed = settings.ELDER_WALK_SPEED_M_PER_S if elder else settings.WALK_SPEED_M_PER_S
    return lambda distance_m: whole_minutes(distance_m * detour, speed)


def reach_m(minutes: float, elder: bool = False) -> float:
    """The straight line in metres that `minutes` on foot reach: the inverse of the estimate."""
    speed = settings.ELDER_WALK_SPEED_M_PER_S if elder else settings.WALK_SPEED_M_PER_S
    return minutes * 60 * speed / settings.DETOUR_FACTOR


def distance_text(distance_m: float) -> str:
    """The estimated way in words for a straight line of `distance_m`: tens of metres, then tenths of a kilometre."""
    return metres_text(distance_m * settings.DETOUR_FACTOR)


def metres_text(metres: float) -> str:
    """Metres in words."""
    if metres >= 995:
        return f"{metres / 1000:.1f} 公里"
    return f"{max(10, round(metres, -1)):.0f} 米"


def method_text(elder: bool = False, walks: Walks | None = None) -> str:
    """One sentence that says how the minutes come about."""
    if walks and walks.ways:
        return (
            f"标“步行路网”的时间是沿着能走的路量的，每分钟{walks.speed * 60:.0f}米；标“估算”的，路网到不了或太远，"
            f"按直线距离×{walks.detour:g}估算。{walks.ways.credit}"
        )
    speed = settings.ELDER_WALK_SPEED_M_PER_S if elder else settings.WALK_SPEED_M_PER_S
    day = settings.DETOUR_FACTOR_DATE
    return (
        f"步行时间是估算：直线距离×{settings.DETOUR_FACTOR:g}（绕路系数，{day.year}年{day.month}月{day.day}日设定），"
        f"每分钟{speed * 60:.0f}米。"
    )

"""How long the way is on foot: an estimate until a road network is imported.

Straight line times the detour factor of the settings, at the speed of the settings. Every page says 估算.
"""

from collections.abc import Callable
from math import ceil

from django.conf import settings


def walk_minutes(distance_m: float, elder: bool = False) -> int:
    """Whole minutes on foot, rounded up, never below one, for a straight line of `distance_m` metres."""
    return walker(elder)(distance_m)


def walker(elder: bool = False) -> Callable[[float], int]:
    """`walk_minutes` for many distances: the settings are read once."""
    detour = settings.DETOUR_FACTOR
    speed = settings.ELDER_WALK_SPEED_M_PER_S if elder else settings.WALK_SPEED_M_PER_S
    return lambda distance_m: max(1, ceil(distance_m * detour / speed / 60))


def reach_m(minutes: float, elder: bool = False) -> float:
    """The straight line in metres that `minutes` on foot reach: the inverse of the estimate."""
    speed = settings.ELDER_WALK_SPEED_M_PER_S if elder else settings.WALK_SPEED_M_PER_S
    return minutes * 60 * speed / settings.DETOUR_FACTOR


def distance_text(distance_m: float) -> str:
    """The walking distance in words: tens of metres, from one kilometre on tenths of one."""
    metres = distance_m * settings.DETOUR_FACTOR
    if metres >= 995:
        return f"{metres / 1000:.1f} 公里"
    return f"{max(10, round(metres, -1)):.0f} 米"


def method_text(elder: bool = False) -> str:
    """One sentence that says how the minutes come about."""
    speed = settings.ELDER_WALK_SPEED_M_PER_S if elder else settings.WALK_SPEED_M_PER_S
    day = settings.DETOUR_FACTOR_DATE
    return (
        f"步行时间是估算：直线距离×{settings.DETOUR_FACTOR:g}（绕路系数，{day.year}年{day.month}月{day.day}日设定），"
        f"每分钟{speed * 60:.0f}米。"
    )

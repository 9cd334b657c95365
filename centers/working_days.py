"""What the Chinese public calendar says of a date: holiday, make-up working day, or neither.

The State Council publishes the days off of a year in the autumn before it; the library carries the years
published so far (2004 to 2026 in chinesecalendar 1.11.0). For other years only the weekday is known, and the days
that the regulation itself makes holidays (to 2030 also those by the moon); `calendar_known` says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import chinese_calendar

MONDAY = 0
# 全国年节及纪念日放假办法 (in force since 2025): the festivals that keep their solar date, by month and day.
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
FIXED_SINCE_YEAR = 2025
# The same rule's festivals that move, by the national calendar (GB/T 33661-2017), for the coming years; a year that
# the library carries is read from the library. The new year is off from its eve (除夕) to the third day (初三).
NEW_YEARS = (date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3))
MOVING_HOLIDAYS = {
    **{new_year + timedelta(days=offset): "春节" for new_year in NEW_YEARS for offset in range(-1, 3)},
    **dict.fromkeys(
        (date(2026, 4, 5), date(2027, 4, 5), date(2028, 4, 4), date(2029, 4, 4), date(2030, 4, 5)), "清明节"
    ),
    **dict.fromkeys(
        (date(2026, 6, 19), date(2027, 6, 9), date(2028, 5, 28), date(2029, 6, 16), date(2030, 6, 5)), "端午节"
    ),
    **dict.fromkeys(
        (date(2026, 9, 25), date(2027, 9, 15), date(2028, 10, 3), date(2029, 9, 22), date(2030, 9, 12)), "中秋节"
    ),
}
MAKE_UP_NOTE = "调休上班"


class DayKind(StrEnum):
    USUAL = "usual"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    EXCEPTION = "exception"  # given by a centre for itself, never by the calendar


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A date as the public calendar sees it; weekdays count from 0 = Monday."""

    weekday: int
    effective_weekday: int  # the weekday whose timetable an office keeps: Monday on a make-up working day
    is_holiday: bool  # a statutory holiday or a rest day shifted to it; a plain weekend is none
    name: str  # "国庆节", "调休上班", or empty
    kind: DayKind
    calendar_known: bool


@lru_cache(maxsize=4096)
def day_facts(day: date) -> DayFacts:
    """The facts of `day` for opening hours; cached, since pages ask for the same few weeks."""
    weekday = day.weekday()
    try:
        is_rest, festival = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:  # the library's word for a year it does not carry
        name = _regulation_name(day)
        return DayFacts(weekday, weekday, bool(name), name, DayKind.HOLIDAY if name else DayKind.USUAL, False)
    if festival is None:
        return DayFacts(weekday, weekday, False, "", DayKind.USUAL, True)
    if is_rest:
        return DayFacts(weekday, weekday, True, _chinese_name(festival), DayKind.HOLIDAY, True)
    return DayFacts(weekday, MONDAY, False, MAKE_UP_NOTE, DayKind.MAKE_UP, True)


def _regulation_name(day: date) -> str:
    """The holiday that the regulation itself gives this date, whatever the State Council adds; or empty."""
    if day.year < FIXED_SINCE_YEAR:
        return ""
    return MOVING_HOLIDAYS.get(day) or FIXED_HOLIDAYS.get((day.month, day.day), "")


def _chinese_name(festival: str) -> str:
    name = chinese_calendar.Holiday(festival).chinese
    return f"{name}节" if name in {"清明", "端午", "中秋"} else name

"""What the Chinese public calendar says of a date: holiday, make-up working day, or neither.

The State Council publishes the days off of a year in the November before it; the library carries the published years
(2004 to 2026 in chinesecalendar 1.11.0). For any other year only the weekday is known, and `calendar_known` says so.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

import chinese_calendar

MONDAY = 0
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
        return DayFacts(weekday, weekday, False, "", DayKind.USUAL, False)
    if festival is None:
        return DayFacts(weekday, weekday, False, "", DayKind.USUAL, True)
    if is_rest:
        return DayFacts(weekday, weekday, True, _chinese_name(festival), DayKind.HOLIDAY, True)
    return DayFacts(weekday, MONDAY, False, MAKE_UP_NOTE, DayKind.MAKE_UP, True)


def _chinese_name(festival: str) -> str:
    name = chinese_calendar.Holiday(festival).chinese
    return f"{name}节" if name in {"清明", "端午", "中秋"} else name

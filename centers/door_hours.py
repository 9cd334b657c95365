"""A centre's usual week in a few lines, as it stands on a door or a poster."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from centers import hours
from centers.schedule import Schedule


@dataclass(frozen=True, slots=True)
class WeekLine:
    """Days with the same hours, in words: `周一至周五`, `08:30–12:00、14:30–17:30`."""

    days: str
    hours: str


@dataclass(frozen=True, slots=True)
class Week:
    """The usual week; `closed_on_holidays` when all of it rests on public holidays."""

    lines: list[WeekLine]
    closed_on_holidays: bool


def week_of(schedule: Schedule, day: date) -> Week:
    """The timetable that is in force on `day`, whatever holidays and exceptions say of single dates."""
    periods = hours.periods_on(schedule.periods, day)
    by_day = [
        hours.format_spans(
            hours.merged(
                (span.opens, span.closes) for period in periods for span in period.spans if span.weekdays >> number & 1
            )
        )
        for number in range(7)
    ]
    lines = [WeekLine(_days([number for number, _ in days]), spans) for spans, days in _runs(by_day)]
    return Week(lines, bool(periods) and all(period.closed_on_holidays for period in periods))


def _runs(by_day):
    """Neighbouring days with the same hours."""
    for spans, days in groupby(enumerate(by_day), key=lambda day: day[1]):
        yield spans, list(days)


def _days(numbers):
    if len(numbers) == 7:
        return "每天"
    names = [f"周{hours.WEEKDAYS[number]}" for number in numbers]
    return names[0] if len(names) == 1 else f"{names[0]}至{names[-1]}" if len(names) > 2 else "、".join(names)

"""The coming fourteen days of a centre in words, as they stand and as a change would make them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from centers.hours import WEEKDAYS, DatedException, Day, format_span, format_spans
from centers.schedule import Schedule
from centers.week import Validity, Week, periods_of
from centers.working_days import DayKind, day_facts

DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """One date: its hours, what day it is, and what it was before the change in hand (empty: the same)."""

    date: date
    name: str  # 10月1日, with the year when it is not this one
    weekday: str
    spans: tuple[str, ...]
    holiday: str  # 国庆节, 调休上班, or empty
    note: str  # of the exception that decides
    is_today: bool
    is_holiday: bool
    before: str = ""

    @property
    def hours(self) -> str:
        """The spans joined."""
        return "、".join(self.spans)


def fortnight(
    schedule: Schedule, today: date, *, first: date | None = None, before: Schedule | None = None
) -> list[ForecastDay]:
    """Fourteen days from `first` (today when not given); with `before`, what changes against it."""
    first = first or today
    last = first + timedelta(days=DAYS_SHOWN - 1)
    days = schedule.days(first, last)
    formerly = before.days(first, last) if before else days
    return [_forecast(day, earlier, today) for day, earlier in zip(days, formerly, strict=True)]


def fortnights(schedule: Schedule, today: date, exception: DatedException) -> list[ForecastDay]:
    """What an exception changes: the coming fourteen days, and those around its beginning when that is later."""
    changed = with_exception(schedule, exception)
    days = fortnight(changed, today, before=schedule)
    if exception.first > days[-1].date:
        days += fortnight(changed, today, first=exception.first - timedelta(days=1), before=schedule)
    return days


def with_exception(schedule: Schedule, exception: DatedException) -> Schedule:
    """The schedule as it would be with one more exception."""
    return replace(schedule, exceptions=(*schedule.exceptions, exception))


def with_week(schedule: Schedule, week: Week, validity: Validity, instead_of: Validity) -> Schedule:
    """The schedule as it would be with another week in place of one period."""
    others = tuple(period for period in schedule.periods if Validity(period.first, period.last) != instead_of)
    return replace(schedule, periods=(*others, *periods_of(week, validity)))


def unpublished_year(days: Sequence[ForecastDay]) -> int | None:
    """The first year among the days whose public holidays are not known yet."""
    return next((day.date.year for day in days if not day_facts(day.date).calendar_known), None)


def _forecast(day: Day, earlier: Day, today: date) -> ForecastDay:
    facts = day_facts(day.date)
    year = "" if day.date.year == today.year else f"{day.date.year}年"
    spans = tuple(format_span(*span) for span in day.spans) or (format_spans(()),)
    return ForecastDay(
        date=day.date,
        name=f"{year}{day.date.month}月{day.date.day}日",
        weekday=f"周{WEEKDAYS[day.date.weekday()]}",
        spans=spans,
        holiday=facts.name,
        note=day.note if day.kind is DayKind.EXCEPTION and day.note != facts.name else "",
        is_today=day.date == today,
        is_holiday=facts.is_holiday,
        before="" if day.spans == earlier.spans else format_spans(earlier.spans),
    )

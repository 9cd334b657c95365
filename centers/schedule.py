"""From a centre's rows to the values that `centers.hours` resolves."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import Value

from centers import hours
from centers.models import OpeningException, OpeningHours


@dataclass(frozen=True, slots=True)
class Schedule:
    """A centre's opening hours as values, detached from the database."""

    periods: tuple[hours.Period, ...]
    exceptions: tuple[hours.DatedException, ...]

    def state_at(self, when: datetime) -> hours.OpenState:
        """Open or closed at `when`, with the next change."""
        return hours.state_at(self.periods, self.exceptions, when)

    def days(self, first: date, last: date) -> list[hours.Day]:
        """The resolved days from `first` to `last`, both included."""
        return hours.daily_hours(self.periods, self.exceptions, first, last)


def schedule_of(center) -> Schedule:
    """The schedule of a centre whose `opening_hours` and `opening_exceptions` are prefetched (or fetched here)."""
    return Schedule(_periods(center.opening_hours.all()), _exceptions(center.opening_exceptions.all()))


def schedules_of(keys) -> dict[int, Schedule]:
    """The schedules of many centres by primary key, in one narrow read: no model instances are made."""
    lines = {key: ([], []) for key in keys}
    for is_dated, *values in _hours_of(keys).union(_exceptions_of(keys), all=True):
        row = _Line(*values)
        lines[row.center][is_dated].append(row)
    return {key: Schedule(_periods(sorted(usual)), _exceptions(sorted(dated))) for key, (usual, dated) in lines.items()}


class _Line(NamedTuple):
    """A row of hours, or of an exception, which knows no weekdays."""

    center: int
    weekdays: int
    opens: int | None
    closes: int | None
    closed_on_holidays: bool
    first: date | None
    last: date | None
    note: str

    def __lt__(self, other):
        return (self.weekdays, self.opens or 0) < (other.weekdays, other.opens or 0)


_COLUMNS = ("is_dated", "center_id", *_Line._fields[1:])


def _hours_of(keys):
    rows = OpeningHours.objects.order_by().filter(center__in=keys)
    return rows.annotate(is_dated=Value(False), note=Value("")).values_list(*_COLUMNS)


def _exceptions_of(keys):
    rows = OpeningException.objects.order_by().filter(center__in=keys)
    rows = rows.annotate(is_dated=Value(True), weekdays=Value(0), closed_on_holidays=Value(False))
    return rows.values_list(*_COLUMNS)


def _periods(rows):
    def dates(row):
        return (row.first or date.min, row.last or date.max, row.closed_on_holidays)

    return tuple(
        hours.Period(
            spans=tuple(hours.Span(row.weekdays, row.opens, row.closes) for row in group),
            first=None if first == date.min else first,
            last=None if last == date.max else last,
            closed_on_holidays=closed,
        )
        for (first, last, closed), group in groupby(sorted(rows, key=dates), key=dates)
    )


def _exceptions(rows):
    def range_(row):
        return (row.first, row.last)

    exceptions = []
    for (first, last), group in groupby(sorted(rows, key=range_), key=range_):
        group = list(group)
        exceptions.append(
            hours.DatedException(
                first=first,
                last=last,
                spans=tuple((row.opens, row.closes) for row in group if row.opens is not None),
                note=next((row.note for row in group if row.note), ""),
            )
        )
    return tuple(exceptions)

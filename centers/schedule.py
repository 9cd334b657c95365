"""From a centre's rows to the values that `centers.hours` resolves."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

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
    """The schedules of many centres by primary key, in two narrow reads: no model instances are made."""
    periods, exceptions = {}, {}
    for into, model in ((periods, OpeningHours), (exceptions, OpeningException)):
        rows = model.objects.filter(center__in=keys)
        names = [field.name for field in model._meta.concrete_fields if field.name not in {"id", "center"}]
        for row in rows.values_list("center_id", *names, named=True):
            into.setdefault(row.center_id, []).append(row)
    return {key: Schedule(_periods(periods.get(key, ())), _exceptions(exceptions.get(key, ()))) for key in keys}


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

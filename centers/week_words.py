"""A centre's timetable in a few Chinese words, for summaries and previews."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from centers.hours import format_spans
from centers.hours_labels import weekdays_text
from centers.week import Validity, Week, validity_of, week_of


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """One period: its dates, and a line for each group of days with the same hours, holidays last."""

    dates: str
    lines: list[str]


def timetable_words(rows: Iterable) -> list[PeriodWords]:
    """Every period of stored rows, 常年 first."""
    found = defaultdict(list)
    for row in rows:
        found[validity_of(row)].append(row)
    ordered = sorted(found, key=lambda one: (not one.is_always, one.key))
    return [period_words(one, week_of(found[one])) for one in ordered]


def period_words(validity: Validity, week: Week) -> PeriodWords:
    """A week and its dates."""
    return PeriodWords(validity.label, [*_day_lines(week), _holiday_line(week)])


def _day_lines(week):
    days = defaultdict(int)
    for day, hours in enumerate(week):
        days[hours.spans] |= 1 << day
    return [f"{weekdays_text(bits)} {format_spans(spans)}" for spans, bits in days.items()]


def _holiday_line(week):
    open_days = [(1 << day, hours.closed_on_holidays) for day, hours in enumerate(week) if hours.spans]
    keeping = sum(bit for bit, closed in open_days if not closed)
    if not keeping:
        return "法定节假日休息"
    if keeping == sum(bit for bit, _ in open_days):
        return "法定节假日照常"
    return f"法定节假日休息，{weekdays_text(keeping)}照常"

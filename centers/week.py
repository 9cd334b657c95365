"""A week as people keep it: seven days with their spans, and their dates; to and from stored rows and typed text."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from centers.hours import DAY_MINUTES, Minutes, Period, Span, format_spans
from centers.hours_text import parse_hours_text
from centers.hours_words import NotUnderstood, Word, tokens_of

DAYS = 7
LONGEST_DAY = 100  # characters
ALWAYS = "always"
_BETWEEN_SPANS = re.compile(r"[、,，;；/\n]+")
_TWO_CLOCKS = re.compile(
    r"\s*(次日)?\s*([0-9]{1,2})[:：]([0-9]{2})\s*[-–—~～至到]+\s*(次日)?\s*([0-9]{1,2})[:：]([0-9]{2})\s*"
)
# The words of one day's times; weekdays and holidays have their own places on the page.
_OF_A_DAY = {Word.TIME, Word.NUMBER, Word.RANGE, Word.HOURS_24, Word.ALL_DAY}
_HOW = "请写成 08:30-12:00、14:30-17:30；过了午夜写 22:00-次日02:00；24小时写 全天；休息就空着。"


class RowValues(NamedTuple):
    """What one row of a timetable says."""

    first: date | None
    last: date | None
    weekdays: int
    opens: int
    closes: int
    closed_on_holidays: bool


@dataclass(frozen=True, slots=True)
class DayHours:
    """The hours of one weekday; no spans is closed.

    :raises ValueError: for minutes that cannot be, or spans that overlap or are out of order.
    """

    spans: tuple[Minutes, ...] = ()
    closed_on_holidays: bool = True

    def __post_init__(self) -> None:
        for opens, closes in self.spans:
            Span(1, opens, closes)
        for (_, before), (after, _) in zip(self.spans, self.spans[1:], strict=False):
            if after < before:
                raise ValueError("一天的几段时间要从早到晚写，不能重叠。下午两点半请写 14:30。")


Week = tuple[DayHours, ...]  # Monday first


@dataclass(frozen=True, slots=True)
class Validity:
    """The dates on which a week holds; None is without end on that side, and both None is 常年."""

    first: date | None = None
    last: date | None = None

    @property
    def key(self) -> str:
        """For addresses: `always`, or both dates with `_` between them."""
        if self.is_always:
            return ALWAYS
        return "_".join(day.isoformat() if day else "" for day in (self.first, self.last))

    @property
    def is_always(self) -> bool:
        """Whether it has no dates."""
        return self.first is None and self.last is None

    @property
    def label(self) -> str:
        """`常年`, `2026年11月1日至2027年3月31日`, `2026年9月1日起` or `到2026年9月1日`."""
        if self.is_always:
            return "常年"
        if self.last is None:
            return f"{_day_text(self.first)}起"
        if self.first is None:
            return f"到{_day_text(self.last)}"
        return dates_text(self.first, self.last)


def dates_text(first: date, last: date) -> str:
    """A range of dates in words, a single day as one."""
    return _day_text(first) if first == last else f"{_day_text(first)}至{_day_text(last)}"


def _day_text(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def validity_of(row) -> Validity:
    """The dates of a stored row."""
    return Validity(row.first, row.last)


def week_of(rows: Iterable) -> Week:
    """The week that stored rows of one period make up.

    Where rows of a day differ on holidays, the day is taken as closed then: a closed door is worse than an open one.
    """
    rows = list(rows)
    usual = any(row.closed_on_holidays for row in rows) or not rows
    week = []
    for day in range(DAYS):
        todays = [row for row in rows if row.weekdays >> day & 1]
        closed = any(row.closed_on_holidays for row in todays) if todays else usual
        week.append(DayHours(_joined((row.opens, row.closes) for row in todays), closed))
    return tuple(week)


def differing_on_holidays(rows: Iterable) -> bool:
    """Whether rows of one weekday differ on holidays, which a week cannot say."""
    rows = list(rows)
    return any(len({row.closed_on_holidays for row in rows if row.weekdays >> day & 1}) > 1 for day in range(DAYS))


def _joined(spans: Iterable[Minutes]) -> tuple[Minutes, ...]:
    """In order, with overlapping ones joined: rows may have come from anywhere."""
    joined: list[Minutes] = []
    for opens, closes in sorted(spans):
        if joined and opens < joined[-1][1]:
            opens, closes = joined[-1][0], min(max(joined.pop()[1], closes), opens + DAY_MINUTES)
        joined.append((opens, closes))
    return tuple(joined)


def rows_of(week: Week, validity: Validity) -> list[RowValues]:
    """The rows that a week is stored as: one for each span, with all the days that have it."""
    weekdays: dict[tuple[int, int, bool], int] = defaultdict(int)
    for day, hours in enumerate(week):
        for opens, closes in hours.spans:
            weekdays[opens, closes, hours.closed_on_holidays] |= 1 << day
    return [
        RowValues(validity.first, validity.last, days, opens, closes, closed)
        for (opens, closes, closed), days in weekdays.items()
    ]


def values_of(periods: Iterable[Period], validity: Validity = Validity()) -> list[RowValues]:
    """The rows that periods, as a text was understood, are stored as under these dates."""
    first, last = validity.first, validity.last
    return [
        RowValues(first, last, span.weekdays, span.opens, span.closes, period.closed_on_holidays)
        for period in periods
        for span in period.spans
    ]


def periods_of(week: Week, validity: Validity) -> list[Period]:
    """The week as `centers.hours` resolves it."""
    spans: dict[bool, list[Span]] = defaultdict(list)
    for row in rows_of(week, validity):
        spans[row.closed_on_holidays].append(Span(row.weekdays, row.opens, row.closes))
    return [Period(tuple(some), validity.first, validity.last, closed) for closed, some in spans.items()]


def fingerprint(rows: Iterable) -> str:
    """Short, and different when the rows say something else: to notice that somebody changed them meanwhile."""
    told = sorted(
        (str(row.center_id), *(str(getattr(row, name)) for name in RowValues._fields if hasattr(row, name)))
        for row in rows
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def spans_text(spans: Sequence[Minutes]) -> str:
    """The spans of a day as one types them: `08:30-12:00、14:30-17:30`, `全天`, or nothing."""
    return format_spans(spans).replace("–", "-") if spans else ""


def read_spans(text: str) -> tuple[Minutes, ...]:
    """The spans of one day as typed; empty and 休息 are none.

    :raises NotUnderstood: with a sentence for the person who typed it.
    """
    text = text.strip()
    if text in {"", "休息", "不开放", "闭馆"}:
        return ()
    if len(text) > LONGEST_DAY:
        raise NotUnderstood(f"太长了，最多{LONGEST_DAY}个字。{_HOW}")
    spans = tuple(span for piece in _BETWEEN_SPANS.split(text) if piece.strip() for span in _read_piece(piece))
    try:
        return DayHours(spans).spans
    except ValueError as error:
        raise NotUnderstood(str(error)) from error


def _read_piece(piece: str) -> tuple[Minutes, ...]:
    try:
        words = {word for word, _ in tokens_of(piece)}
        parsed = parse_hours_text(f"每天 {piece}") if words <= _OF_A_DAY else None
    except NotUnderstood:
        parsed = None
    if parsed and parsed.periods and not parsed.leftover:
        return tuple((span.opens, span.closes) for span in parsed.periods[0].spans)
    return (_between_clocks(piece),)


def _between_clocks(piece: str) -> Minutes:
    """Two clock times that the reader of registers would not take: the reason, or a night as `22:00-26:00`."""
    match = _TWO_CLOCKS.fullmatch(piece)
    if not match or int(match[3]) > 59 or int(match[6]) > 59:
        told = "".join(character for character in piece.strip()[:20] if character.isprintable())
        raise NotUnderstood(f"看不懂“{told}”。{_HOW}")
    opens, closes = _minutes(*match.groups()[:3]), _minutes(*match.groups()[3:])
    if opens >= DAY_MINUTES:
        raise NotUnderstood("开门时间应在 00:00 到 23:59 之间。")
    if closes <= opens:
        raise NotUnderstood("关门早于开门。如果是第二天关门，请写成 次日02:00。")
    if closes > opens + DAY_MINUTES:
        raise NotUnderstood("一段不能超过24小时。")
    return opens, closes


def _minutes(next_day, hour, minute) -> int:
    return int(hour) * 60 + int(minute) + (DAY_MINUTES if next_day else 0)

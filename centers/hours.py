"""Opening hours: from weekly periods and dated exceptions to days, 'open now' and a short Chinese sentence.

The rules, in the order in which they win:

1. An exception decides its dates alone: its spans are the hours, no spans means closed. Where several cover a
   date, the one over the fewest days wins; of equally long ones the later start, then the later row.
2. Of the periods valid on a date, those with the narrowest validity decide: a winter timetable replaces the
   usual one as a whole. Periods of the same validity are parts of one timetable and are joined.
3. A period with `closed_on_holidays` is shut on public holidays, and on a make-up working day it keeps
   Monday's hours. Other periods go by the weekday alone. A plain weekend is no holiday.

Spans belong to the day on which they open, so a night that began yesterday still counts after midnight, even
when today is an exception. Opening is inclusive, closing exclusive. All times are Asia/Shanghai.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from centers.working_days import DayKind, day_facts

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_MINUTES = 1440
WEEKDAYS = "一二三四五六日"  # Monday first, as bit 0 of `Span.weekdays`
SEARCH_DAYS = 14  # how far ahead a change is looked for; the longest public holiday is 9 days
EVERY_DAY = 0b1111111
MONDAY_TO_FRIDAY = 0b0011111
WEEKEND = 0b1100000

Minutes = tuple[int, int]  # opening and closing, minutes after the day's midnight


@dataclass(frozen=True, slots=True)
class Span:
    """One opening on some weekdays. `closes` may pass 1440 (overnight); 24 hours is 0 to 1440."""

    weekdays: int  # bit 0 = Monday … bit 6 = Sunday
    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 1 <= self.weekdays <= EVERY_DAY:
            raise ValueError("至少要选一个星期几。")
        _check_minutes(self.opens, self.closes)


@dataclass(frozen=True, slots=True)
class Period:
    """A weekly timetable, valid from `first` to `last` inclusive; None is without end on that side."""

    spans: tuple[Span, ...]
    first: date | None = None
    last: date | None = None
    closed_on_holidays: bool = True

    def __post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise ValueError("时段的结束日期早于开始日期。")


@dataclass(frozen=True, slots=True)
class DatedException:
    """The hours of some dates, whatever the periods say; no spans means closed."""

    first: date
    last: date
    spans: tuple[Minutes, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("特殊安排的结束日期早于开始日期。")
        for opens, closes in self.spans:
            _check_minutes(opens, closes)


@dataclass(frozen=True, slots=True)
class Day:
    """The hours of one date, in order and merged; empty is closed. `kind` and `note` say what day it is."""

    date: date
    spans: tuple[Minutes, ...]
    kind: DayKind
    note: str
    calendar_known: bool


@dataclass(frozen=True, slots=True)
class OpenState:
    """Open or not at a moment. `closes_at` is set only while open, `opens_at` only while closed.

    None means that no change comes within 14 days. `all_day`: open, and today from 0 to 24 o'clock.
    """

    is_open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    all_day: bool = False


def resolve_day(periods: Sequence[Period], exceptions: Sequence[DatedException], day: date) -> Day:
    """The hours of one date. Everything else here is built on it."""
    facts = day_facts(day)
    exception = _exception_on(exceptions, day) if exceptions else None
    if exception is not None:
        note = exception.note or facts.name
        return Day(day, merged(exception.spans), DayKind.EXCEPTION, note, facts.calendar_known)
    spans: list[Minutes] = []
    for period in periods_on(periods, day):
        if period.closed_on_holidays:
            if facts.is_holiday:
                continue
            bit = 1 << facts.effective_weekday
        else:
            bit = 1 << facts.weekday
        spans += [(span.opens, span.closes) for span in period.spans if span.weekdays & bit]
    return Day(day, merged(spans), facts.kind, facts.name, facts.calendar_known)


def resolve_days(
    periods: Sequence[Period], exceptions: Sequence[DatedException], first: date, last: date
) -> Iterator[Day]:
    """The hours of each date from `first` to `last` inclusive, one by one as they are asked for."""
    for offset in range((last - first).days + 1):
        yield resolve_day(periods, exceptions, first + timedelta(days=offset))


def daily_hours(periods: Sequence[Period], exceptions: Sequence[DatedException], first: date, last: date) -> list[Day]:
    """The hours of each date from `first` to `last` inclusive."""
    return list(resolve_days(periods, exceptions, first, last))


def state_at(periods: Sequence[Period], exceptions: Sequence[DatedException], when: datetime) -> OpenState:
    """Whether it is open at `when` and when that changes next. Raises ValueError for a naive time."""
    local = _in_shanghai(when)
    today, now = local.date(), local.hour * 60 + local.minute
    midnight = datetime.combine(today, time(), SHANGHAI)
    open_until: int | None = None
    all_day = False
    days = resolve_days(periods, exceptions, today - timedelta(days=1), today + timedelta(days=SEARCH_DAYS))
    for offset, day in enumerate(days, start=-1):
        start = offset * DAY_MINUTES  # minutes from today's midnight
        for opens, closes in day.spans:
            if offset == 0 and opens == 0 and closes >= DAY_MINUTES:
                all_day = True
            opens, closes = opens + start, closes + start
            if open_until is None:
                if closes <= now:
                    continue
                if opens > now:
                    return OpenState(False, opens_at=midnight + timedelta(minutes=opens))
                open_until = closes
            elif opens <= open_until:
                open_until = max(open_until, closes)
        if open_until is not None and offset >= 0 and open_until < start + DAY_MINUTES:
            break  # it closes before the next day begins
    if open_until is None:
        return OpenState(False)
    if open_until >= (SEARCH_DAYS + 1) * DAY_MINUTES:  # still open where the search ends
        return OpenState(True, all_day=True)
    return OpenState(True, closes_at=midnight + timedelta(minutes=open_until), all_day=all_day)


def format_span(opens: int, closes: int) -> str:
    """`08:30–12:00`, `22:00–次日02:00`, or `全天` for 0 to 24 o'clock."""
    if opens == 0 and closes == DAY_MINUTES:
        return "全天"
    if closes > DAY_MINUTES:
        return f"{_clock(opens)}–次日{_clock(closes - DAY_MINUTES)}"
    return f"{_clock(opens)}–{_clock(closes)}"


def format_spans(spans: Iterable[Minutes]) -> str:
    """The spans of a day joined by `、`; `休息` when there is none."""
    return "、".join(format_span(opens, closes) for opens, closes in spans) or "休息"


def next_change_text(state: OpenState, now: datetime) -> str:
    """The next change in a few Chinese words, such as `今天到 17:30` or `明天 08:30 开门`.

    Only for a centre whose hours are known: one without any hours also reads as closed without an opening.
    """
    today = _in_shanghai(now).date()
    if state.is_open:
        return _until_text(state.closes_at, today)
    if state.opens_at is None:
        return "近期不开放，请先打电话"
    return f"{_day_text(state.opens_at.date(), today, '明天')}{state.opens_at:%H:%M} 开门"


def _until_text(closes_at: datetime | None, today: date) -> str:
    if closes_at is None:
        return "全天开放"
    day, clock = closes_at.date(), f"{closes_at:%H:%M}"
    if clock == "00:00":
        day, clock = day - timedelta(days=1), "24:00"
    return f"今天到 {clock}" if day == today else f"到{_day_text(day, today, '次日')}{clock}"


def _day_text(day: date, today: date, tomorrow: str) -> str:
    match (day - today).days:
        case 0:
            return "今天 "
        case 1:
            return f"{tomorrow} "
        case _:
            return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _in_shanghai(when: datetime) -> datetime:
    if when.utcoffset() is None:
        raise ValueError("时间必须带时区。")
    return when.astimezone(SHANGHAI)


def _check_minutes(opens: int, closes: int) -> None:
    if not 0 <= opens < DAY_MINUTES:
        raise ValueError("开门时间应在 00:00 到 23:59 之间。")
    if not 0 < closes - opens <= DAY_MINUTES:
        raise ValueError("关门时间应晚于开门时间，且一段不超过 24 小时。")


def _exception_on(exceptions: Sequence[DatedException], day: date) -> DatedException | None:
    """The narrowest exception over `day` (rule 1)."""
    covering = [(e.first - e.last, e.first, row, e) for row, e in enumerate(exceptions) if e.first <= day <= e.last]
    return max(covering)[-1] if covering else None


def periods_on(periods: Sequence[Period], day: date) -> Sequence[Period]:
    """The periods that make up the timetable of `day` (rule 2)."""
    valid = [p for p in periods if (not p.first or p.first <= day) and (not p.last or day <= p.last)]
    if len(valid) < 2:
        return valid
    narrowest = min(_validity(period) for period in valid)
    return [period for period in valid if _validity(period) == narrowest]


def _validity(period: Period) -> tuple[int, int]:
    """Sort key: days from first to last, the widest for an open end; of equal ones the later start first."""
    first, last = (period.first or date.min).toordinal(), (period.last or date.max).toordinal()
    return last - first, -first


def merged(spans: Iterable[Minutes]) -> tuple[Minutes, ...]:
    """The spans in order, with touching and overlapping ones joined."""
    merged: list[Minutes] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], closes)
        else:
            merged.append((opens, closes))
    return tuple(merged)

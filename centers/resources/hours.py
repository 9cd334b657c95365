"""Opening hours as Excel: a row for each centre and period, its week in one line of text as an office writes it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from accounts.recorded import keep_what_stands, update_recorded
from centers.hours import Period
from centers.hours_labels import clock_text, weekdays_text
from centers.hours_text import parse_hours_text
from centers.models import Center, FactGroup, OpeningHours
from centers.models.dates import crosses
from centers.register.writing import replace_hours
from centers.resources.parts import CENTER_CODE, CENTER_NAME, CenterLookup
from centers.week import RowValues, values_of
from exchange import cells as read
from exchange.changes import Change
from exchange.columns import NARROW, Column, attribute, same_cell
from exchange.laying import Kind, Laying
from exchange.problems import WrongValue
from exchange.registry import register
from exchange.resources import Resource
from grids.sources import Source

CLOSED, OPEN, MIXED = "休息", "照常", "部分休息"
EXAMPLE = "周一至周五 08:30-12:00、14:30-17:30；周六 09:00-12:00"
Key = tuple[int, date | None, date | None]  # centre, first and last day


@dataclass(slots=True)
class Timetable:
    """The rows of one period of one centre."""

    center: Center
    first: date | None
    last: date | None
    rows: list[OpeningHours | RowValues] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The week in words that `parse_hours_text` reads: days with the same hours together."""
        spans = defaultdict(set)
        for row in self.rows:
            for day in range(7):
                if row.weekdays >> day & 1:
                    spans[day].add((row.opens, row.closes))
        days = defaultdict(int)
        for day in sorted(spans):
            days[tuple(sorted(spans[day]))] |= 1 << day
        return "；".join(
            f"{weekdays_text(mask)} "
            + "、".join(f"{clock_text(opens)}-{clock_text(closes)}" for opens, closes in hours)
            for hours, mask in days.items()
        )

    @property
    def holidays(self) -> str:
        """What becomes of public holidays."""
        rules = {row.closed_on_holidays for row in self.rows}
        return MIXED if len(rules) == 2 else CLOSED if rules == {True} else OPEN


@dataclass(frozen=True, slots=True)
class Wanted:
    """A period as the file wants it."""

    center: Center
    first: date | None
    last: date | None
    period: Period
    text: str


def timetables(rows) -> dict[Key, Timetable]:
    """Opening hours by centre and dates."""
    found: dict[Key, Timetable] = {}
    for row in rows:
        key = row.center_id, row.first, row.last
        found.setdefault(key, Timetable(row.center, row.first, row.last)).rows.append(row)
    return found


class HoursLaying(CenterLookup, Laying):
    """A period by its centre and dates."""

    def prepare(self):
        super().prepare()
        rows = OpeningHours.objects.filter(center__in=[center.pk for center in self.centers.values()])
        self.standing = timetables(self.lockable(rows.select_related("center")))
        self.wanted: list[Wanted] = []

    def lay(self, row, outcome):
        center = self.center_of(row)
        dates = [self.value(row, name) for name in ("first", "last")]
        unread = [name for name in ("first", "last") if row.get(name) is not None and self.value(row, name) is None]
        if center is None or unread:
            return
        outcome.label = f"{center.code} {center.name}"
        if self.is_repeated(row, (center.pk, *dates), "hours_text", "一个中心的每个时段"):
            return
        if all(dates) and dates[1] < dates[0]:
            self.report(row, "last", dates[1], WrongValue("时段止早于时段起。", "请核对这两个日期。"))
            return
        stored = self.standing.get((center.pk, *dates))
        self._lay_week(row, outcome, center, dates, stored)

    def _lay_week(self, row, outcome, center, dates, stored):
        cell = row.get("hours_text")
        if cell is None:
            cure = f"请写，例如：{EXAMPLE}。要去掉一个时段，请在后台删除。"
            if stored is None or self.empty_clears:
                self.report(row, "hours_text", "", WrongValue("没有填开放时间。", cure))
            return
        says_same = stored is not None and same_cell(cell, stored.text)
        text = stored.text if says_same else self.value(row, "hours_text")
        holidays = self._holidays(row, stored)
        if text is None or holidays is False:
            return
        if says_same and holidays is None:
            return
        parsed = parse_hours_text(text)
        if parsed.leftover or not parsed.periods:
            told = "；".join(parsed.leftover) or text
            self.report(row, "hours_text", text, WrongValue(f"没有看懂“{told}”。", f"请写成：{EXAMPLE}。"))
            return
        closed = self._closed(parsed.periods[0], text, holidays, stored)
        period = Period(parsed.periods[0].spans, closed_on_holidays=closed)
        self._compare(outcome, Wanted(center, *dates, period, text), stored)

    def _holidays(self, row, stored):
        """休息 as True, 照常 as False in a list; None where nothing new is said, False where that is wrong."""
        cell = row.get("holidays")
        if cell is None or (stored is not None and same_cell(cell, stored.holidays)):
            return None
        value = self.value(row, "holidays")
        return False if value is None else [value]

    def _closed(self, parsed, text, holidays, stored) -> bool:
        if holidays is not None:
            return holidays[0]
        says_itself = "假日" in text or "无休" in text
        if stored is not None and stored.holidays != MIXED and not says_itself:
            return stored.holidays == CLOSED
        return parsed.closed_on_holidays

    def _compare(self, outcome, wanted, stored):
        told = Timetable(wanted.center, wanted.first, wanted.last)
        told.rows = values_of([wanted.period])
        old = ("", "") if stored is None else (stored.text, stored.holidays)
        pairs = zip(("开放时间", "法定节假日"), old, (told.text, told.holidays), strict=True)
        outcome.changes = [Change(label, before, now) for label, before, now in pairs if before != now]
        if not outcome.changes:
            return
        outcome.kind = Kind.NEW if stored is None else Kind.CHANGED
        outcome.target = wanted
        outcome.fields = {"hours"}
        self.wanted.append(wanted)

    def finish(self):
        """Dates of one centre are equal, nested or apart: then it is plain which of them decides on a day."""
        ranges = defaultdict(set)
        for center, first, last in self.standing:
            ranges[center].add((first, last))
        for wanted in self.wanted:
            ranges[wanted.center.pk].add((wanted.first, wanted.last))
        rows = {row.number: row for row in self.sheet.rows}
        for outcome in self.outcomes:
            if outcome.target is None:
                continue
            wanted = outcome.target
            if any(crosses(wanted.first, wanted.last, dates) for dates in ranges[wanted.center.pk]):
                error = WrongValue("日期和另一个时段部分重叠。", "请错开，或者让一个完全包含在另一个里。")
                self.report(rows[outcome.row], "first", wanted.first or "", error)

    def write(self, *, by, reason, progress=None):
        by_dates = defaultdict(dict)
        for wanted in self.wanted:
            by_dates[wanted.first, wanted.last][wanted.center] = (wanted.period,)
        for (first, last), weeks in by_dates.items():
            replace_hours(weeks, first=first, last=last, by=by, reason=reason)
        nobody = Center.unconfirmed_values([FactGroup.HOURS])
        fields = set(nobody)
        centers = {wanted.center.pk: wanted.center for wanted in self.wanted}
        for center in centers.values():
            for name, value in nobody.items():
                setattr(center, name, value)
        for wanted in self.wanted:
            if wanted.first is None and wanted.last is None:
                center = centers[wanted.center.pk]
                center.hours_text, center.hours_leftover, center.hours_source = wanted.text, "", Source.IMPORT
                fields |= {"hours_text", "hours_leftover", "hours_source"}
        keep_what_stands(Center, centers)
        update_recorded(centers.values(), sorted(fields), by=by, reason=reason)
        if progress:
            progress(len(self.wanted), len(self.wanted))


@register
class HoursResource(Resource):
    """When centres are open."""

    kind = "hours"
    label = "开放时间"
    model = OpeningHours
    models = (OpeningHours, Center)
    laying = HoursLaying
    header_fields = frozenset({"hours_text"})
    hint = "一行是一个中心的一个时段。时段起止都不填就是常年；新的时间代替这个时段原来的时间。"
    columns = (
        CENTER_CODE,
        CENTER_NAME,
        Column("first", ("时段起",), read.day, write=attribute("first"), width=NARROW),
        Column("last", ("时段止",), read.day, write=attribute("last"), width=NARROW),
        Column("hours_text", ("开放时间",), read.opening_text(300), True, attribute("text"), width=60,
               help=f"例如：{EXAMPLE}"),
        Column("holidays", ("法定节假日", "节假日"), read.one_of_words({CLOSED: True, OPEN: False}),
               write=attribute("holidays"), choices=(CLOSED, OPEN), width=NARROW),
    )  # fmt: skip

    def rows(self, queryset):
        """Whole periods, even where the list is filtered to a part of one: an upload replaces whole periods."""
        keys = list(
            queryset.order_by("center__code", "first", "last").values_list("center_id", "first", "last").distinct()
        )
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            whole = OpeningHours.objects.filter(center__in={key[0] for key in some}).select_related("center")
            found = timetables(whole)
            yield from (found[key] for key in some)

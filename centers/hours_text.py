"""Register text such as `周一至周五 08:30-12:00、14:30-17:30;周六 09:00-12:00` into periods.

What cannot be parsed is kept word for word in `leftover` and never guessed; it may limit what was understood
(`仅限预约`), so whoever uses the periods shows it beside them.

- Clauses stand between semicolons, full stops and lines. A clause that is not understood is left over as a
  whole; if it has commas, its beginning may be understood up to the first part that is not.
- Times without days belong to the days of the clause before, if they come later in the day; otherwise they
  are left over. Only `24小时`, `全天` and `全年无休` mean every day by themselves.
- Later hours for some of the days replace the earlier ones where they are plainly narrower or wider
  (`每天 9:00-17:00;周六 9:00-12:00`); where they could also be meant in addition, they are left over.
- Holidays: what the text says; if it says nothing (or both), hours for all seven weekdays hold on holidays
  too, others do not, and neither does a text that says 工作日.
"""

import re
from dataclasses import dataclass, field

from centers.hours import DAY_MINUTES, EVERY_DAY, Minutes, Period, Span
from centers.hours_words import DAY_SETS, Clock, NotUnderstood, Token, Word, span_between, tokens_of

LONGEST_TEXT = 500  # characters; opening hours are far shorter, and what is longer is something else
_CLAUSE_ENDS = re.compile(r"[;；。\r\n|]+")
_COMMAS = re.compile(r"[,，]+")
_ALL_DAY: tuple[Minutes, ...] = ((0, DAY_MINUTES),)


@dataclass(frozen=True, slots=True)
class ParsedHours:
    """What was understood (no or one period, undated), and the clauses that were not."""

    periods: tuple[Period, ...] = ()
    leftover: tuple[str, ...] = ()


@dataclass(slots=True)
class _Segment:
    """Hours on some days; `days` is 0 while they are not known."""

    days: int
    spans: tuple[Minutes, ...]
    loosely_all_day: bool = False  # 全天 without 24小时
    replaced: int = 0  # days for which a later clause says otherwise

    @property
    def kept(self) -> int:
        return self.days & ~self.replaced


@dataclass(slots=True)
class _Clause:
    text: str
    segments: list[_Segment] = field(default_factory=list)
    closed_days: int = 0
    closed_on_holidays: set[bool] = field(default_factory=set)
    all_year: bool = False
    working_days: bool = False
    holidays_excepted: bool = False  # 节假日除外
    understood: bool = True


def parse_hours_text(text: str) -> ParsedHours:
    """The periods of a register's text. Never raises for a string, whatever is in it."""
    if len(text) > LONGEST_TEXT:
        return ParsedHours(leftover=(text,))
    clauses: list[_Clause] = []
    for piece in _CLAUSE_ENDS.split(text):
        if piece.strip():
            _add_clause(piece.strip(), clauses)
    _leave_contradictions(clauses)
    leftover = tuple(clause.text for clause in clauses if not clause.understood)
    return ParsedHours(_periods(clauses), leftover)


def _add_clause(text: str, clauses: list[_Clause]) -> None:
    """Append what `text` says, in one clause or, failing that, part by part up to the first that fails."""
    clause = _understood(text, clauses)
    if clause is None:
        start = 0
        for comma in _COMMAS.finditer(text):
            part = _understood(text[start : comma.start()].strip(), clauses)
            if part is None:
                break
            clauses.append(part)
            start = comma.end()
        rest = text[start:].strip()
        clause = (_understood(rest, clauses) if start else None) or _Clause(rest, understood=False)
    clauses.append(clause)


def _understood(text: str, before: list[_Clause]) -> _Clause | None:
    try:
        clause = _ClauseReader(text).read()
        _give_days(clause, before)
        _fit_in(clause, before)
    except NotUnderstood:
        return None
    return clause


class _ClauseReader:
    """Reads the tokens of one clause from left to right."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text)
        self.position = 0
        self.clause = _Clause(text)
        self.days = 0  # named, and still without hours
        self.days_outside = 0  # the same before an open bracket
        self.holidays = False  # 节假日 was named, and nothing said of it yet

    def read(self) -> _Clause:
        while (word := self._peek()) is not None:
            if word in (Word.DAY, *DAY_SETS):
                self.days |= self._read_days()
            elif word in (Word.TIME, Word.NUMBER, Word.HOURS_24, Word.ALL_DAY):
                self._add_segment()
            else:
                self._take()
                self._follow(word)
        self._end_bracket()
        if self.days and len(self.clause.segments) == 1 and not self.clause.segments[0].days:
            self.clause.segments[0].days, self.days = self.days, 0  # 8:30-12:00(周一至周五)
        if self.days or self.holidays or not self._says_something():
            raise NotUnderstood(self.clause.text)
        return self.clause

    def _says_something(self) -> bool:
        clause = self.clause
        return bool(clause.segments or clause.closed_days or clause.closed_on_holidays)

    def _peek(self, ahead: int = 0) -> Word | None:
        position = self.position + ahead
        return self.tokens[position][0] if position < len(self.tokens) else None

    def _take(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def _follow(self, word: Word) -> None:
        """A word that stands for itself: a closure, a holiday rule, a bracket."""
        clause, rules = self.clause, self.clause.closed_on_holidays
        match word:
            case Word.BRACKET:
                self._end_bracket()
                self.days_outside, self.days = self.days, 0
            case Word.BRACKET_END:
                self._end_bracket()
            case Word.CLOSED | Word.EXCEPT if self.days or self.holidays:
                self._close_days()
            case Word.HOLIDAY:
                self.holidays = True
            case Word.HOLIDAY_CLOSED:
                self.holidays = True
                self._close_days()
            case Word.HOLIDAY_EXCEPT if not clause.closed_days:  # 周一闭馆(节假日除外) is the opposite
                clause.holidays_excepted = self.holidays = True
                self._close_days()
            case Word.HOLIDAY_WITHOUT:
                rules.add(True)
            case Word.HOLIDAY_OPEN if self.days in (0, EVERY_DAY):  # not 周末、节假日照常开放
                rules.add(False)
            case Word.HOLIDAY_INCLUDED if self._days_in_hand() == EVERY_DAY:
                rules.add(False)
            case Word.ALL_YEAR:
                rules.add(False)
                clause.all_year = True
            case _:
                raise NotUnderstood(clause.text)

    def _days_in_hand(self) -> int:
        latest = self.clause.segments[-1].days if self.clause.segments else 0
        return self.days | self.days_outside or latest

    def _end_bracket(self) -> None:
        """Days in a bracket may repeat those before it, 工作日(周一至周五), and no more."""
        if self.days and self.days_outside and self.days != self.days_outside:
            raise NotUnderstood(self.clause.text)
        self.days |= self.days_outside
        self.days_outside = 0

    def _close_days(self) -> None:
        self.clause.closed_days |= self.days
        if self.holidays:
            self.clause.closed_on_holidays.add(True)
        self.days, self.holidays = 0, False

    def _read_days(self) -> int:
        """A list of days as bits: 周一至周五、周日 or 周一、三、五."""
        days = 0
        while (word := self._peek()) in (Word.DAY, Word.BARE_DAY, *DAY_SETS):
            if word in DAY_SETS:
                self._take()
                self.clause.working_days |= word is Word.WORKING
                if word is Word.DAILY and (days or self._peek() is Word.DAY):
                    if not days:  # 每天周一至周五: which?
                        raise NotUnderstood(self.clause.text)
                    continue  # 周一至周五每天
                days |= DAY_SETS[word]
                continue
            _, first = self._take()
            last = self._end_of_days(first) if self._peek() is Word.RANGE else first
            days |= sum(1 << (first + step) % 7 for step in range((last - first) % 7 + 1))
        return days

    def _end_of_days(self, first: int) -> int:
        self._take()
        word, value = self._take() if self._peek() is not None else (None, None)
        if word is Word.NUMBER and 1 <= value <= 7:  # 周1-5
            value -= 1
        elif word not in (Word.DAY, Word.BARE_DAY):
            raise NotUnderstood(self.clause.text)
        if value == first:
            raise NotUnderstood(self.clause.text)
        return value

    def _add_segment(self) -> None:
        clause = self.clause
        holiday_said = clause.closed_on_holidays and not clause.all_year
        dayless = not self.days and (clause.segments or clause.closed_days or holiday_said)
        if self.holidays or dayless:  # 节假日开放 9:00-12:00: hours for holidays alone
            raise NotUnderstood(clause.text)
        clause.segments.append(self._read_segment())
        self.days = 0

    def _read_segment(self) -> _Segment:
        words, spans = set(), []
        while (word := self._peek()) in (Word.TIME, Word.NUMBER, Word.HOURS_24, Word.ALL_DAY):
            words.add(word)
            if word in (Word.HOURS_24, Word.ALL_DAY):
                self._take()
                continue
            span = self._read_span()
            if spans and span[0] < spans[-1][1]:  # 8:30-12:00、2:30-5:30
                raise NotUnderstood(self.clause.text)
            spans.append(span)
        all_day = words & {Word.HOURS_24, Word.ALL_DAY}
        if all_day and spans:
            raise NotUnderstood(self.clause.text)
        return _Segment(self.days, _ALL_DAY if all_day else tuple(spans), all_day == {Word.ALL_DAY})

    def _read_span(self) -> Minutes:
        if (self._peek(1), self._peek(2)) != (Word.RANGE, Word.TIME):
            raise NotUnderstood(self.clause.text)
        (word, opens), _, (_, closes) = self._take(), self._take(), self._take()
        if word is Word.NUMBER:
            if not closes.in_words:  # 9-17点, but not 9-17:00
                raise NotUnderstood(self.clause.text)
            opens = Clock(opens, 0, "", next_day=False, in_words=True)
        return span_between(opens, closes)


def _give_days(clause: _Clause, before: list[_Clause]) -> None:
    """Find the days of hours that stand without any."""
    for segment in clause.segments:
        if not segment.days and (clause.all_year or segment.spans == _ALL_DAY):
            segment.days = EVERY_DAY
        if not segment.days and before and before[-1].understood and before[-1].segments:
            latest = before[-1].segments[-1]
            if latest.spans[-1][1] <= segment.spans[0][0]:
                segment.days = latest.days
        if not segment.days or (segment.loosely_all_day and segment.days != EVERY_DAY):
            raise NotUnderstood(clause.text)


def _fit_in(clause: _Clause, before: list[_Clause]) -> None:
    """Let a clause refine the ones before it, or refuse it where it is not clear how.

    More hours for the same days must come later in the day. Hours for some of the days replace the earlier
    ones if they are plainly narrower or wider. 节假日除外 after a closure is an exception to that closure.
    """
    if clause.holidays_excepted and not clause.segments and before and before[-1].closed_days:
        raise NotUnderstood(clause.text)
    seen = [segment for earlier in before if earlier.understood for segment in earlier.segments]
    replaced: list[tuple[_Segment, int]] = []
    for segment in clause.segments:
        for other in seen:
            if not segment.days & other.kept or _continues(segment, other):
                continue
            part_of_it = segment.days != other.days and not segment.days & ~other.kept
            if not (part_of_it and _one_holds_the_other(segment, other)):
                raise NotUnderstood(clause.text)
            replaced.append((other, segment.days))
        seen.append(segment)
    for other, days in replaced:
        other.replaced |= days


def _continues(segment: _Segment, other: _Segment) -> bool:
    return segment.days == other.days and other.spans[-1][1] <= segment.spans[0][0]


def _one_holds_the_other(segment: _Segment, other: _Segment) -> bool:
    def holds(outer: tuple[Minutes, ...], inner: tuple[Minutes, ...]) -> bool:
        return all(any(a <= opens and closes <= b for a, b in outer) for opens, closes in inner)

    return holds(segment.spans, other.spans) or holds(other.spans, segment.spans)


def _leave_contradictions(clauses: list[_Clause]) -> None:
    """Leave over what does not fit the rest: no hours left, 全年无休 with days missing, two holiday rules."""
    segments = [segment for clause in clauses for segment in clause.segments if segment.kept]
    closed = 0
    for clause in clauses:
        leaves_hours = segments and all(segment.kept & ~(closed | clause.closed_days) for segment in segments)
        if not leaves_hours:
            clause.understood = False
        if clause.understood:
            closed |= clause.closed_days
    covered = _covered(clauses)
    rules = set().union(*(clause.closed_on_holidays for clause in clauses if clause.understood))
    for clause in clauses:
        incomplete = clause.all_year and covered != EVERY_DAY
        if incomplete or (clause.closed_on_holidays and len(rules) > 1):
            clause.understood = False


def _covered(clauses: list[_Clause]) -> int:
    understood = [clause for clause in clauses if clause.understood]
    named = closed = 0
    for clause in understood:
        closed |= clause.closed_days
        for segment in clause.segments:
            named |= segment.kept
    return named & ~closed


def _periods(clauses: list[_Clause]) -> tuple[Period, ...]:
    understood = [clause for clause in clauses if clause.understood]
    covered = _covered(clauses)
    spans = tuple(
        Span(segment.kept & covered, opens, closes)
        for clause in understood
        for segment in clause.segments
        if segment.kept
        for opens, closes in segment.spans
    )
    if not spans:
        return ()
    rules = set().union(*(clause.closed_on_holidays for clause in understood))
    by_default = covered != EVERY_DAY or any(clause.working_days for clause in understood)
    return (Period(spans, closed_on_holidays=rules.pop() if rules else by_default),)

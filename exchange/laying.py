"""A file laid over the stored rows: what is new, what changes, what stays, what is wrong. Nothing is written here
until `write`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import connection

from accounts.recorded import create_recorded, keep_what_stands, update_recorded
from exchange.cells import Formula, shown
from exchange.changes import Change
from exchange.columns import Column, same_cell
from exchange.problems import Problem, WrongValue
from exchange.sheets import Header

AT_ONCE = 500
FORMULA = WrongValue("这是公式。", "请改成它的结果，再上传。")


class Kind(StrEnum):
    """What a row of the file means."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(slots=True)
class SheetRow:
    """One row of the file: its number and the cells of the columns that are read, empty ones left out."""

    number: int
    cells: dict

    def get(self, name: str):
        """The cell of a field, None when it is empty or there is no such column."""
        return self.cells.get(name)


@dataclass(slots=True)
class Sheet:
    """What was read of a file, and everything that is wrong with it."""

    header: Header
    rows: list[SheetRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    kept_although_empty: int = 0  # emptied cells that change nothing, unless the person says so

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.header.headers


@dataclass(slots=True)
class Outcome:
    """What a row means. `target` is what would be written."""

    row: int
    label: str
    kind: Kind = Kind.UNCHANGED
    changes: list[Change] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    target: object = None


class Laying:
    """Base: one file, one account, one list."""

    def __init__(self, resource, sheet: Sheet, user, *, empty_clears: bool = False, is_writing: bool = False):
        self.resource = resource
        self.sheet = sheet
        self.user = user
        self.empty_clears = empty_clears
        self.is_writing = is_writing
        self.columns: dict[str, Column] = {column.field: column for column in resource.columns}
        self.outcomes: list[Outcome] = []
        self.wrong_rows: set[int] = set()
        self._first_rows: dict = {}
        self._told: set[Problem] = set()

    def run(self) -> None:
        """Lay every row, then look at them together."""
        self.prepare()
        for row in self.sheet.rows:
            outcome = Outcome(row.number, self.label_of(row))
            try:
                self.lay(row, outcome)
            except WrongValue as error:
                self.report(row, "", "", error)
            if outcome.target is None and row.number in self.wrong_rows:
                self._look_at_every_cell(row)
            self.outcomes.append(outcome)
        self.finish()
        for outcome in self.outcomes:
            if outcome.row in self.wrong_rows:
                outcome.kind = Kind.WRONG

    def _look_at_every_cell(self, row):
        """What is wrong beside what a row speaks of: all of it is told at once."""
        for column in self.resource.columns:
            if column.read:
                self.value(row, column.field)

    # What a list says of itself ---------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Read what all rows need, in a fixed number of queries."""

    def lay(self, row: SheetRow, outcome: Outcome) -> None:
        """Find what the row speaks of and what it changes; problems go to `report`."""
        raise NotImplementedError

    def label_of(self, row: SheetRow) -> str:
        """What the row speaks of, in the words of the file."""
        words = [shown(row.get(column.field)) for column in self.resource.columns[:4]]
        return " ".join(word for word in words if word)[:80]

    def finish(self) -> None:
        """Look at the rows together."""

    def questions(self) -> list[str]:
        """What is odd about the file as a whole and no error: nothing is written before the person has said yes."""
        return []

    def write(self, *, by, reason: str, progress=None) -> None:
        """Write what differs."""
        raise NotImplementedError

    # What they share --------------------------------------------------------------------------------------------

    def lockable(self, queryset):
        """The queryset, its rows locked when they are about to be written, so that no change in between is lost."""
        locks = self.is_writing and connection.features.has_select_for_update
        return queryset.select_for_update(of=("self",)) if locks else queryset

    def report(self, row: SheetRow, name: str, value, error: WrongValue) -> None:
        """Note what is wrong with one cell."""
        header = self.sheet.header
        written = header.headers.get(name) or (self.columns[name].header if name in self.columns else "")
        problem = Problem(error.reason, error.cure, header.sheet, row.number, written, shown(value)[:80])
        if problem not in self._told:
            self._told.add(problem)
            self.sheet.problems.append(problem)
        self.wrong_rows.add(row.number)

    def value(self, row: SheetRow, name: str):
        """The value of a cell, None when it is empty or wrong; what is wrong is reported."""
        cell = row.get(name)
        if cell is None:
            return None
        try:
            if isinstance(cell, Formula) or (isinstance(cell, str) and cell.lstrip().startswith("=")):
                raise FORMULA
            return self.columns[name].read(cell)
        except WrongValue as error:
            self.report(row, name, cell, error)
            return None

    def is_repeated(self, row: SheetRow, key, name: str, what: str) -> bool:
        """Whether an earlier row has the same key; then that is reported."""
        first = self._first_rows.setdefault(key, row.number)
        if first == row.number:
            return False
        self.report(row, name, row.get(name), WrongValue(f"和第 {first} 行重复。", f"{what}只能有一行，请删去一行。"))
        return True

    def differing(self, row: SheetRow, stored, *, leave=()) -> tuple[dict, list[str]]:
        """The values of the cells that say something else than the stored row, and the fields that are emptied.

        :param stored: the stored row, or None for a new one, which must have the required cells.
        """
        values, emptied = {}, []
        for column in self.resource.columns:
            name = column.field
            if column.read is None or name in leave:
                continue
            cell = row.get(name)
            written = column.write(stored) if stored is not None and column.write else None
            if cell is None:
                self._see_empty(row, column, stored, written, emptied)
            elif isinstance(cell, Formula) or stored is None or not same_cell(cell, written):
                value = self.value(row, name)
                if value is not None:
                    values[name] = value
        return values, emptied

    def _see_empty(self, row, column, stored, written, emptied):
        if stored is None:
            if column.is_required:
                self.report(row, column.field, "", WrongValue("没有填。", f"请填上{column.header}。"))
        elif self.sheet.has(column.field) and shown(written):
            if not self.empty_clears:
                self.sheet.kept_although_empty += column.can_be_blank
            elif column.can_be_blank:
                emptied.append(column.field)
            else:
                self.report(row, column.field, "", WrongValue("这一格不能清空。", f"请填上{column.header}。"))


class RecordLaying(Laying):
    """One row of the file is one row of the model."""

    def lay(self, row, outcome):
        stored = self.locate(row)
        if stored is None:
            return
        is_new = stored._state.adding
        values, emptied = self.differing(row, None if is_new else stored, leave=self.names_the_row)
        outcome.target = stored
        before = {} if is_new else {name: self._written(stored, name) for name in self.columns}
        self.take(stored, values, emptied, outcome)
        self.check(row, stored)
        outcome.changes = [
            Change(column.header, before.get(name, ""), now)
            for name, column in self.columns.items()
            if (now := self._written(stored, name)) != before.get(name, "")
        ]
        outcome.kind = Kind.NEW if is_new else Kind.CHANGED if outcome.changes else Kind.UNCHANGED

    # Fields that say which row is meant, and are never changed by a file.
    names_the_row: tuple[str, ...] = ()

    def locate(self, row):
        """The stored row, locked for writing, or a new one; None when that is reported as a problem."""
        raise NotImplementedError

    def take(self, instance, values: dict, emptied: list[str], outcome: Outcome) -> None:
        """Set what differs; `outcome.fields` are the model's fields that change."""
        for name in emptied:
            values[name] = self.columns[name].blank
        for name, value in values.items():
            setattr(instance, name, value)
        outcome.fields |= set(values)

    def check(self, row: SheetRow, instance) -> None:
        """What only several fields together tell."""

    def _written(self, instance, name) -> str:
        column = self.columns[name]
        return shown(column.write(instance)) if column.write else ""

    def write(self, *, by, reason, progress=None):
        new = [outcome.target for outcome in self.outcomes if outcome.kind == Kind.NEW]
        changed = [outcome for outcome in self.outcomes if outcome.kind == Kind.CHANGED]
        total = len(new) + len(changed)
        keep_what_stands(self.resource.model, [outcome.target.pk for outcome in changed])
        every_field = set().union(*(outcome.fields for outcome in changed))
        self.resource.make_room(self.resource.model, [outcome.target for outcome in changed], every_field)
        done = 0
        for some in self.batches(new):
            rows = create_recorded(some, by=by, reason=reason)
            self.resource.after_write(self.resource.model, rows)
            done += len(rows)
            if progress:
                progress(done, total)
        for start in range(0, len(changed), AT_ONCE):
            some = changed[start : start + AT_ONCE]
            rows = [outcome.target for outcome in some]
            fields = sorted(set().union(*(outcome.fields for outcome in some)))
            update_recorded(rows, fields, by=by, reason=reason, is_kept=True)
            self.resource.after_write(self.resource.model, rows)
            if progress:
                progress(len(new) + start + len(some), total)

    def batches(self, new: list) -> Iterator[list]:
        """New rows in the order in which they can be written."""
        for start in range(0, len(new), AT_ONCE):
            yield new[start : start + AT_ONCE]


class NumberedLaying(RecordLaying):
    """Rows that have no code of their own: the portal's number (系统编号) names them, else what they say."""

    number_field = "pk"
    names_the_row = ("pk",)
    shown_at = "name"  # the column at which a repeated row is reported

    def natural_key(self, instance) -> tuple:
        """What tells one row from another where no number is given."""
        raise NotImplementedError

    def candidates(self):
        """The stored rows that the file may speak of."""
        raise NotImplementedError

    def new(self, row):
        """A new row with what its key says; None when that is reported."""
        raise NotImplementedError

    def prepare(self):
        rows = list(self.lockable(self.candidates()))
        self.by_number = {row.pk: row for row in rows}
        self.by_key: dict = {}
        for row in rows:
            self.by_key.setdefault(self.natural_key(row), []).append(row)

    def locate(self, row):
        if row.get(self.number_field) is not None:
            return self._by_number(row)
        new = self.new(row)
        if new is None:
            return None
        key = self.natural_key(new)
        same = self.by_key.get(key, [])
        if len(same) > 1:
            error = WrongValue("有几条同样的记录，分不出是哪一条。", "请下载最新的文件，用里面的系统编号。")
            self.report(row, self.number_field, "", error)
            return None
        if self.is_repeated(row, (same[0].pk,) if same else key, self.shown_at, "同样的记录"):
            return None
        return same[0] if same else new

    def _by_number(self, row):
        number = self.value(row, self.number_field)
        if number is None:
            return None
        stored = self.by_number.get(number)
        if stored is None:
            error = WrongValue("没有这个系统编号，或者不归您管。", "请下载最新的文件；新增的行留空。")
            self.report(row, self.number_field, number, error)
            return None
        return None if self.is_repeated(row, (stored.pk,), self.number_field, "每个编号") else stored

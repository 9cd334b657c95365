"""The columns of a sheet: what they are called, how a cell is read and written."""

from collections.abc import Callable
from dataclasses import dataclass

from exchange.cells import shown

NARROW, MEDIUM, WIDE = 12, 20, 40
TO_WGS = "WGS-84"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it fills and the headers it may have, the usual one first."""

    field: str
    headers: tuple[str, ...]
    # From a cell that is not empty to a value; None: the column is for reading only.
    read: Callable | None = None
    is_required: bool = False
    # From a stored row to what stands in its cell: text, a number, or None.
    write: Callable | None = None
    choices: tuple[str, ...] = ()
    width: int = MEDIUM
    help: str = ""
    # What an emptied cell stands for; None: such a cell cannot be emptied.
    blank: object = None
    can_be_blank: bool = False

    @property
    def header(self) -> str:
        """The usual header."""
        return self.headers[0]


def named_by_choice(field: str):
    """Writes the label of a field with choices."""
    return lambda row: getattr(row, f"get_{field}_display")() or None


def attribute(name: str):
    """Writes an attribute, followed through related rows by dots; dates in ISO form."""
    parts = name.split(".")

    def write(row):
        for part in parts:
            row = getattr(row, part, None)
        return row.isoformat() if hasattr(row, "isoformat") else row

    return write


def yes_or_no_written(name: str):
    """Writes a truth as 是 or 否."""
    return lambda row: "是" if getattr(row, name) else "否"


def same_cell(cell, written) -> bool:
    """Whether a cell of the file says what the download would."""
    return _comparable(cell) == _comparable(written)


def _comparable(value) -> str:
    # Line ends and blanks at the ends of lines change on the way through a spreadsheet.
    return "\n".join(line.strip() for line in shown(value).splitlines())

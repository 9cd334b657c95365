"""Reading a workbook row by row: title rows, a header in any order, then rows. Nothing here touches the database."""

import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.exceptions import InvalidFileException

from exchange.archive import SAVE_AGAIN, refuse_dangerous
from exchange.cells import Formula, plain, shown
from exchange.columns import Column
from exchange.guarding import unguarded
from exchange.problems import FileUnreadable, Problem

MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_SHEETS = 20
HEADER_WITHIN = 10  # rows
LAST_ROW = 1_048_576  # of a sheet
# The column that an annotated copy has more: a corrected copy comes back with it.
PROBLEMS_HEADER = "问题"
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    OSError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,  # entities and the like, which defusedxml forbids, among them
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
)

Row = tuple[int, tuple]  # its number in the sheet, and its cells


@contextmanager
def opened(path: Path, name: str = ""):
    """The sheets of a workbook as (title, iterator of rows that are not empty).

    :raises FileUnreadable: when the file is dangerous, damaged or something else; also while rows are read.
    """
    refuse_dangerous(path, name)
    with _said_plainly():
        workbook = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        sheets = [(sheet.title, _rows(sheet)) for sheet in workbook.worksheets[:MOST_SHEETS]]
    try:
        yield sheets
    finally:
        workbook.close()


@contextmanager
def _said_plainly():
    """What openpyxl raises for a broken file, as FileUnreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what it leaves out
            yield
    except _UNREADABLE as error:
        raise FileUnreadable("打不开这个文件，它可能已经损坏。", SAVE_AGAIN) from error


def _rows(sheet) -> Iterator[Row]:
    # The stated size of a sheet may be wrong; without it, all rows come.
    sheet.reset_dimensions()
    every_row = sheet.iter_rows(max_col=MOST_COLUMNS)
    filling = None  # openpyxl gives one and the same row of empty cells for all that a sheet leaves out
    number = 0
    while True:
        with _said_plainly():
            cells = next(every_row, None)
        if cells is None:
            return
        number += 1
        if number > LAST_ROW:
            raise FileUnreadable("行号超出了表格的范围。", SAVE_AGAIN)
        if cells is filling:
            continue
        values = tuple(_value(cell) for cell in cells)
        if any(value is not None and shown(value) for value in values):
            yield number, values
        elif all(cell is EMPTY_CELL for cell in cells):
            filling = cells


def _value(cell):
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return Formula(value if isinstance(value, str) else f"={getattr(value, 'text', None) or ''}".replace("==", "="))
    return unguarded(value) if isinstance(value, str) else value


@dataclass(slots=True)
class Header:
    """Which column stands where."""

    sheet: str
    at: int  # its row
    places: dict[int, Column]
    headers: dict[str, str]  # field → the header as written
    ignored: list[str] = field(default_factory=list)  # headers that say nothing to us
    cells: tuple = ()  # as they stand in its row
    rows_above: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def above(self) -> list[str]:
        """What stands above the header, such as a title."""
        return [shown(cell) for _, cells in self.rows_above for cell in cells if cell is not None]


def find_header(sheets, columns, is_header: Callable[[set[str]], bool]) -> tuple[Header, Iterator[Row]] | None:
    """The first sheet with a header in its first rows, and the rows below; None when there is none.

    :param is_header: whether a row that names these fields is the header.
    """
    by_name = {plain(name): column for column in columns for name in column.headers}
    for title, rows in sheets:
        above = []
        for _, (number, cells) in zip(range(HEADER_WITHIN), rows, strict=False):
            places = {
                index: by_name[name]
                for index, cell in enumerate(cells)
                if cell is not None and (name := plain(cell).split("(")[0]) in by_name
            }
            if is_header({column.field for column in places.values()}):
                return _header(title, number, cells, places, above), rows
            above.append((number, cells))
    return None


def _header(title, number, cells, places, above) -> Header:
    header = Header(title, number, places, {}, cells=cells, rows_above=above)
    for index, column in places.items():
        written = shown(cells[index])
        if column.field in header.headers:
            header.problems.append(Problem("这一列出现了两次。", "请只留一列。", title, number, written))
        header.headers[column.field] = written
    header.ignored = [
        shown(cell)
        for index, cell in enumerate(cells)
        if index not in places and cell is not None and shown(cell) not in {"", PROBLEMS_HEADER}
    ]
    return header

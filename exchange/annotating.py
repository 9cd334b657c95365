"""A copy of an uploaded file in which every wrong cell is coloured and says why. It holds values only: what was a
formula comes back as its text, and nothing else of the file comes along.
"""

from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from exchange.cells import shown
from exchange.columns import MEDIUM
from exchange.problems import Problem
from exchange.sheets import MOST_ROWS, PROBLEMS_HEADER, find_header, opened
from exchange.writing import HEAD, WHITE, WRAPPED, marked, sheet_name, text_cell


def annotated_copy(resource, path: Path, name: str, problems: list[Problem]):
    """The copy as an open temporary file at its beginning."""
    workbook = Workbook(write_only=True)
    with opened(path, name) as sheets:
        header, below = find_header(sheets, resource.columns, resource.is_header)
        sheet = workbook.create_sheet(sheet_name(header.sheet))
        sheet.freeze_panes = f"A{header.at + 1}"
        for index in range(1, len(header.cells) + 1):
            sheet.column_dimensions[get_column_letter(index)].width = MEDIUM
        _copy(sheet, header, below, problems)
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    workbook.save(file)
    file.seek(0)
    return file


def _copy(sheet, header, below, problems):
    by_row = defaultdict(list)
    for problem in problems:
        by_row[problem.row or header.at].append(problem)
    places = {written: index for index, column in header.places.items() if (written := header.headers[column.field])}
    above = [*header.rows_above, (header.at, header.cells)]
    last = max(index for index, cell in enumerate(header.cells) if shown(cell) not in {"", PROBLEMS_HEADER})
    at = 0
    for number, cells in _both(above, below):
        while at < number - 1:
            sheet.append([])
            at += 1
        row = [_copied(sheet, cell) for cell in _as_wide(cells, last)]
        if number == header.at:
            row.append(_head(sheet))
        elif number > header.at and any(problem.row == number for problem in by_row.get(number, ())):
            row.append(text_cell(sheet, "\n".join(_told(problem) for problem in by_row[number])))
            row[-1].alignment = WRAPPED
        for problem in by_row.get(number, ()):
            index = places.get(problem.column)
            if index is not None:
                row[index] = marked(sheet, row[index] or text_cell(sheet, ""), f"{problem.reason}{problem.cure}")
        sheet.append(row)
        at += 1


def _both(above, below):
    yield from above
    for count, row in enumerate(below):
        if count == MOST_ROWS:
            return
        yield row


def _as_wide(cells, last) -> list:
    """A row's cells up to the header's last one; the problems stand right beside."""
    return [cells[index] if index < len(cells) else None for index in range(last + 1)]


def _copied(sheet, value):
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return WriteOnlyCell(sheet, value)
    return text_cell(sheet, shown(value))


def _head(sheet):
    cell = WriteOnlyCell(sheet, PROBLEMS_HEADER)
    cell.font, cell.fill = WHITE, HEAD
    return cell


def _told(problem: Problem) -> str:
    return f"{problem.column}：{problem.reason}{problem.cure}" if problem.column else f"{problem.reason}{problem.cure}"

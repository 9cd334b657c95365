"""Lists as files: .xlsx and .csv in which nothing that a person typed runs as a formula."""

import csv
import re
from io import StringIO
from tempfile import TemporaryFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from exchange.cells import shown
from exchange.guarding import guarded, is_risky

HEAD = PatternFill("solid", fgColor="8C1419")
READ_ONLY_HEAD = PatternFill("solid", fgColor="6F6459")
WRONG = PatternFill("solid", fgColor="FFD9D6")
WHITE = Font(bold=True, color="FFFFFF")
WRAPPED = Alignment(wrap_text=True, vertical="top")
AS_TEXT = "@"
LONGEST_CELL = 32_767  # of Excel
LONGEST_SHEET_NAME = 31
LONGEST_LIST = 250  # characters of a list of choices in a sheet
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")


def text_cell(sheet, value: str) -> WriteOnlyCell:
    """A cell that is text whatever it begins with."""
    text = ILLEGAL_CHARACTERS_RE.sub("", guarded(value, by_apostrophe=False))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # never "f", which openpyxl makes of a leading equals sign
    cell.number_format = AS_TEXT
    if is_risky(text):
        cell.quotePrefix = True
    return cell


def sheet_name(words: str) -> str:
    """Words as the name of a sheet: without the signs that spreadsheets do not take there, and not too long."""
    return _NOT_IN_SHEET_NAMES.sub(" ", words)[:LONGEST_SHEET_NAME].strip() or "表"


def write_workbook(resource, rows, *, editable: bool = True):
    """The list as an open temporary file at its beginning, and how many rows it has."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(sheet_name(resource.label))
    _lay_out(sheet, resource.columns)
    sheet.append([_head(sheet, column, editable) for column in resource.columns])
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, column.write(row)) for column in resource.columns])
        count += 1
    if editable:
        _explain(workbook.create_sheet("填写说明"), resource)
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    workbook.save(file)
    file.seek(0)
    return file, count


def _lay_out(sheet, columns):
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns, start=1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = column.width
        choices = ",".join(column.choices)
        if choices and column.read and len(choices) <= LONGEST_LIST:
            validation = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            validation.error, validation.errorTitle = "请从列表里选。", column.header
            validation.add(f"{letter}2:{letter}20001")
            sheet.data_validations.append(validation)


def _head(sheet, column, editable) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, column.header)
    cell.font, cell.alignment = WHITE, WRAPPED
    cell.fill = HEAD if column.read or not editable else READ_ONLY_HEAD
    return cell


def _cell(sheet, value):
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return text_cell(sheet, shown(value))
    return value


def _explain(sheet, resource):
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 90
    told = [
        ("怎么改", "在第一张表里改，保存成 .xlsx，再到后台“上传 Excel”。先预览，确认以后才写入。"),
        ("提示", resource.hint),
    ]
    for column in resource.columns:
        words = "只供查看，改了也不会导入。" if not column.read else ("新增时必填。" if column.is_required else "")
        choices = f"可以填：{'、'.join(column.choices)}。" if column.choices else ""
        told.append((column.header, f"{words}{choices}{column.help}"))
    for name, words in told:
        sheet.append([text_cell(sheet, name), text_cell(sheet, words)])


def csv_lines(resource, rows):
    """The list as lines of CSV for spreadsheets, which take UTF-8 only with a mark at the beginning."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    writer.writerow([column.header for column in resource.columns])
    for row in rows:
        writer.writerow([_plain(column.write(row)) for column in resource.columns])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _plain(value):
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return guarded(shown(value), by_apostrophe=True)


def marked(sheet, cell: WriteOnlyCell, words: str) -> WriteOnlyCell:
    """A cell in colour with a note."""
    cell.fill = WRONG
    if words:
        cell.comment = Comment(words, "后台", width=320, height=120)
    return cell

"""The report as .xlsx: every table a sheet, nothing live in any cell."""

from tempfile import TemporaryFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from exchange.writing import HEAD, WHITE, WRAPPED, sheet_name, text_cell
from oversight.reports.report import Report, chinese_day, how_counted
from oversight.reports.sites import CHAPTER, tables_together

WIDEST = 40


def write_report(report: Report):
    """An open temporary file at its beginning."""
    workbook = Workbook(write_only=True)
    _cover(workbook, report)
    _figures(workbook, report)
    for tile in report.reading.tiles:
        for table in tile.tables:
            _table(workbook, report, tile.title, table)
    for table in tables_together(report.scenarios):
        _table(workbook, report, CHAPTER, table)
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    workbook.save(file)
    file.seek(0)
    return file


def _cover(workbook, report):
    sheet = workbook.create_sheet("说明")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 100
    reading = report.reading
    told = [
        ("报告", report.title),
        ("时期", report.subtitle.strip("（）")),
        ("范围", f"{reading.unit_name}（{reading.unit_code}）"),
        ("数字日期", chinese_day(reading.day)),
        ("怎么来的", report.opening),
    ]
    if reading.sample_note:
        told.append(("示例", reading.sample_note))
    for tile in [*reading.tiles, *report.scenarios]:
        told += [(tile.title, words) for words in (*tile.sentences, *tile.notes)]
    for row in told:
        sheet.append([_wrapped(sheet, words) for words in row])


def _figures(workbook, report):
    sheet = workbook.create_sheet("指标")
    _lay_out(sheet, (18, 20, 12, 12, 8, 10, 90))
    sheet.append(_head(sheet, ("板块", "指标", "数值", "分母", "单位", "比例", "口径、来源和日期")))
    for tile in report.reading.tiles:
        for figure in tile.figures:
            share = f"{figure.share:.1f}%" if figure.share is not None else ""
            told = how_counted(figure, report.reading.day)
            row = (tile.title, figure.label, figure.value, figure.total, figure.unit, share, told)
            sheet.append([_cell(sheet, value) for value in row])


def _table(workbook, report, subject, table):
    taken = set(workbook.sheetnames)
    name = sheet_name(table.title)
    if name in taken:
        name = sheet_name(f"{subject} {table.title}")
    sheet = workbook.create_sheet(name)
    rows = table.values()
    longest = [max([len(str(row[index])) for row in rows] + [len(head)]) for index, head in enumerate(table.head)]
    _lay_out(sheet, [min(WIDEST, 2 * length + 4) for length in longest])
    sheet.append(_head(sheet, table.head))
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    sheet.append([])
    for words in (table.note, f"{report.reading.unit_name}，{chinese_day(report.reading.day)}"):
        if words:
            sheet.append([text_cell(sheet, words)])


def _lay_out(sheet, widths):
    sheet.freeze_panes = "A2"
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width


def _head(sheet, words):
    cells = []
    for word in words:
        cell = WriteOnlyCell(sheet, word)
        cell.font, cell.fill, cell.alignment = WHITE, HEAD, WRAPPED
        cells.append(cell)
    return cells


def _cell(sheet, value):
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return _wrapped(sheet, str(value))


def _wrapped(sheet, words):
    cell = text_cell(sheet, words)
    cell.alignment = WRAPPED
    return cell

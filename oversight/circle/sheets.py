"""Tables of coverage as .xlsx: several sheets, numbers as numbers, everything else as text that never runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from tempfile import TemporaryFile

from django.http import FileResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from accounts.audit import Action, record
from exchange.lists import LONGEST_FILTER, XLSX
from exchange.writing import HEAD, WHITE, WRAPPED, sheet_name, text_cell

EXPLAINED = "说明"


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its head with the width of each column, its rows."""

    name: str
    head: tuple[tuple[str, int], ...]
    rows: Iterable[list]


def workbook_of(sheets: list[Sheet], told: list[tuple[str, str]]):
    """An open temporary file at its beginning: the tables, then a sheet that says how the figures came about."""
    workbook = Workbook(write_only=True)
    told_of = Sheet(EXPLAINED, (("项目", 20), ("内容", 100)), [list(line) for line in told])
    for table in [*sheets, told_of]:
        _write(workbook.create_sheet(sheet_name(table.name)), table)
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    workbook.save(file)
    file.seek(0)
    return file


def _write(sheet, table):
    sheet.freeze_panes = "A2"
    for index, (_, width) in enumerate(table.head, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append([_headed(sheet, name) for name, _ in table.head])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _headed(sheet, name):
    cell = WriteOnlyCell(sheet, name)
    cell.font, cell.fill, cell.alignment = WHITE, HEAD, WRAPPED
    return cell


def _cell(sheet, value):
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return text_cell(sheet, str(value))


def as_download(request, file, name: str, *, count: int) -> FileResponse:
    """The file as an answer, noted in the audit trail."""
    detail = {"count": count, "form": "xlsx", "filter": request.GET.urlencode()[:LONGEST_FILTER]}
    record(Action.EXPORT, request=request, subject=name, detail=detail)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def told_of_basis(basis, unit_name: str) -> list[tuple[str, str]]:
    """How the figures came about, line by line."""
    lines = [
        ("范围", unit_name),
        ("方法", f"{basis.method_name}。{basis.sentence}"),
        ("算谁", basis.who_name),
        ("时间和速度", f"{basis.minutes:g}分钟，每秒{basis.speed:g}米"),
        ("计算日期", basis.day),
        ("中心", f"{basis.centers['counted']}个算在内"),
        ("人口资料", _demand_words(basis)),
        ("路网", _roads_words(basis)),
    ]
    lines += [("注意", note) for note in basis.notes]
    if basis.attribution:
        lines.append(("道路数据版权", basis.attribution))
    return lines


def _demand_words(basis):
    demand = basis.demand
    return "，".join(filter(None, [demand["name"], demand["source_name"], demand["as_of"]]))


def _roads_words(basis):
    roads = basis.roads
    return "，".join(filter(None, [roads["source"], roads["date"], roads["licence"]])) if roads else "还没有导入"

"""Reading the register of centres (台账): an .xlsx file with a title, then Chinese headers in any order.

Nothing here touches the database. Every problem names sheet, row, column, value, reason and cure, and all of them
are found in one reading. Formulas are refused: what they show depends on who opened the file last.
"""

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from centers.coordinates import looks_swapped, parse_system, to_wgs84
from centers.models import Center
from centers.outline import is_near_district
from centers.register import values as read
from grids.sources import Source

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 100
MOST_SHEETS = 20
HEADER_WITHIN = 10  # rows
DECIMALS = 7  # of a degree: one centimetre
SAMPLE_WORD = "示例"
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
    RuntimeError,  # an encrypted archive
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the register: the field it fills and the headers it may have, the usual one first."""

    field: str
    headers: tuple[str, ...]
    read: Callable
    is_required: bool = False


COLUMNS = (
    Column("number", ("序号", "示范点序号"), read.whole_number(1, 999), True),
    Column("name", ("中心名称", "名称"), read.text(60), True),
    Column("tier", ("层级",), read.one_of(Center.Tier), True),
    Column("street", ("所属街道", "所属镇街"), read.text(60)),
    Column("community", ("所属社区", "所属村居"), read.text(60)),
    Column("unit_code", ("行政区划代码", "区划代码"), read.division_code, True),
    Column("setting", ("五进类型",), read.one_of(Center.Setting)),
    Column("premises", ("场地来源",), read.one_of(Center.Premises)),
    Column("floor_area_m2", ("建筑面积", "面积"), read.whole_number(1, 200_000)),
    Column("opened_month", ("启用时间", "启用年月"), read.month),
    Column("batch", ("批次",), read.text(20)),
    Column("address", ("地址",), read.text(120)),
    Column("telephone", ("联系电话", "电话"), read.text(40)),
    Column("lon", ("经度",), read.degrees),
    Column("lat", ("纬度",), read.degrees),
    Column("system", ("坐标系",), read.text(60)),
    Column("hours_text", ("开放时间",), read.opening_text(300)),
    Column("staff_count", ("工作人员数", "工作人员"), read.whole_number(0, 2000)),
    Column("brand", ("特色品牌", "品牌"), read.text(60)),
    Column("source", ("资料来源",), read.source),
)
_BY_HEADER = {header: column for column in COLUMNS for header in column.headers}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the file is refused: where, what stands there, the reason and the cure."""

    reason: str
    cure: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    def __str__(self):
        place = f"工作表“{self.sheet}”" if self.sheet else ""
        place += f"第 {self.row} 行" if self.row else ""
        place += f"“{self.column}”列" if self.column else ""
        place += f"“{self.value[:40]}”" if self.value else ""
        return f"{place}：{self.reason}{self.cure}" if place else self.reason + self.cure


@dataclass(slots=True)
class RegisterRow:
    """One centre of the register. None: the cell is empty, or the column is missing."""

    row: int
    number: int | None = None
    name: str | None = None
    tier: str | None = None
    street: str | None = None
    community: str | None = None
    unit_code: str | None = None
    setting: str | None = None
    premises: str | None = None
    floor_area_m2: int | None = None
    opened_month: date | None = None
    batch: str | None = None
    address: str | None = None
    telephone: str | None = None
    lon: float | None = None  # WGS-84
    lat: float | None = None
    system: str | None = None  # as stated
    hours_text: str | None = None
    staff_count: int | None = None
    brand: str | None = None
    source: str = Source.IMPORT


@dataclass(slots=True)
class Register:
    """What was read, and everything that is wrong with it."""

    sheet: str = ""
    is_sample: bool = False
    headers: dict[str, str] = field(default_factory=dict)  # field → the header in the file
    rows: list[RegisterRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, row: RegisterRow, field_name: str, value, reason: str, cure: str):
        """Note a problem with one cell."""
        column = self.headers.get(field_name, "")
        self.problems.append(Problem(reason, cure, self.sheet, row.row, column, read.shown(value)))


def read_register(path, *, system: str = "", is_sample: bool = False) -> Register:
    """The rows of an .xlsx register.

    :param system: the coordinate system of the whole file, when no column states it.
    :param is_sample: every fact in the file is sample, whatever its title says.
    """
    register = Register(is_sample=is_sample)
    if system:
        try:
            system = parse_system(system)
        except ValueError as error:
            register.problems.append(Problem(str(error), ""))
            return register
    problem = _refusal(Path(path))
    if problem:
        register.problems.append(problem)
        return register
    try:
        sheets = _load(Path(path))
    except _UNREADABLE:
        register.problems.append(Problem("打不开这个文件，它可能已经损坏。", "请用表格软件重新另存为 .xlsx。"))
        return register
    for title, rows in sheets:
        if _read_sheet(title, rows, register, system):
            return register
    required = "、".join(column.headers[0] for column in COLUMNS if column.is_required)
    register.problems.append(
        Problem(f"前 {HEADER_WITHIN} 行里没有找到表头。", f"请在标题下面写一行表头，至少要有：{required}。")
    )
    return register


def _refusal(path: Path) -> Problem | None:
    """Why the file is not even opened."""
    if path.suffix.lower() != ".xlsx":
        return Problem("只能读取 .xlsx 文件。", "请在表格软件里另存为“Excel 工作簿（.xlsx）”。")
    if not path.is_file():
        return Problem(f"没有找到文件 {path}。", "请检查文件名。")
    if path.stat().st_size > LARGEST_FILE:
        return Problem(f"文件超过 {LARGEST_FILE >> 20} MB。", "请删去图片和无关的工作表。")
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return Problem("这不是 .xlsx 文件，或者已经损坏。", "请用表格软件重新另存为 .xlsx。")
    if unpacked > LARGEST_UNPACKED:
        return Problem(f"文件解开后超过 {LARGEST_UNPACKED >> 20} MB。", "请删去无关的内容。")
    return None


def _load(path: Path) -> list[tuple[str, list[tuple[int, tuple]]]]:
    """Every sheet's title and its rows that are not empty, with their numbers."""
    workbook = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    sheets = []
    try:
        for sheet in workbook.worksheets[:MOST_SHEETS]:
            # The stated size of a sheet may be wrong; without it, all rows come.
            sheet.reset_dimensions()
            rows = []
            for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
                if any(cell is not None and read.shown(cell) for cell in cells):
                    rows.append((number, cells))
                if len(rows) > MOST_ROWS + HEADER_WITHIN:
                    break
            sheets.append((sheet.title, rows))
    finally:
        workbook.close()
    return sheets


def _read_sheet(title: str, rows, register: Register, system: str) -> bool:
    """Read the sheet if it has the register's header; says whether it has."""
    header_at, places = next(
        ((at, places) for at, (_, cells) in enumerate(rows[:HEADER_WITHIN]) if (places := _header(cells))), (0, {})
    )
    if not places:
        return False
    above = [cell for _, cells in rows[:header_at] for cell in cells if cell is not None]
    register.is_sample = register.is_sample or any(SAMPLE_WORD in str(cell) for cell in above)
    _open_sheet(title, rows[header_at][1], places, register, system)
    below = rows[header_at + 1 :]
    for number, cells in below[:MOST_ROWS]:
        _read_row(number, cells, places, register, system)
    if len(below) > MOST_ROWS:
        register.problems.append(Problem(f"超过 {MOST_ROWS} 行。", "请分成几个文件。", title, below[MOST_ROWS][0]))
    if not below:
        register.problems.append(Problem("表头下面没有内容。", "请填上中心的资料。", title))
    _find_duplicates(register)
    return True


def _header(cells) -> dict[int, Column]:
    """Which column stands where, when this row is the header: it names the centre and one thing more."""
    places = {}
    for index, cell in enumerate(cells):
        name = read.plain(cell).split("(")[0] if cell is not None else ""
        if name in _BY_HEADER:
            places[index] = _BY_HEADER[name]
    fields = {column.field for column in places.values()}
    return places if "name" in fields and len(fields) > 1 else {}


def _open_sheet(title: str, cells, places, register: Register, system: str):
    register.sheet = title
    for index, column in places.items():
        if column.field in register.headers:
            register.problems.append(
                Problem("这一列出现了两次。", "请只留一列。", register.sheet, column=read.shown(cells[index]))
            )
        register.headers[column.field] = read.shown(cells[index])
    for column in COLUMNS:
        if column.is_required and column.field not in register.headers:
            register.problems.append(Problem(f"表头里没有“{column.headers[0]}”列。", "请加上这一列。", register.sheet))
    if not system and {"lon", "lat"} & register.headers.keys() and "system" not in register.headers:
        register.problems.append(
            Problem(
                "有经纬度，但没有写明坐标系。",
                "请加一列“坐标系”，或者在命令里写 --system WGS-84（或 GCJ-02、BD-09、CGCS2000）。",
                register.sheet,
            )
        )


def _read_row(number: int, cells, places, register: Register, system: str):
    row = RegisterRow(number)
    wrong = set()
    for index, column in places.items():
        cell = cells[index] if index < len(cells) else None
        if cell is None or not read.shown(cell):
            continue
        try:
            if isinstance(cell, str) and cell.lstrip().startswith("="):
                raise read.WrongValue("这是公式。", "请改成它的结果。")
            setattr(row, column.field, column.read(cell))
        except read.WrongValue as error:
            wrong.add(column.field)
            register.report(row, column.field, cell, error.reason, error.cure)
    for column in COLUMNS:
        is_asked = column.is_required and column.field in register.headers and column.field not in wrong
        if is_asked and getattr(row, column.field) is None:
            register.report(row, column.field, "", "没有填。", f"请填上{column.headers[0]}。")
    if not wrong & {"lon", "lat", "system"}:
        _place(row, register, system)
    register.rows.append(row)


def _place(row: RegisterRow, register: Register, system: str):
    """Turn the coordinates into WGS-84, or say why they cannot be right."""
    if row.lon is None and row.lat is None:
        return
    if row.lon is None or row.lat is None:
        empty = "lon" if row.lon is None else "lat"
        register.report(row, empty, "", "经度和纬度只填了一个。", "请都填上，或者都不填。")
        return
    pair = f"{row.lon:g}, {row.lat:g}"
    if looks_swapped(row.lon, row.lat):
        register.report(row, "lon", pair, "经度和纬度写反了。", "请把这两格对调。")
        return
    stated = _stated_system(row, register, system)
    if stated is None:
        return
    try:
        lon, lat = to_wgs84(row.lon, row.lat, stated)
    except ValueError as error:
        register.report(row, "lon", pair, str(error), "请检查经度和纬度。")
        return
    if not is_near_district(lon, lat):
        register.report(row, "lon", pair, "这个位置离江城区超过 20 公里。", "请检查经度、纬度和坐标系。")
        return
    row.lon, row.lat = round(lon, DECIMALS), round(lat, DECIMALS)


def _stated_system(row: RegisterRow, register: Register, system: str):
    if row.system is None:
        if not system and "system" in register.headers:
            register.report(
                row, "system", "", "有经纬度，但没有写明坐标系。", "请写 WGS-84、GCJ-02、BD-09 或 CGCS2000。"
            )
        return system or None
    try:
        stated = parse_system(row.system)
    except ValueError as error:
        register.report(row, "system", row.system, str(error), "")
        return None
    if system and stated != system:
        register.report(row, "system", row.system, f"和命令里写的 {system} 不一样。", "请去掉 --system，或者改这一格。")
        return None
    return stated


def _find_duplicates(register: Register):
    for field_name in ("number", "name"):
        first_rows: dict = {}
        for row in register.rows:
            value = getattr(row, field_name)
            if value is None:
                continue
            first = first_rows.setdefault(value, row.row)
            if first != row.row:
                register.report(row, field_name, value, f"和第 {first} 行重复。", "每个中心只能有一行。")

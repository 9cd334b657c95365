"""Reading the register of centres (台账): an .xlsx file with a title, then Chinese headers in any order.

Nothing here touches the database. Every problem names sheet, row, column, value, reason and cure, and all of them
are found in one reading. Formulas are refused: what they show depends on who opened the file last.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from centers.coordinates import parse_system
from centers.models import Center
from centers.outline import is_near_district
from centers.register.doubts import StatedPlace
from centers.register.places import placed, refuse_swapped
from exchange import cells as read
from exchange.columns import Column
from exchange.problems import FileUnreadable, Problem, WrongValue
from exchange.sheets import HEADER_WITHIN, MOST_ROWS, Header, find_header, opened
from grids.sources import SOURCE_WORDS, Source

SAMPLE_WORD = "示例"
LONGEST_CODE = 12

COLUMNS = (
    Column("code", ("编码", "中心编码"), read.plain_code(LONGEST_CODE)),
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
    Column("telephone", ("联系电话", "电话"), read.telephone(40)),
    Column("lon", ("经度",), read.degrees),
    Column("lat", ("纬度",), read.degrees),
    Column("system", ("坐标系",), read.text(60)),
    Column("hours_text", ("开放时间",), read.opening_text(300)),
    Column("staff_count", ("工作人员数", "工作人员"), read.whole_number(0, 2000)),
    Column("brand", ("特色品牌", "品牌"), read.text(60)),
    Column("source", ("资料来源",), read.one_of_words(SOURCE_WORDS)),
)


@dataclass(slots=True)
class RegisterRow:
    """One centre of the register. None: the cell is empty, or the column is missing."""

    row: int
    code: str | None = None
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
    stated: StatedPlace | None = None  # the pair before it became WGS-84
    hours_text: str | None = None
    staff_count: int | None = None
    brand: str | None = None
    source: str | None = Source.IMPORT
    # Only in uploads to the back office, which know every field of a centre.
    status: str | None = None
    accessibility: list[str] | None = None
    location_source: str | None = None
    hours_source: str | None = None
    figures_source: str | None = None


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
    try:
        with opened(Path(path)) as sheets:
            _read_sheets(sheets, register, system)
    except FileUnreadable as error:
        register.problems.append(error.problem)
    return register


def says_sample(header: Header) -> bool:
    """Whether a title above the header marks the whole file as sample."""
    return any(SAMPLE_WORD in text for text in header.above)


def _read_sheets(sheets, register: Register, system: str):
    found = find_header(sheets, COLUMNS, lambda fields: "name" in fields and len(fields) > 1)
    if found is None:
        required = "、".join(column.header for column in COLUMNS if column.is_required)
        register.problems.append(
            Problem(f"前 {HEADER_WITHIN} 行里没有找到表头。", f"请在标题下面写一行表头，至少要有：{required}。")
        )
        return
    header, below = found
    register.is_sample = register.is_sample or says_sample(header)
    _open_sheet(header, register, system)
    for number, cells in below:
        if len(register.rows) == MOST_ROWS:
            register.problems.append(Problem(f"超过 {MOST_ROWS} 行。", "请分成几个文件。", header.sheet, number))
            break
        _read_row(number, cells, header.places, register, system)
    if not register.rows:
        register.problems.append(Problem("表头下面没有内容。", "请填上中心的资料。", header.sheet))
    _find_duplicates(register)


def _open_sheet(header: Header, register: Register, system: str):
    register.sheet = header.sheet
    register.headers = header.headers
    register.problems += header.problems
    for column in COLUMNS:
        if column.is_required and column.field not in register.headers and not _goes_without(column, register):
            register.problems.append(Problem(f"表头里没有“{column.header}”列。", "请加上这一列。", register.sheet))
    if not system and {"lon", "lat"} & register.headers.keys() and "system" not in register.headers:
        register.problems.append(
            Problem(
                "有经纬度，但没有写明坐标系。",
                "请加一列“坐标系”，或者在命令里写 --system WGS-84（或 GCJ-02、BD-09、CGCS2000）。",
                register.sheet,
            )
        )


def _goes_without(column: Column, register: Register) -> bool:
    """Whether another column does for a required one: a centre without a number has a code."""
    return column.field == "number" and "code" in register.headers


def _read_row(number: int, cells, places, register: Register, system: str):
    row = RegisterRow(number)
    wrong = set()
    for index, column in places.items():
        cell = cells[index] if index < len(cells) else None
        if cell is None or not read.shown(cell):
            continue
        try:
            if isinstance(cell, read.Formula):
                raise WrongValue("这是公式。", "请改成它的结果。")
            setattr(row, column.field, column.read(cell))
        except WrongValue as error:
            wrong.add(column.field)
            register.report(row, column.field, cell, error.reason, error.cure)
    for column in COLUMNS:
        is_asked = column.is_required and column.field in register.headers and column.field not in wrong
        if is_asked and getattr(row, column.field) is None and not (column.field == "number" and row.code):
            register.report(row, column.field, "", "没有填。", f"请填上{column.header}。")
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
    try:
        refuse_swapped(row.lon, row.lat)
        stated = _stated_system(row, register, system)
        if stated is not None:
            row.stated = StatedPlace(row.lon, row.lat, stated)
            far = "这个位置离江城区超过 20 公里。"
            row.lon, row.lat = placed(row.lon, row.lat, stated, is_near_district, far)
    except WrongValue as error:
        register.report(row, "lon", f"{row.lon:g}, {row.lat:g}", error.reason, error.cure)


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
    for field_name in ("code", "number", "name"):
        first_rows: dict = {}
        for row in register.rows:
            value = getattr(row, field_name)
            if value is None:
                continue
            first = first_rows.setdefault(value, row.row)
            if first != row.row:
                register.report(row, field_name, value, f"和第 {first} 行重复。", "每个中心只能有一行。")

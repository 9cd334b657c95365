"""Reading a file of demand points: an .xlsx workbook with Chinese headers, or GeoJSON points."""

import json
from pathlib import Path

from coverage.demand_files.rows import HEADERS, MOST_PROBLEMS, REQUIRED, DemandRefused, DemandRow, read_row
from exchange.columns import Column
from exchange.problems import FileUnreadable, Problem
from exchange.sheets import find_header, opened

MOST_ROWS = 200_000
LARGEST_GEOJSON = 100 << 20
_COLUMNS = [Column(field, headers) for field, headers in HEADERS.items()]
_BY_NAME = {name: field for field, names in HEADERS.items() for name in names}


def read_demand_file(path: Path, name: str = "", most_rows: int = MOST_ROWS) -> list[DemandRow]:
    """All rows of a file, or none.

    :param name: what the person calls the file, when `path` is a copy under another name.
    :raises DemandRefused: with the problems, at most MOST_PROBLEMS of them.
    """
    suffix = Path(name or path.name).suffix.lower()
    problems: list[Problem] = []
    try:
        if suffix in {".geojson", ".json"}:
            rows = _geojson_rows(path, most_rows, problems.append)
        else:
            rows = _workbook_rows(path, name, most_rows, problems.append)
    except FileUnreadable as error:
        raise DemandRefused([error.problem]) from error
    if problems:
        raise DemandRefused(cut(problems))
    if not rows:
        raise DemandRefused([Problem("文件里没有数据。", "请检查表格。")])
    return rows


def cut(problems: list) -> list:
    """The first problems, and how many more there are."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    return [*problems[:MOST_PROBLEMS], Problem(f"另有 {len(problems) - MOST_PROBLEMS} 处。", "请先改上面的。")]


def _refuse_many(number: int, most_rows: int):
    if number > most_rows:
        raise FileUnreadable(f"超过 {most_rows} 行。", "请分开导入，或请管理员用命令 import_demand 导入。")


def _workbook_rows(path, name, most_rows, report):
    with opened(path, name) as sheets:
        found = find_header(sheets, _COLUMNS, lambda fields: set(REQUIRED) <= fields)
        if found is None:
            raise FileUnreadable("没有找到表头。", "表头要有“经度”“纬度”“人口”这几列。")
        header, sheet_rows = found
        if header.problems:
            raise DemandRefused(header.problems)
        fields = {column.field: index for index, column in header.places.items()}
        rows = []
        for count, (number, cells) in enumerate(sheet_rows, 1):
            _refuse_many(count, most_rows)
            by_field = {field: cells[index] if index < len(cells) else None for field, index in fields.items()}
            if (row := read_row(number, by_field, header.headers, report)) is not None:
                rows.append(row)
        return rows


def _geojson_rows(path, most_rows, report):
    document = _document(path)
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise FileUnreadable("这不是 GeoJSON 文件：要 FeatureCollection。", "请重新导出。")
    _refuse_many(len(features), most_rows)
    rows = []
    for number, feature in enumerate(features, 1):
        cells = _cells_of(feature)
        if cells is None:
            report(Problem("要 Point（点），写成 [经度, 纬度]。", "请重新导出。", row=number))
        elif (row := read_row(number, cells, _names(), report)) is not None:
            rows.append(row)
    return rows


def _document(path) -> dict:
    try:
        if path.stat().st_size > LARGEST_GEOJSON:
            raise FileUnreadable(f"文件超过 {LARGEST_GEOJSON >> 20} MB。", "请分开导入。")
        document = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_constant)
    except OSError as error:
        raise FileUnreadable("读不到文件。", "请检查文件名。") from error
    except UnicodeDecodeError as error:
        raise FileUnreadable("文件不是 UTF-8 编码。", "请另存为 UTF-8。") from error
    except (ValueError, RecursionError) as error:
        raise FileUnreadable("不是完好的 GeoJSON 文件，可能不完整。", "请重新导出。") from error
    return document if isinstance(document, dict) else {}


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


def _cells_of(feature) -> dict | None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    pair = geometry.get("coordinates")
    if not isinstance(pair, list) or len(pair) < 2 or not all(type(value) in {int, float} for value in pair[:2]):
        return None
    properties = feature.get("properties") if isinstance(feature.get("properties"), dict) else {}
    cells = {_BY_NAME[name]: _plain(value) for name, value in properties.items() if name in _BY_NAME}
    return cells | {"lon": round(pair[0], 9), "lat": round(pair[1], 9)}


def _plain(value):
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _names() -> dict[str, str]:
    return {field: names[0] for field, names in HEADERS.items()}

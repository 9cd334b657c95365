"""Candidate places from an .xlsx file. Its coordinate system is declared, for the file or row by row.

A guess would move every place by half a kilometre. All rows are taken, or none.
"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from centers.coordinates import CoordinateSystem, parse_system
from centers.outline import is_in_district
from centers.register.places import placed
from coverage.demand_files.fitting import fit_of
from coverage.engine.network import Network
from coverage.models.scenarios import LONGEST_NAME, MOST_CANDIDATES
from exchange import cells as read
from exchange.cells import Formula, shown
from exchange.columns import Column
from exchange.problems import FileUnreadable, Problem, WrongValue
from exchange.sheets import HEADER_WITHIN, find_header, opened

MOST_PROBLEMS = 100
COLUMNS = (
    Column("name", ("名称", "候选点", "地点", "候选点名称"), read.text(LONGEST_NAME), True),
    Column("lon", ("经度", "lon", "lng", "longitude"), read.degrees, True),
    Column("lat", ("纬度", "lat", "latitude"), read.degrees, True),
    Column("system", ("坐标系",), read.text(60)),
)
_BY_FIELD = {column.field: column for column in COLUMNS}
NO_SYSTEM = "没有写明坐标系。请在上面选一个，或者在表里加一列“坐标系”。"


@dataclass(frozen=True, slots=True)
class FilePlace:
    """One row: its number, its name and its WGS-84 pair; the pair as written and its system."""

    row: int
    name: str
    lon: float
    lat: float
    written: tuple[float, float]
    system: CoordinateSystem


class FileRefused(ValueError):
    """Nothing was taken; every problem says where it is and what to do."""

    def __init__(self, problems: list[Problem]):
        super().__init__()
        self.problems = problems


def read_candidates(upload, system: str) -> list[FilePlace]:
    """The places of an uploaded file.

    :param system: the system of the whole file; empty when a column states it.
    :raises FileRefused: with every problem.
    """
    try:
        with NamedTemporaryFile(suffix=".xlsx") as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
            copy.flush()
            return _read(copy.name, upload.name, system)
    except FileUnreadable as error:
        raise FileRefused([error.problem]) from error


def _read(path, name, system):
    with opened(Path(path), name) as sheets:
        found = find_header(sheets, COLUMNS, lambda fields: {"lon", "lat"} <= fields)
        if found is None:
            raise FileUnreadable(f"前 {HEADER_WITHIN} 行里没有找到表头。", "表头要有：名称、经度、纬度。")
        header, below = found
        places, problems = [], list(header.problems)
        for number, cells in below:
            if len(places) > MOST_CANDIDATES or len(problems) > MOST_PROBLEMS:
                break
            values = {column.field: cells[at] for at, column in header.places.items() if at < len(cells)}
            place = _place(number, values, header, system, problems)
            if place:
                places.append(place)
    if problems:
        raise FileRefused(problems)
    if not places:
        raise FileUnreadable("表头下面没有内容。", "请填上候选点，再上传。")
    return places


def _place(number, cells, header, system, problems):
    values, is_sound = {}, True

    def report(field, reason, cure=""):
        column = header.headers.get(field, _BY_FIELD[field].header)
        problems.append(Problem(reason, cure, header.sheet, number, column, shown(cells.get(field))))

    for field, column in _BY_FIELD.items():
        cell = cells.get(field)
        if cell is None or not shown(cell):
            values[field] = None
            if column.is_required and field != "name":
                report(field, "没有填。", "请填上。")
                is_sound = False
            continue
        try:
            if isinstance(cell, Formula) or shown(cell).startswith("="):
                raise WrongValue("这是公式。", "请改成它的结果，再上传。")
            values[field] = column.read(cell)
        except WrongValue as error:
            report(field, error.reason, error.cure)
            is_sound = False
    if not is_sound:
        return None
    try:
        stated = parse_system(values["system"] or system) if values["system"] or system else None
    except ValueError as error:
        report("system", str(error))
        return None
    if stated is None:
        report("system", NO_SYSTEM)
        return None
    try:
        lon, lat = placed(values["lon"], values["lat"], stated, is_in_district, "这个位置不在江城区里。")
    except WrongValue as error:
        report("lon", error.reason, error.cure)
        return None
    written = values["lon"], values["lat"]
    return FilePlace(number, values["name"] or f"第{number}行", lon, lat, written, stated)


def doubt_of(network: Network, places: list[FilePlace]) -> str:
    """What is odd about the declared coordinate system, by the roads; empty when nothing is, or nobody can tell."""
    systems = {place.system for place in places}
    if len(systems) != 1:
        return ""
    fit = fit_of(network, np.array([place.written for place in places]), systems.pop())
    return fit.sentence() if fit and fit.better else ""

"""One row of a file of demand points: what it must be, whatever the kind of file."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from centers.coordinates import CoordinateSystem, to_wgs84
from coverage.roads.area import Area
from exchange.cells import degrees, shown, text, whole_number
from exchange.problems import Problem, WrongValue

MOST_PEOPLE = 100_000  # at one point; more is a wrong column
LONGEST_KEY, LONGEST_LABEL = 40, 100
MOST_PROBLEMS = 200
HEADERS = {
    "key": ("编号", "编码", "楼栋编号", "key", "id"),
    "label": ("名称", "楼栋", "楼栋名称", "小区", "地址", "label", "name"),
    "lon": ("经度", "lon", "lng", "longitude", "x"),
    "lat": ("纬度", "lat", "latitude", "y"),
    "people": ("人口", "常住人口", "居民", "居民数", "人数", "people", "population"),
    "elders": ("65岁以上", "65岁以上人口", "65岁及以上", "老人", "elders"),
}
REQUIRED = ("lon", "lat", "people")
_READERS = {
    "key": text(LONGEST_KEY),
    "label": text(LONGEST_LABEL),
    "lon": degrees,
    "lat": degrees,
    "people": whole_number(0, MOST_PEOPLE),
    "elders": whole_number(0, MOST_PEOPLE),
}


class DemandRefused(ValueError):
    """A file of which nothing was taken: every problem with its row, column and cure."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


class FitsBetterElsewhere(DemandRefused):
    """The points lie better on the roads when they are taken for another coordinate system: the person must say."""


@dataclass(frozen=True, slots=True)
class DemandRow:
    """A checked row; the pair is as the file has it."""

    number: int
    key: str
    label: str
    lon: float
    lat: float
    people: int
    elders: int | None


def read_row(number: int, cells: dict, names: dict, report: Callable[[Problem], None]) -> DemandRow | None:
    """A row from cells by field; what is wrong with it goes to `report`.

    :param names: the header of each field as the file has it.
    """
    values, is_sound = {}, True
    for field, reader in _READERS.items():
        cell = cells.get(field)
        if cell is None or shown(cell) == "":
            values[field] = None
            if field in REQUIRED:
                report(Problem("没有填。", "请填上。", row=number, column=names.get(field, field)))
                is_sound = False
            continue
        try:
            values[field] = reader(cell)
        except WrongValue as error:
            report(Problem(error.reason, error.cure, row=number, column=names.get(field, field), value=shown(cell)))
            is_sound = False
    if not is_sound:
        return None
    if values["elders"] is not None and values["elders"] > values["people"]:
        column = names.get("elders", "elders")
        report(Problem("比人口还多。", "请核对这两列。", row=number, column=column, value=str(values["elders"])))
        return None
    return DemandRow(
        number,
        values["key"] or str(number),
        values["label"] or "",
        values["lon"],
        values["lat"],
        values["people"],
        values["elders"],
    )


def refuse_doubles(rows, report) -> None:
    """No two rows have one key: people would count twice."""
    first: dict[str, int] = {}
    for row in rows:
        if row.key in first:
            report(
                Problem(
                    f"和第 {first[row.key]} 行的编号一样。", "请删去一行，或改编号。", row=row.number, value=row.key
                )
            )
        first.setdefault(row.key, row.number)


def in_wgs84(rows, system: CoordinateSystem, area: Area | None, report) -> np.ndarray:
    """The places (n, 2) of rows in WGS-84; a place outside the area is a problem of its row."""
    places = np.full((len(rows), 2), np.nan)
    for index, row in enumerate(rows):
        try:
            places[index] = to_wgs84(row.lon, row.lat, system)
        except ValueError as error:
            report(Problem(str(error), "", row=row.number, column="经度、纬度", value=f"{row.lon}, {row.lat}"))
    if area is not None and len(rows):
        known = ~np.isnan(places[:, 0])
        inside = np.ones(len(rows), bool)
        inside[known] = area.holds(places[known])
        swapped = area.holds(places[:, ::-1]) if known.all() else np.zeros(len(rows), bool)
        for index in np.flatnonzero(~inside):
            row = rows[index]
            cure = "经度和纬度好像写反了。" if swapped[index] else "请核对坐标和坐标系。"
            report(
                Problem(
                    f"不在{area.name}范围里。", cure, row=row.number, column="经度、纬度", value=f"{row.lon}, {row.lat}"
                )
            )
    return places

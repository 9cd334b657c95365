"""Boundaries of units from GeoJSON (RFC 7946): what a shape must be before it is taken."""

import json
import re
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import transaction

from accounts.recorded import update_recorded
from grids.models import GridUnit
from query.codes import DISTRICT_LENGTH
from query.params import WGS84
from query.tables import FileRefused, read_text

# About 330 m north–south and 310 m east–west at 22° N. The outline that we have is simplified, so a true edge may lie
# a little outside it; a file left in GCJ-02 lies some 600 m off and still sticks out. Metres and not a share of the
# area: a small community at the edge of the district has most of its area near that edge.
TOLERANCE_DEGREES = 0.003
WGS84_NAMES = re.compile(r"(urn:ogc:def:crs:)?(OGC:(1\.3)?:?CRS84|EPSG:[\d.]*:?4326)|WGS[- _]?84\b.*", re.IGNORECASE)
NOTE_PREFIX = "边界："
# What GEOS says of a bad shape.
FAULTS = {
    "Self-intersection": "边线自相交",
    "Ring Self-intersection": "边线自相交",
    "Hole lies outside shell": "洞在外圈之外",
    "Holes are nested": "洞套着洞",
    "Nested shells": "一块套着另一块",
    "Duplicate Rings": "有重复的圈",
    "Interior is disconnected": "内部被边线隔断",
}


class ShapeRefused(ValueError):
    """Why one shape was not taken, in Chinese."""


@dataclass
class BoundaryReport:
    """The units whose boundary is new, and those whose boundary was replaced by another."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0


@transaction.atomic
def import_boundaries(path, outline_path=None) -> BoundaryReport:
    """Give units the boundaries of the file by `properties.code`, all or nothing.

    :param outline_path: where a district without a boundary has its outline; default data/outline.geojson.
    :raises FileRefused: with every refused row by name.
    """
    features, problems = _features(path), []
    codes = [_code(feature) for feature in features]
    units = {unit.code: unit for unit in GridUnit.objects.filter(code__in=[code for code in codes if code])}
    shapes = {}
    for place, (feature, code) in enumerate(zip(features, codes, strict=True), 1):
        try:
            unit = _unit(units, code)
            if code in shapes:
                raise ShapeRefused("编码重复")
            shapes[code] = None  # seen, even when the shape is bad
            shapes[code] = shape_of(feature)
        except ShapeRefused as error:
            problems.append(f"第{place}个 {_name(feature, units.get(code))}：{error}")
    shapes = {code: shape for code, shape in shapes.items() if shape}
    outlines = _outlines(shapes, outline_path or settings.DATA_DIR / "outline.geojson")
    for code, shape in shapes.items():
        if reason := _outside(code, shape, outlines):
            problems.append(f"{code} {units[code]}：{reason}")
    if problems:
        raise FileRefused(problems)

    report, differing = BoundaryReport(), []
    for feature, code in zip(features, codes, strict=True):
        unit, shape = units[code], shapes[code]
        note = noted(unit.note, _properties(feature).get("note"))
        if unit.boundary is not None and unit.boundary.equals_exact(shape) and unit.note == note:
            report.unchanged += 1
            continue
        (report.changed if unit.boundary else report.added).append(f"{code} {unit}")
        unit.boundary, unit.note = shape, note
        differing.append(unit)
    update_recorded(differing, ["boundary", "note"], reason="导入边界")
    return report


def noted(note: str, said) -> str:
    """A unit's note with one line of its own for the boundary (`said`, if anything)."""
    lines = [line for line in note.splitlines() if not line.startswith(NOTE_PREFIX)]
    if isinstance(said, str) and said.strip():
        lines.append(NOTE_PREFIX + " ".join(said.split()))
    return "\n".join(lines)


def said_of_boundary(note: str) -> str:
    """What a unit's note says of its boundary; the list of divisions leaves it alone."""
    return next((line.removeprefix(NOTE_PREFIX) for line in note.splitlines() if line.startswith(NOTE_PREFIX)), "")


def _features(path) -> list[dict]:
    name = Path(path).name
    try:
        document = json.loads(read_text(path), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused([f"不是完好的GeoJSON文件：{name}"]) from error
    kind = document.get("type") if isinstance(document, dict) else None
    if kind not in {"FeatureCollection", "Feature"}:
        raise FileRefused([f"要FeatureCollection或Feature：{name}"])
    features = document.get("features") if kind == "FeatureCollection" else [document]
    if not isinstance(features, list) or not features:
        raise FileRefused([f"文件里没有数据：{name}"])
    if problem := _foreign_crs(document.get("crs")):
        raise FileRefused([problem])
    return features


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


def _foreign_crs(crs) -> str:
    """What is wrong with a stated coordinate system. RFC 7946 knows WGS-84 only; older files may say another."""
    if crs is None:
        return ""
    named = crs.get("properties") if isinstance(crs, dict) else crs
    name = named.get("name") if isinstance(named, dict) else named
    if isinstance(name, str) and WGS84_NAMES.fullmatch(name.strip()):
        return ""
    return f"坐标系不是WGS-84：{str(name)[:60]}，请先转换"


def _properties(feature) -> dict:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _code(feature) -> str:
    code = _properties(feature).get("code")
    return str(code).strip()[:40] if isinstance(code, str | int) else ""


def _name(feature, unit):
    name = _properties(feature).get("name")
    return " ".join([_code(feature) or "（无编码）", *([str(name)[:60]] if name else [str(unit)] if unit else [])])


def _unit(units, code):
    if not code:
        raise ShapeRefused("properties 里没有 code")
    if code not in units:
        raise ShapeRefused("区划里没有这个编码")
    return units[code]


def shape_of(feature) -> MultiPolygon:
    """The multipolygon of a feature, in WGS-84 as RFC 7946 has it.

    :raises ShapeRefused: for anything but sound rings of longitudes and latitudes.
    """
    if problem := _foreign_crs(feature.get("crs")) or _foreign_crs(_properties(feature).get("crs")):
        raise ShapeRefused(problem)
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        raise ShapeRefused("没有形状")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ShapeRefused(f"形状要Polygon或MultiPolygon，不能是{str(kind)[:20]}")
    if not coordinates:
        raise ShapeRefused("形状是空的")
    polygons = _list([coordinates] if kind == "Polygon" else coordinates)
    shape = MultiPolygon([Polygon(*map(_ring, _list(polygon))) for polygon in polygons], srid=WGS84)
    if shape.empty:
        raise ShapeRefused("形状是空的")
    if not shape.valid:
        fault, _, place = shape.valid_reason.partition("[")
        raise ShapeRefused(FAULTS.get(fault.strip(), "形状不合规则") + (f"（在 {place.rstrip(']')}）" if place else ""))
    return shape


def _list(value) -> list:
    if not isinstance(value, list) or not value:
        raise ShapeRefused("形状是空的或写法不对")
    return value


def _ring(positions):
    ring = [_position(position) for position in _list(positions)]
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ShapeRefused("边线没有闭合，或不足四个点")
    return ring


def _position(position):
    numbers = position[:2] if isinstance(position, list) else []
    if len(numbers) != 2 or not all(type(number) in {int, float} for number in numbers):
        raise ShapeRefused("坐标要写成[经度, 纬度]")
    longitude, latitude = numbers
    if not (abs(longitude) <= 180 and abs(latitude) <= 90 and isfinite(longitude) and isfinite(latitude)):
        raise ShapeRefused(f"[{longitude}, {latitude}] 不是经纬度".replace("\n", " "))
    return float(longitude), float(latitude)


def _outlines(shapes, outline_path):
    """The outline of every district concerned: the file's own, else the one we have, else the published outline."""
    wanted = {code[:DISTRICT_LENGTH] for code in shapes}
    districts = GridUnit.objects.filter(code__in=wanted, boundary__isnull=False)
    outlines = dict(districts.values_list("code", "boundary"))
    if wanted - outlines.keys() - shapes.keys():
        for feature in _features(outline_path):
            outlines.setdefault(_code(feature), shape_of(feature))
    outlines |= {code: shape for code, shape in shapes.items() if len(code) == DISTRICT_LENGTH}
    return {code: outlines[code].buffer(TOLERANCE_DEGREES).prepared for code in wanted if code in outlines}


def _outside(code, shape, outlines) -> str:
    if len(code) == DISTRICT_LENGTH:
        return ""
    outline = outlines.get(code[:DISTRICT_LENGTH])
    if outline is None:
        return "所在的区没有边界，请先导入区的边界"
    return "" if outline.covers(shape) else "超出所在区的范围（可能是坐标系不对）"

"""Street lines as GeoJSON (RFC 7946), such as a surveying office hands out: lines that meet in a point are joined."""

import json
import math
import re
from collections.abc import Callable
from pathlib import Path

from coverage.roads.problems import RoadsRefused
from coverage.roads.tags import Left, left_out
from coverage.roads.ways import Collector, Ways

LINES = {"LineString", "MultiLineString"}
_WGS84 = re.compile(r"(urn:ogc:def:crs:)?(OGC:(1\.3|2)?:?CRS84|EPSG:(6\.6)?:{0,2}4326)", re.IGNORECASE)
# Ends that are closer than this (about a centimetre) are one point.
_DECIMALS = 7


def read_geojson(
    path: Path, bounds=None, *, convert: Callable | None = None, is_declared: bool = False, progress=None
) -> Ways:
    """Every line near `bounds`. Tags stand in the properties; a line without any is a walkable road.

    :param convert: from a longitude and latitude of the file to WGS-84; None: they are.
    :param is_declared: whether the person has said which coordinate system the file has.
    :raises RoadsRefused: when it is damaged, holds no lines, or does not say its coordinate system.
    """
    document = _document(path)
    stated = _stated_system(document)
    if not stated and not is_declared:
        raise RoadsRefused("文件没有写明坐标系。请选坐标系（命令里用 --crs），例如 WGS-84。")
    if stated and convert is not None:
        raise RoadsRefused("文件写明是 WGS-84，和选的坐标系不一样。请核对。")
    features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    if not isinstance(features, list):
        raise RoadsRefused("这不是 GeoJSON 文件：没有 features。")
    collector, far, extent = Collector(), 0, [181.0, 91.0, -181.0, -91.0]
    for number, feature in enumerate(features, 1):
        if progress and number % 20_000 == 0:
            progress(number)
        for line in _lines(feature, number):
            points = [_position(position, number, convert) for position in line]
            left = _left(feature)
            if left == Left.NO_ROAD:
                continue
            for lon, lat in points:
                extent = [min(extent[0], lon), min(extent[1], lat), max(extent[2], lon), max(extent[3], lat)]
            if bounds is not None and not any(_is_within(point, bounds) for point in points):
                far += left == Left.TAKEN
                continue
            for lon, lat in points:
                key = (round(lon, _DECIMALS), round(lat, _DECIMALS))
                collector.refs.append(collector.number_of(key, lon, lat))
            collector.end_way(left)
    return collector.ways(far_ways=far, extent=tuple(extent) if extent[0] <= extent[2] else None)


def _document(path: Path) -> dict:
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise RoadsRefused("文件不是 UTF-8 编码，请另存为 UTF-8。") from error
    except (ValueError, RecursionError) as error:
        raise RoadsRefused("不是完好的 GeoJSON 文件，可能不完整。") from error
    if not isinstance(document, dict) or document.get("type") not in {"FeatureCollection", "Feature"}:
        raise RoadsRefused("这不是 GeoJSON 文件：要 FeatureCollection 或 Feature。")
    return document


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


def _stated_system(document) -> bool:
    """Whether the file itself says WGS-84.

    :raises RoadsRefused: when it says another system.
    """
    stated = document.get("crs")
    if stated is None:
        return False
    named = stated.get("properties") if isinstance(stated, dict) else stated
    name = named.get("name") if isinstance(named, dict) else named
    if isinstance(name, str) and _WGS84.fullmatch(name.strip()):
        return True
    shown = "".join(letter for letter in str(name)[:40] if letter.isprintable())
    raise RoadsRefused(f"文件的坐标系是“{shown}”，不是 WGS-84。请先转换。")


def _lines(feature, number) -> list:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in LINES:
        return []  # points and areas beside the streets
    coordinates = geometry.get("coordinates")
    lines = [coordinates] if geometry["type"] == "LineString" else coordinates
    if not isinstance(lines, list) or not all(isinstance(line, list) for line in lines):
        raise RoadsRefused(f"第 {number} 条线的坐标写法不对。")
    return lines


def _position(position, number, convert) -> tuple[float, float]:
    pair = position[:2] if isinstance(position, list) else []
    if len(pair) != 2 or not all(type(value) in {int, float} and math.isfinite(value) for value in pair):
        raise RoadsRefused(f"第 {number} 条线有的坐标不是数字。坐标要写成 [经度, 纬度]。")
    lon, lat = pair
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise RoadsRefused(f"第 {number} 条线有的坐标不是经纬度。坐标要写成 [经度, 纬度]。")
    return convert(lon, lat) if convert else (float(lon), float(lat))


def _left(feature) -> Left:
    properties = feature.get("properties")
    tags = {str(key): str(value) for key, value in properties.items()} if isinstance(properties, dict) else {}
    return left_out({"highway": "road"} | tags)


def _is_within(point, bounds) -> bool:
    west, south, east, north = bounds
    return west <= point[0] <= east and south <= point[1] <= north

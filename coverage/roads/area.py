"""The area that streets are cut to: the district's outline with a margin, or another polygon."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import shape

from coverage.engine.plane import Plane
from coverage.roads.problems import RoadsRefused

# People near the border walk outside it: fifteen minutes at 1.2 m/s are 1,080 m, and ways have bends.
MARGIN_M = 2_000
LARGEST_FILE = 20 << 20
# A city and its country; more than that is no area to walk in, and the engine's plane is made for less.
LARGEST_DEGREES = 4


@dataclass(frozen=True)
class Area:
    """A polygon in WGS-84, the margin included."""

    name: str
    polygon: shapely.Geometry

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.polygon.bounds

    def holds(self, lonlat: np.ndarray) -> np.ndarray:
        """Which points lie inside."""
        shapely.prepare(self.polygon)
        return shapely.contains_xy(self.polygon, lonlat[:, 0], lonlat[:, 1])


def read_area(path: Path, name: str = "", margin_m: float = MARGIN_M) -> Area:
    """The polygons of a GeoJSON file in WGS-84 with a margin.

    :raises RoadsRefused: when there are none.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise RoadsRefused("范围文件太大。")
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        features = document["features"] if document["type"] == "FeatureCollection" else [document]
        shapes = [shape(feature.get("geometry", feature)) for feature in features]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, shapely.GEOSException) as error:
        if isinstance(error, RoadsRefused):
            raise
        raise RoadsRefused("读不了范围文件，要 WGS-84 的 GeoJSON 多边形。") from error
    polygons = [part for part in shapes if part.geom_type in {"Polygon", "MultiPolygon"} and part.is_valid]
    whole = shapely.union_all(polygons)
    if whole.is_empty:
        raise RoadsRefused("范围文件里没有多边形。")
    stated = features[0].get("properties") or {} if isinstance(features[0], dict) else {}
    return Area(name or str(stated.get("name") or path.stem)[:60], widened(whole, margin_m))


def widened(polygon, margin_m: float):
    """A polygon with a margin in metres.

    :raises RoadsRefused: when it is no place on earth, or too large.
    """
    west, south, east, north = polygon.bounds
    if not (west >= -180 and east <= 180 and south >= -85 and north <= 85):
        raise RoadsRefused("范围不是经纬度。")
    if east - west > LARGEST_DEGREES or north - south > LARGEST_DEGREES:
        raise RoadsRefused("范围太大，请只要一个区或一个市。")
    plane = Plane((west + east) / 2, (south + north) / 2)
    in_metres = shapely.transform(polygon, plane.to_xy)
    return shapely.transform(in_metres.buffer(margin_m), plane.to_lonlat)

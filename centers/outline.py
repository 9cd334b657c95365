"""The outline of the district, from `data/outline.geojson` (WGS-84): a check for points, not an official border."""

import json
from functools import lru_cache

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point

from query.spatial import box_around

# A point this far outside the outline's box is a mistake in the coordinates, not a centre across the border.
MARGIN_M = 20_000


@lru_cache(maxsize=1)
def district_outline() -> GEOSGeometry:
    """The district's multipolygon; 海陵岛 and 平冈 are inside."""
    feature = json.loads((settings.DATA_DIR / "outline.geojson").read_text(encoding="utf-8"))
    return GEOSGeometry(json.dumps(feature["geometry"]))


@lru_cache(maxsize=1)
def _box_with_margin() -> tuple[float, float, float, float]:
    west, south, east, north = district_outline().extent
    low, high = box_around(Point(west, south), MARGIN_M).extent, box_around(Point(east, north), MARGIN_M).extent
    return low[0], low[1], high[2], high[3]


def is_near_district(lon: float, lat: float) -> bool:
    """Whether a WGS-84 point lies in the outline's box or at most 20 km outside it."""
    west, south, east, north = _box_with_margin()
    return west <= lon <= east and south <= lat <= north


# The outline is generalised: a place on the border may lie a little outside it.
ROUGHNESS_DEG = 0.02  # two kilometres


@lru_cache(maxsize=1)
def _outline_with_margin():
    return district_outline().buffer(ROUGHNESS_DEG).prepared


def is_in_district(lon: float, lat: float) -> bool:
    """Whether a WGS-84 point lies in the district, as exactly as its outline is known."""
    return _outline_with_margin().contains(Point(lon, lat))

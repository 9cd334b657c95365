"""Streets for tests, drawn in metres about a place in the district, and written as the files that people bring."""

import json

import numpy as np

from coverage.engine.plane import Plane

PLANE = Plane(111.96, 21.86)


def lonlat(*xy) -> list:
    """Metres east and north of the place, as pairs of degrees."""
    return PLANE.to_lonlat(np.array(xy, dtype=float)).round(9).tolist()


def grid(blocks=4, side=100.0) -> list[list]:
    """The streets of a little town: `blocks` by `blocks`, each street one line with a point at every crossing."""
    steps = [number * side for number in range(blocks + 1)]
    return [lonlat(*[(x, y) for y in steps]) for x in steps] + [lonlat(*[(x, y) for x in steps]) for y in steps]


def geojson(lines, crs=None, properties=None) -> str:
    """Lines as GeoJSON; `crs` is what an older file states."""
    document = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties or {"highway": "residential"},
                "geometry": {"type": "LineString", "coordinates": line},
            }
            for line in lines
        ],
    }
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(document)


def osm(nodes: dict, ways: list[tuple[list, dict]]) -> str:
    """Points by number (lon, lat) and ways (numbers, tags) as an .osm file."""
    points = [f'<node id="{number}" version="1" lon="{lon}" lat="{lat}"/>' for number, (lon, lat) in nodes.items()]
    lines = []
    for number, (refs, tags) in enumerate(ways, 1):
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inner += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        lines.append(f'<way id="{number}" version="1" timestamp="2026-05-0{number % 9 + 1}T00:00:00Z">{inner}</way>')
    return f'<?xml version="1.0"?><osm version="0.6">{"".join(points)}{"".join(lines)}</osm>'

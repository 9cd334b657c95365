"""OpenStreetMap extracts (.osm.pbf and .osm), read with pyosmium."""

from collections.abc import Callable
from pathlib import Path

import osmium

from coverage.roads.guarding import DAMAGED
from coverage.roads.problems import RoadsRefused
from coverage.roads.tags import KEYS, Left, left_out
from coverage.roads.ways import MISSING, MOST_POINTS, Collector, Ways

SOURCE = "OpenStreetMap"
LICENCE = "© OpenStreetMap contributors（ODbL）"
_NOWHERE = 2**31 - 1  # what libosmium has for the coordinates of a point that the file does not hold
_SCALE = 1e-7
_TELL_EVERY = 20_000  # ways


def read_osm(path: Path, kind: str, bounds=None, progress: Callable[[int], None] | None = None) -> Ways:
    """Every way with anything to do with walking that has a point within `bounds`.

    :param bounds: west, south, east, north; None takes all.
    :param progress: is told how many ways were read.
    :raises RoadsRefused: when the file is damaged.
    """
    file = osmium.io.File(str(path), kind)
    entities = osmium.osm.NODE | osmium.osm.WAY
    try:
        processor = osmium.FileProcessor(file, entities).with_locations()
        processor = processor.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        processor = processor.with_filter(osmium.filter.KeyFilter(*KEYS))
        return _collected(processor, bounds, progress or (lambda count: None), _date_of(processor.header))
    except (RuntimeError, ValueError, OSError) as error:
        if isinstance(error, RoadsRefused):
            raise
        raise RoadsRefused(DAMAGED) from error


def _collected(processor, bounds, progress, stated) -> Ways:
    collector = Collector()
    inside = _inside(bounds)
    far = count = 0
    newest = None
    extent = [181.0, 91.0, -181.0, -91.0]
    for way in processor:
        count += 1
        if count % _TELL_EVERY == 0:
            progress(count)
        left = left_out(way.tags)
        if left == Left.NO_ROAD:
            continue
        points = [(node.ref, node.x, node.y) for node in way.nodes]
        _widen(extent, points)
        # A way without any place is broken rather than far: it is kept, to be counted as such.
        is_somewhere = any(x != _NOWHERE for _, x, _ in points)
        if is_somewhere and not any(inside(x, y) for _, x, y in points):
            far += left == Left.TAKEN
            continue
        if left == Left.TAKEN and (newest is None or way.timestamp > newest):
            newest = way.timestamp
        for ref, x, y in points:
            is_there = x != _NOWHERE
            collector.refs.append(collector.number_of(ref, x * _SCALE, y * _SCALE) if is_there else MISSING)
        collector.end_way(left)
        if len(collector.refs) > MOST_POINTS:
            raise RoadsRefused("本区范围里的路太多，不像一个区的路网。请检查文件。")
    progress(count)
    return collector.ways(
        far_ways=far,
        extent=tuple(extent) if extent[0] <= extent[2] else None,
        data_date=stated or _day(newest),
        source=SOURCE,
        licence=LICENCE,
    )


def _inside(bounds):
    if bounds is None:
        return lambda x, y: x != _NOWHERE
    west, south, east, north = (round(degrees / _SCALE) for degrees in bounds)
    return lambda x, y: west <= x <= east and south <= y <= north


def _widen(extent, points):
    """By the ends of a way: enough to say where on earth a file lies."""
    for _, x, y in (points[:1] + points[-1:]) if points else ():
        if x != _NOWHERE:
            lon, lat = x * _SCALE, y * _SCALE
            extent[:] = min(extent[0], lon), min(extent[1], lat), max(extent[2], lon), max(extent[3], lat)


def _date_of(header) -> str:
    """The day that the extract states for its data; empty when it states none."""
    stated = header.get("osmosis_replication_timestamp") or header.get("timestamp") or ""
    return stated[:10]


def _day(moment) -> str:
    """Without a stated date, the day of the newest way: the data is at least that new. 1970 stands for none."""
    return "" if moment is None or moment.year < 2004 else f"{moment:%Y-%m-%d}"

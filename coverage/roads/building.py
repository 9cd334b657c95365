"""From ways to a network: cut to the area, split at junctions, contracted between them, the main part of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from coverage.engine.network import Network
from coverage.engine.plane import geodesic_m
from coverage.roads.area import Area
from coverage.roads.problems import RoadsRefused
from coverage.roads.tags import Left
from coverage.roads.ways import MISSING, Ways

# The pieces apart from the main part that the report names by place, the longest first.
PIECES_TOLD = 20
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A network, and what was left out on the way: plain values, ready for JSON."""

    network: Network
    report: dict


@dataclass(frozen=True)
class _Segments:
    """Straight pieces between two neighbouring points of a way."""

    a: np.ndarray
    b: np.ndarray
    way: np.ndarray
    metres: np.ndarray

    def take(self, chosen) -> "_Segments":
        return _Segments(self.a[chosen], self.b[chosen], self.way[chosen], self.metres[chosen])

    def told(self) -> dict:
        """How many ways these are part of, and how long they are."""
        return {"ways": int(np.unique(self.way).size), "metres": round(float(self.metres.sum()), 1)}


def build_network(ways: Ways, area: Area | None, meta: dict, progress: Progress | None = None) -> Built:
    """The network of the walkable ways in an area.

    Parallel edges and loops stay as they are; the engine takes the shorter where it counts.

    :param meta: what the network tells of itself (source, licence, date).
    :raises RoadsRefused: when nothing in the area can be walked on.
    """
    tell = progress or (lambda stage: None)
    tell("按本区范围裁剪")
    segments, broken = _segments_of(ways)
    inside = np.ones(len(ways.lonlat), bool) if area is None else area.holds(ways.lonlat)
    is_in = inside[segments.a] & inside[segments.b]
    left = ways.left[segments.way]
    taken = segments.take(is_in & (left == Left.TAKEN))
    if not taken.a.size:
        raise RoadsRefused(_why_nothing(ways, left, is_in))
    report = {
        "not_walkable": _told_by_reason(segments.take(is_in), left[is_in]),
        "outside": _outside(ways, segments.take(~is_in & (left == Left.TAKEN))),
        "broken": broken,
    }
    tell("去掉重复的路段，找出连在一起的主要部分")
    unique, report["doubled"] = _without_doubles(taken)
    main, report["apart"] = _main_part(unique, ways.lonlat)
    report["kept"] = main.told()
    tell("在路口处分段，合并路口之间的点")
    chains = _chains(main, len(ways.lonlat))
    ends = np.array([(chain[0], chain[-1]) for chain in chains], dtype=np.int64)
    nodes, places = np.unique(ends, return_inverse=True)
    tails, heads = places.reshape(ends.shape).T
    tell("写成路网")
    shapes = [ways.lonlat[chain] for chain in chains]
    network = Network.build(
        ways.lonlat[nodes], tails.astype(np.int32), heads.astype(np.int32), shapes, {**meta, "area": _name_of(area)}
    )
    return Built(network, report)


def _name_of(area) -> str:
    return area.name if area else "整个文件"


def _segments_of(ways: Ways) -> tuple[_Segments, dict]:
    """Every pair of neighbouring points that the file holds, and how much it does not hold."""
    way_of_ref = np.repeat(np.arange(len(ways)), np.diff(ways.starts))
    a, b, way = ways.refs[:-1], ways.refs[1:], way_of_ref[:-1]
    is_pair = way_of_ref[:-1] == way_of_ref[1:]
    is_there = (a != MISSING) & (b != MISSING)
    chosen = is_pair & is_there & (a != b)
    a, b, way = a[chosen], b[chosen], way[chosen]
    metres = geodesic_m(ways.lonlat[a], ways.lonlat[b]) if a.size else np.empty(0)
    missing = ways.refs == MISSING
    is_taken = ways.left[way_of_ref] == Left.TAKEN
    broken = {
        "points": int((missing & is_taken).sum()),
        "ways": int(np.unique(way_of_ref[missing & is_taken]).size),
    }
    return _Segments(a, b, way, metres), broken


def _told_by_reason(segments: _Segments, left) -> list[dict]:
    told = []
    for reason in Left:
        if reason not in {Left.TAKEN, Left.NO_ROAD} and (left == reason).any():
            told.append({"reason": reason.name.lower(), **segments.take(left == reason).told()})
    return told


def _outside(ways: Ways, segments: _Segments) -> dict:
    told = segments.told()
    return {"ways": told["ways"] + ways.far_ways, "metres_near": told["metres"]}


def _why_nothing(ways: Ways, left, is_in) -> str:
    if not is_in.any():
        if ways.extent is None:
            return "文件里没有路，或者路的坐标都不在文件里。请重新下载。"
        west, south, east, north = ways.extent
        return (
            "文件里没有一条路在本区范围里。"
            f"它的范围是经度 {west:.2f} 到 {east:.2f}、纬度 {south:.2f} 到 {north:.2f}。请下载广东省的文件。"
        )
    if (left == Left.TAKEN).any():
        return "本区范围里没有可以步行的路，只有范围外面才有。请检查文件的范围。"
    return "文件里没有可以步行的路。请检查是不是只含高速公路或其他线。"


def _without_doubles(segments: _Segments) -> tuple[_Segments, dict]:
    """Each pair of points once: outlines of squares and platforms often run along a way."""
    low, high = np.minimum(segments.a, segments.b), np.maximum(segments.a, segments.b)
    _, first = np.unique(np.column_stack([low, high]), axis=0, return_index=True)
    is_first = np.zeros(len(low), bool)
    is_first[first] = True
    return segments.take(is_first), {"metres": round(float(segments.metres[~is_first].sum()), 1)}


def _main_part(segments: _Segments, lonlat) -> tuple[_Segments, dict]:
    """The connected part with the most metres; the others are told."""
    count = len(lonlat)
    ones = np.ones(len(segments.a), np.int8)
    _, part_of = connected_components(coo_array((ones, (segments.a, segments.b)), shape=(count, count)), directed=False)
    part = part_of[segments.a]
    metres = np.bincount(part, weights=segments.metres)
    main = int(metres.argmax())
    others = segments.take(part != main)
    rest = part[part != main]
    numbers = np.unique(rest)
    longest = numbers[np.argsort(-metres[numbers], kind="stable")][:PIECES_TOLD]
    pieces = []
    for number in longest:
        lon, lat = lonlat[others.a[rest == number]].mean(axis=0)
        pieces.append({"metres": round(float(metres[number]), 1), "lon": round(lon, 5), "lat": round(lat, 5)})
    return segments.take(part == main), {**others.told(), "parts": int(numbers.size), "longest": pieces}


def _chains(segments: _Segments, count: int) -> list[list[int]]:
    """The points along every edge: from junction or end to junction or end. Linear in the number of segments."""
    both = np.concatenate([segments.a, segments.b])
    order = np.argsort(both, kind="stable")
    neighbours = np.concatenate([segments.b, segments.a])[order].tolist()
    degrees = np.bincount(both, minlength=count)
    starts = np.concatenate([[0], np.cumsum(degrees)]).tolist()
    is_node = (degrees != 2) & (degrees > 0)
    if not is_node.any():
        is_node[both.min()] = True  # one ring without any junction
    stops = is_node.tolist()
    used = bytearray(len(neighbours))
    chains = []
    for node in np.flatnonzero(is_node).tolist():
        for slot in range(starts[node], starts[node + 1]):
            if used[slot]:
                continue
            used[slot] = 1
            chain = [node, neighbours[slot]]
            while not stops[chain[-1]]:
                here, before = chain[-1], chain[-2]
                first = starts[here]
                chain.append(neighbours[first + 1] if neighbours[first] == before else neighbours[first])
            _mark_arrival(used, neighbours, starts, chain)
            chains.append(chain)
    return chains


def _mark_arrival(used, neighbours, starts, chain):
    """A chain is walked from one end only."""
    end, before = chain[-1], chain[-2]
    for slot in range(starts[end], starts[end + 1]):
        if neighbours[slot] == before and not used[slot]:
            used[slot] = 1
            return

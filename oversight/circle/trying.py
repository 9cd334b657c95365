"""What if: one more centre or several, some closed, a footbridge. Small answers, asked for while a pointer moves."""

from dataclasses import dataclass

import numpy as np

from coverage.engine.edits import BridgeOffNetwork
from coverage.engine.snapping import snap
from coverage.engine.what_if import closed_centers, new_bridge, new_centers
from coverage.figures import BANDS_MINUTES
from coverage.states import State
from oversight.circle.asked import Asked
from query.params import BadParameter, Params

MOST_NEW, MOST_CLOSED, MOST_BRIDGES = 10, 20, 3
LONGEST = 1000
# About how far off the middle of the residents a point may be, in degrees: a click is somewhere on the map.
FARTHEST_DEG = 1.0
NEEDS_ROADS = "还没有步行路网，试不了。请先导入道路。"


@dataclass(frozen=True)
class Tried:
    """What is tried: places (lon, lat), numbers of centres, lines of two places."""

    new: list[tuple[float, float]]
    closed: list[int]
    bridges: list[list[tuple[float, float]]]


@dataclass(frozen=True)
class Outcome:
    """What comes of it. `metres`: the way of every row of residents afterwards."""

    gained: int
    lost: int
    covered: int
    total: int
    metres: np.ndarray
    before: np.ndarray
    is_off_network: bool

    @property
    def says(self) -> str:
        """In one sentence."""
        if self.is_off_network:
            return "这里300米内没有路，放不了。"
        parts = [f"多{self.gained}人走得到"] if self.gained else []
        if self.lost:
            parts.append(f"{self.lost}人走不到了")
        share = f"，占{100 * self.covered / self.total:.1f}%" if self.total else ""
        return f"{'，'.join(parts) or '走得到的人不变'}；一共{self.covered}人走得到{share}。"


def tried_of(params: Params, asked: Asked) -> Tried:
    """What the address tries: `new=lon,lat;…`, `close=CODE,…`, `bridge=lon,lat,lon,lat;…`.

    :raises BadParameter: for anything else.
    """
    new = [pair for (pair,) in _places(params, "new", 1, MOST_NEW, asked)]
    bridges = _places(params, "bridge", 2, MOST_BRIDGES, asked)
    codes = [code for code in (params.text("close", LONGEST) or "").split(",") if code]
    centers = asked.known.centers
    closed = [centers.index[code] for code in dict.fromkeys(codes) if code in centers.index]
    if len(closed) < len(set(codes)):
        raise BadParameter("close", "没有这个中心，请在地图上点一个中心。")
    if len(closed) > MOST_CLOSED:
        raise BadParameter("close", f"一次最多试{MOST_CLOSED}个。")
    return Tried(new, closed, bridges)


def _places(params, name, each, most, asked):
    text = params.text(name, LONGEST)
    if text is None:
        return []
    parts = text.split(";")
    if len(parts) > most:
        raise BadParameter(name, f"一次最多试{most}个。")
    middle = asked.known.demand.lonlat.mean(axis=0) if len(asked.known.demand.lonlat) else None
    found = []
    for part in parts:
        try:
            numbers = np.array([float(number) for number in part.split(",")]).reshape(each, 2)
        except ValueError:
            raise BadParameter(name, "要写经度,纬度；几个之间用分号。") from None
        near = middle is None or (np.abs(numbers - middle) <= FARTHEST_DEG).all()
        if not (np.isfinite(numbers).all() and near):
            raise BadParameter(name, "这个位置不在江城区附近。")
        found.append([tuple(pair) for pair in numbers.tolist()])
    return found


def outcome_of(asked: Asked, tried: Tried) -> Outcome:
    """The coverage if it were so.

    :raises BadParameter: without roads.
    """
    answer, known = asked.figures, asked.known
    if not known.has_network:
        raise BadParameter("new", NEEDS_ROADS)
    limit_m = answer.question.limit_m
    reach_m = max(limit_m, BANDS_MINUTES[-1] * 60 * answer.question.speed)
    table = known.table(reach_m)
    before, _ = table.nearest(answer.mask, reach_m)
    metres, mask, is_off = before, answer.mask, False
    if tried.closed:
        counted = [index for index in tried.closed if mask[index]]
        metres = closed_centers(table, counted, metres, answer.weights, limit_m, mask).applied(metres)
        # The table may reach farther than what is asked.
        metres = np.where(metres <= reach_m, metres, np.inf)
        mask = mask.copy()
        mask[counted] = False
    snaps = known.center_snaps.take(np.flatnonzero(mask))
    index = known.index
    if tried.new:
        placed = snap(known.network, np.array(tried.new))
        is_off = not placed.on_network.any()
        metres = new_centers(known.network, placed, index, metres, answer.weights, limit_m, reach_m).applied(metres)
        snaps = snaps.join(snaps, placed.take(placed.on_network))
    for line in tried.bridges:
        try:
            change = new_bridge(known.network, np.array(line), snaps, index, metres, answer.weights, limit_m, reach_m)
        except BridgeOffNetwork:
            raise BadParameter("bridge", "桥的两头要离路300米以内。") from None
        metres = change.applied(metres)
    off = answer.state == answer.states.index(State.OFF_NETWORK)
    was, now = (before <= limit_m) & ~off, (metres <= limit_m) & ~off
    weights = answer.weights
    return Outcome(
        gained=int(weights[now & ~was].sum()),
        lost=int(weights[was & ~now].sum()),
        covered=int(weights[now].sum()),
        total=answer.total.total,
        metres=metres,
        before=before,
        is_off_network=is_off,
    )


def changed_rows(asked: Asked, outcome: Outcome) -> list[int]:
    """Flat pairs of a row, as the map numbers them, and its new way in centimetres (-1: none)."""
    shown = np.flatnonzero(asked.figures.weights > 0)
    before, now = outcome.before[shown], outcome.metres[shown]
    changed = np.flatnonzero(before != now)
    ways = now[changed]
    ways = np.where(np.isfinite(ways), np.rint(np.where(np.isfinite(ways), ways, 0) * 100), -1).astype(np.int64)
    return np.column_stack([changed, ways]).ravel().tolist()

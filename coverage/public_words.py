"""What the residents' page says: the answer for one place, the bar of the district, the method in four sentences."""

from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from coverage.basis import Basis
from coverage.current import Current
from coverage.distances import states_of
from coverage.figures import Figures, Tally
from coverage.questions import ELDERS
from coverage.states import STATE_NAMES, STATES, Method, State
from coverage.ways import Place, Way, line_of, nearest_way, place_at, straight_metres

# What a page still tells the minutes of; beyond it nobody is told to walk.
FARTHEST_M = 10_000.0
METHOD_WORDS = {False: "步行路网", True: "估算"}


@dataclass(frozen=True)
class AnswerHere:
    """For one position: the nearest centre in use, how long the way is, and whether it is short enough."""

    center_pk: int | None
    minutes: int | None
    metres: int | None
    is_estimate: bool
    state: State
    line: dict | None  # GeoJSON, with the roads' attribution
    is_off_network: bool

    @property
    def method(self) -> str:
        """How the minutes came about, in one word."""
        return METHOD_WORDS[self.is_estimate]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return STATE_NAMES[self.state]


@dataclass(frozen=True)
class Segment:
    """One state's part of a bar that is 100 wide."""

    state: State
    name: str
    people: int
    share: float | None
    x: float
    width: float

    @property
    def percent(self) -> str:
        """The share in words; never rounded up to all or down to none."""
        return percent(self.share)


def percent(share: float | None) -> str:
    """A share as a percentage of one decimal, 0 and 100 only where they are true."""
    if share is None:
        return "—"
    if share in (0, 1):
        return f"{share:.0%}"
    return f"{min(99.9, max(0.1, share * 100)):.1f}%"


def answer_here(figures: Figures, lon: float, lat: float) -> AnswerHere:
    """The answer for a position."""
    current, question = figures.current, figures.question
    place = place_at(current, lon, lat)
    way = nearest_way(current, place, figures.mask, FARTHEST_M)
    return AnswerHere(
        center_pk=int(current.centers.pks[way.center]) if way else None,
        minutes=max(1, ceil(way.metres / question.speed / 60)) if way else None,
        metres=round(way.metres) if way else None,
        is_estimate=not place.is_on_network,
        state=_state(figures, place, way),
        line=_line(current, place, way, figures.basis),
        is_off_network=current.has_network and not place.is_on_network,
    )


def _state(figures, place: Place, way: Way | None) -> State:
    if figures.method == Method.NETWORK:
        if not place.is_on_network:
            return State.OFF_NETWORK
        is_near = way is not None and way.metres <= figures.question.limit_m
        return State.COVERED if is_near else State.GAP
    metres = straight_metres(figures.current, place)[figures.mask]
    nearest = metres.min(keepdims=True) if len(metres) else metres
    if not len(nearest):
        return State.PROVEN_GAP
    return STATES[Method.STRAIGHT][states_of(figures.current, nearest, figures.question.limit_m)[0]]


def _line(current: Current, place, way, basis) -> dict | None:
    if way is None or way.is_estimate:
        return None
    points = line_of(current, place, way)
    return {"type": "LineString", "coordinates": points, "attribution": basis.attribution}


def bar(tally: Tally) -> list[Segment]:
    """The parts of a bar, one a state, also those of nobody."""
    rows = tally.rows()
    widths = [round((share or 0) * 100, 3) for _, _, _, share in rows]
    starts = [0.0, *accumulate(widths)]
    return [
        Segment(state, name, people, share, x, width)
        for (state, name, people, share), x, width in zip(rows, starts, widths, strict=False)
    ]


def four_sentences(basis: Basis) -> list[str]:
    """The method in four plain sentences."""
    demand, who = basis.demand, "长者" if basis.who == ELDERS else "一般人"
    sample = "（示例，不是真实资料）" if demand["is_sample"] else ""
    if basis.method == Method.NETWORK:
        way = "距离是沿着能走的路量的，过河要走桥，绕路也算在里面，不是画一个圆。"
        result = f"{basis.minutes:g}分钟之内走到任何一个在用的中心，就算走得到；离路太远、没法量的，另外列出。"
    else:
        way = "还没有步行路网，只能量直线，而实际的路一定比直线长。"
        result = (
            f"直线已经超过{basis.limit_m:.0f}米的，{basis.minutes:g}分钟一定走不到；直线的两倍也不到{basis.limit_m:.0f}米的，"
            "很可能走得到；中间的说不准。"
        )
    return [
        f"住在哪里，看“{demand['name']}”{sample}：每一处有多少人，就算多少人，{basis.who_name}都数。",
        f"走多快，按{who}的脚步：每分钟{basis.speed * 60:.0f}米，{basis.minutes:g}分钟{basis.limit_m:.0f}米。",
        way,
        result,
    ]

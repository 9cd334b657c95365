"""The map as a still picture (SVG): the outline, street names, centres, and residents gathered into signs by band.

Signs differ in shape and colour, so that nobody needs either alone. However many residents there are, there is at most
one sign of a kind in each small square of the picture.
"""

from dataclasses import dataclass
from math import cos, radians, sqrt

import numpy as np

from centers.outline import district_outline
from coverage.distances import to_nearest
from coverage.figures import BANDS_MINUTES
from coverage.states import Method, State
from grids.models import GridUnit
from oversight.circle.asked import Asked
from oversight.circle.map_points import may_show

WIDTH, HEIGHT, MARGIN = 960, 640, 24
SQUARE = 9  # pixels of the picture
SMALLEST, LARGEST = 2.2, 11.0
# The same words as in the legend beside the interactive map.
CANDIDATES = ("candidate", "chosen")
BANDS = ("near", "middle", "far", "gap", "off", "new")


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign for residents or a centre: a kind, a place in the picture, a size."""

    kind: str
    x: float
    y: float
    r: float
    people: int
    is_uncovered: bool = False

    @property
    def path(self) -> str:
        """The square, triangle, cross or lozenge of a band."""
        x, y, r = self.x, self.y, self.r
        if self.kind in ("middle", "new"):
            return f"M{x - r * 0.9:.1f} {y - r * 0.9:.1f}h{r * 1.8:.1f}v{r * 1.8:.1f}h{-r * 1.8:.1f}Z"
        if self.kind == "gap":
            return f"M{x:.1f} {y - r * 1.2:.1f}L{x + r * 1.1:.1f} {y + r * 0.8:.1f}H{x - r * 1.1:.1f}Z"
        if self.kind == "off":
            return f"M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x + r:.1f} {y - r:.1f}L{x - r:.1f} {y + r:.1f}"
        return (
            f"M{x:.1f} {y - r * 1.2:.1f}L{x + r * 1.2:.1f} {y:.1f}L{x:.1f} {y + r * 1.2:.1f}L{x - r * 1.2:.1f} {y:.1f}Z"
        )


@dataclass(frozen=True)
class Picture:
    """Everything that the template draws."""

    width: int
    height: int
    outline: str
    streets: list[tuple[str, float, float]]
    signs: list[Sign]
    centers: list[Sign]
    candidates: list[Sign]
    credit: str = ""  # whose roads they are


class Frame:
    """From degrees to pixels: north is up, a metre is as long in every direction, everything given fits in."""

    def __init__(self, lonlat, width=WIDTH, height=HEIGHT):
        lonlat = np.asarray(lonlat, np.float64).reshape(-1, 2)
        (west, south), (east, north) = lonlat.min(axis=0), lonlat.max(axis=0)
        self._squeeze = cos(radians((south + north) / 2))
        across, up = max((east - west) * self._squeeze, 0.005), max(north - south, 0.005)
        self.scale = min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / up)
        self._west = (west + east) / 2 - (width / 2) / self.scale / self._squeeze
        self._north = (south + north) / 2 + (height / 2) / self.scale

    def __call__(self, lonlat) -> np.ndarray:
        """(n, 2) pixels."""
        lonlat = np.asarray(lonlat, np.float64).reshape(-1, 2)
        x = (lonlat[:, 0] - self._west) * self._squeeze * self.scale
        return np.column_stack([x, (self._north - lonlat[:, 1]) * self.scale])


def picture_of(asked: Asked, *, metres=None, after=None, candidates=(), width=WIDTH, height=HEIGHT) -> Picture:
    """The picture of an answer.

    :param after: everybody's way after a scenario; the signs then tell before from after.
    :param candidates: (lon, lat, is_chosen) of places where a centre might go.
    """
    answer = asked.figures
    metres = ways_to_draw(answer, answer.mask) if metres is None else metres
    shown = np.flatnonzero(answer.weights > 0)
    places = answer.current.demand.lonlat[shown]
    frame = Frame(_all_of(asked, places, candidates), width, height)
    return Picture(
        width=width,
        height=height,
        outline=_outline(frame),
        streets=_streets(frame, width, height),
        signs=_signs(answer, metres, after, shown, frame(places)),
        centers=_centers(asked, answer.mask, frame),
        candidates=_candidates(candidates, frame, width, height),
        credit=answer.basis.attribution,
    )


def ways_to_draw(answer, mask) -> np.ndarray:
    """Metres to the nearest centre of a mask as far as the bands go, which may be farther than what is asked."""
    farthest_m = max(answer.question.limit_m, BANDS_MINUTES[-1] * 60 * answer.question.speed)
    return to_nearest(answer.current, mask, farthest_m)[0]


def _all_of(asked, places, candidates):
    """What has to fit in: the residents and the chosen places, else the district."""
    parts = [places, [(lon, lat) for lon, lat, is_chosen in candidates if is_chosen]]
    parts = [np.asarray(part, np.float64).reshape(-1, 2) for part in parts if len(part)]
    if parts:
        return np.concatenate(parts)
    west, south, east, north = district_outline().extent
    return [(west, south), (east, north)]


def _outline(frame) -> str:
    lines = []
    for polygon in district_outline().simplify(0.0005, preserve_topology=True):
        for ring in polygon:
            points = frame(ring.coords)
            lines.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(lines)


def _streets(frame, width, height):
    units = GridUnit.objects.current().at_level(GridUnit.Level.STREET).filter(point__isnull=False)
    named = list(units.values_list("name", "point"))
    if not named:
        return []
    at = frame([(point.x, point.y) for _, point in named])
    return [
        (name, round(float(x), 1), round(float(y), 1))
        for (name, _), (x, y) in zip(named, at, strict=True)
        if 30 < x < width - 30 and 12 < y < height - 12
    ]


def band_of(answer, metres, rows) -> np.ndarray:
    """The index in BANDS of each row; without roads the states take their places."""
    if answer.method == Method.STRAIGHT:
        limit_m = answer.question.limit_m
        return np.select([metres * 2 <= limit_m, metres <= limit_m], [0, 2], 3)
    minutes = metres / answer.question.speed / 60
    bands = np.searchsorted(BANDS_MINUTES, minutes, side="left")
    bands = np.where((bands == 3) & (minutes <= answer.question.minutes), 2, bands)
    bands[answer.state[rows] == answer.states.index(State.OFF_NETWORK)] = 4
    return bands


def before_and_after(answer, before, after, rows) -> np.ndarray:
    """The index in BANDS of each row when a scenario is drawn: covered already, newly, not yet, off the network."""
    limit_m = answer.question.limit_m
    bands = np.select(
        [before <= limit_m, after <= limit_m], [BANDS.index("near"), BANDS.index("new")], BANDS.index("gap")
    )
    bands[answer.state[rows] == answer.states.index(State.OFF_NETWORK)] = BANDS.index("off")
    return bands


def _signs(answer, metres, after, rows, at) -> list[Sign]:
    people, metres = answer.weights[rows], metres[rows]
    if after is None:
        bands, uncovered = band_of(answer, metres, rows), metres > answer.question.limit_m
    else:
        after = after[rows]
        bands, uncovered = before_and_after(answer, metres, after, rows), after > answer.question.limit_m
    column, line = (at // SQUARE).astype(np.int64).T
    keys = ((bands * 2 + uncovered) * 100_000 + column) * 100_000 + line
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    totals = np.bincount(inverse, people)
    x, y = np.bincount(inverse, at[:, 0] * people) / totals, np.bincount(inverse, at[:, 1] * people) / totals
    largest = totals.max(initial=1)
    found = [
        Sign(
            BANDS[int(bands[first[i]])],
            round(float(x[i]), 1),
            round(float(y[i]), 1),
            round(SMALLEST + (LARGEST - SMALLEST) * sqrt(totals[i] / largest), 1),
            int(totals[i]),
            bool(uncovered[first[i]]),
        )
        for i in range(len(totals))
    ]
    # What is covered lies below what is not, and what is new on top of all.
    return sorted(found, key=lambda sign: (sign.kind == "new", sign.is_uncovered, -sign.r))


def _candidates(candidates, frame, width, height):
    """Those inside the picture, the chosen ones on top."""
    signs = [
        Sign(
            "chosen" if is_chosen else "candidate", *frame([[lon, lat]])[0].round(1).tolist(), 9 if is_chosen else 4, 0
        )
        for lon, lat, is_chosen in sorted(candidates, key=lambda place: place[2])
    ]
    return [sign for sign in signs if 0 <= sign.x <= width and 0 <= sign.y <= height]


def _centers(asked, mask, frame):
    centers = asked.known.centers
    shown = [index for index in np.flatnonzero(mask) if may_show(asked, index)]
    at = frame(centers.lonlat[shown])
    return [Sign("center", round(float(x), 1), round(float(y), 1), 6, 0) for x, y in at]

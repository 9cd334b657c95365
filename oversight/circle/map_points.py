"""What the map of coverage draws, as one compact answer: residents with their way to the nearest centre, year by year.

The browser bands it anew for any minutes, speed and year without asking again. Lengths are whole centimetres, places
hundred-thousandths of a degree; -1 is "none within reach".
"""

import json

import numpy as np

from centers.models import Center
from coverage.distances import to_nearest
from coverage.figures import figures
from coverage.masks import IN_USE, TO_COME
from coverage.questions import FIRST_YEAR, MOST_MINUTES
from coverage.states import Method, State
from oversight.circle.asked import Asked
from query.kept import Kept

FASTEST_SHOWN = 2.0  # metres a second: the end of the slider
_KEPT = Kept(12)


def map_points(asked: Asked) -> bytes:
    """Residents of the unit and all centres as JSON, whatever the minutes, speed and year of the question."""
    question = asked.question.with_(minutes=MOST_MINUTES, speed=FASTEST_SHOWN, year=None)
    widest = figures(question, asked.known)
    version = asked.known.stamp, widest.mask.tobytes()
    kept = _KEPT.get({question: version}).get(question)
    if kept is None:
        kept = json.dumps(_points(asked, widest), ensure_ascii=False, separators=(",", ":")).encode()
        _KEPT.put(question, version, kept)
    return kept


def _points(asked, widest) -> dict:
    known = asked.known
    shown = np.flatnonzero(widest.weights > 0)
    demand = known.demand
    off = np.zeros(len(shown), bool)
    if widest.method == Method.NETWORK:
        off = widest.state[shown] == widest.states.index(State.OFF_NETWORK)
    return {
        "method": widest.method.value,
        "lon": _whole(demand.lonlat[shown, 0], 1e5),
        "lat": _whole(demand.lonlat[shown, 1], 1e5),
        "people": widest.weights[shown].tolist(),
        "street": demand.rows.street[shown].tolist(),
        "off": np.flatnonzero(off).tolist(),
        "streets": [{"code": place.code, "name": place.name} for place in demand.streets],
        "unplaced": int(widest.unplaced.sum()),
        "unplaced_by_street": _unplaced_by_street(widest),
        "years": _ways_by_year(known, widest, shown),
        "centers": centers_of(asked, widest.mask),
    }


def _whole(values, times) -> list[int]:
    return np.rint(np.asarray(values) * times).astype(np.int64).tolist()


def _ways_by_year(known, widest, shown) -> list[dict]:
    """For each year the ways that have become shorter since the year before, the last entry being the present: flat
    pairs of row and centimetres. More centres never make a way longer, so little changes from year to year."""
    opened, statuses = known.centers.opened, known.centers.statuses.astype(str)
    to_come = np.isin(statuses, TO_COME)
    last = int(known.stamp.day[:4])
    before = np.full(len(shown), -1, np.int64)
    years = []
    for year in range(FIRST_YEAR, last + 1):
        mask = widest.mask if year == last else widest.mask & ((opened <= year) | to_come)
        metres, _ = to_nearest(known, mask, widest.question.limit_m)
        now = metres[shown]
        now = np.where(np.isfinite(now), np.rint(np.where(np.isfinite(now), now, 0) * 100), -1).astype(np.int64)
        changed = np.flatnonzero(now != before)
        years.append({"year": year, "changed": np.column_stack([changed, now[changed]]).ravel().tolist()})
        before = now
    return years


def _unplaced_by_street(answer) -> list[int]:
    rows = answer.current.demand.unplaced
    counts = np.zeros(len(answer.current.demand.streets), np.int64)
    known = rows.street >= 0
    np.add.at(counts, rows.street[known], answer.unplaced[known])
    return counts.tolist()


def may_show(asked: Asked, index: int) -> bool:
    """Whether a centre may be shown by name: what is not open yet elsewhere is no street's business."""
    centers = asked.known.centers
    in_sight = centers.statuses[index] in Center.PUBLISHED
    return asked.shows_whole_district or in_sight or centers.streets[index] == asked.question.street


def centers_of(asked: Asked, mask) -> list[dict]:
    """The centres with what their signs say; those that do not count in this question are drawn hollow."""
    centers = asked.known.centers
    tiers, words = dict(Center.Tier.choices), dict(Center.Status.choices)
    return [
        {
            "code": centers.codes[index],
            "name": centers.names[index],
            "tier": centers.tiers[index],
            "tier_name": str(tiers.get(centers.tiers[index], "")),
            "status": str(words.get(centers.statuses[index], "")),
            "lon": round(float(centers.lonlat[index, 0]), 5),
            "lat": round(float(centers.lonlat[index, 1]), 5),
            "opened": int(centers.opened[index]),
            "counts": bool(mask[index]),
            "to_come": bool(centers.statuses[index] in TO_COME),
        }
        for index in range(len(centers))
        if may_show(asked, index) and (mask[index] or centers.statuses[index] in IN_USE + TO_COME)
    ]

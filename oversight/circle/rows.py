"""The rows of residents behind a figure of coverage, in the order asked for, page by page or all for Excel."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from coverage.distances import to_nearest_far
from coverage.engine.measures import centers_in_reach
from coverage.figures import Row
from coverage.states import Method, State
from oversight.circle.asked import Asked
from oversight.circle.map_points import may_show
from oversight.circle.panel import state_asked
from query.kept import Kept
from query.params import BadParameter, Params

MOST_TOLD = 3  # three centres and more count as one
ORDERS = {"people": "人数多的在前", "near": "近的在前", "far": "远的在前", "place": "按编码"}
_FAR = Kept(4)
ELSEWHERE = "外街道还没启用的中心"


@dataclass(frozen=True)
class Wanted:
    """Which rows, in which order."""

    state: State | None = None
    community: str | None = None
    reaches: int | None = None  # exactly so many centres within the limit; 3 means 3 or more
    order: str = "people"


def wanted_of(params: Params, asked: Asked) -> Wanted:
    """What the address asks for.

    :raises BadParameter: for a value that does not fit.
    """
    community = params.text("community", longest=21)
    if community is not None:
        place = asked.known.demand.community_index.get(community)
        if place is None or not community.startswith(asked.unit.code):
            raise BadParameter("community", "没有这个社区（村），请从表里点进来。")
    reaches = params.integer("reaches", 0, MOST_TOLD)
    if reaches is not None and asked.figures.method != Method.NETWORK:
        raise BadParameter("reaches", "还没有步行路网，说不出走得到几个中心。")
    return Wanted(
        state=state_asked(params, asked.figures),
        community=community,
        reaches=reaches,
        order=params.choice("order", ORDERS) or "people",
    )


class PointRows:
    """Rows as a sequence: `len()` and slices, the rows without a position last."""

    def __init__(self, asked: Asked, wanted: Wanted):
        self.asked, self.wanted, self.answer = asked, wanted, asked.figures

    def __len__(self):
        return len(self._placed) + len(self._unplaced)

    def __getitem__(self, some: slice) -> list[Row]:
        start, stop, _ = some.indices(len(self))
        placed, n = self._placed, len(self._placed)
        rows = [self._row(int(index)) for index in placed[start:stop]]
        start, stop = max(0, start - n), max(0, stop - n)
        if start < stop:
            rows += self.answer.rows(
                State.UNPLACED, community=self.wanted.community, start=start, count=min(stop, len(self) - n) - start
            )
        return rows

    @property
    def people(self) -> int:
        """How many people all of the rows are: the figure that led here."""
        return int(self.answer.weights[self._placed].sum() + self.answer.unplaced[self._unplaced].sum())

    def center_name(self, row: Row) -> str:
        """The nearest centre, as far as the account may know it."""
        if row.center is None:
            return ""
        return self.asked.known.centers.names[row.center] if may_show(self.asked, row.center) else ELSEWHERE

    @cached_property
    def _placed(self):
        answer, wanted, demand = self.answer, self.wanted, self.answer.current.demand
        chosen = answer.weights > 0
        if wanted.state is not None:
            places = answer.states[:-1]
            chosen &= answer.state == places.index(wanted.state) if wanted.state in places else False
        if wanted.community is not None:
            chosen &= demand.rows.community == demand.community_index[wanted.community]
        if wanted.reaches is not None:
            chosen &= (answer.state != answer.states.index(State.OFF_NETWORK)) & (
                np.minimum(self._reaching(), MOST_TOLD) == wanted.reaches
            )
        return self._in_order(np.flatnonzero(chosen))

    def _in_order(self, found):
        answer = self.answer
        match self.wanted.order:
            case "people":
                return found[np.argsort(-answer.weights[found], kind="stable")]
            case "near":
                return found[np.argsort(self._far[0][found], kind="stable")]
            case "far":
                return found[np.argsort(-self._far[0][found], kind="stable")]
        return found

    def _row(self, index) -> Row:
        """A row with its whole way, also beyond what was asked."""
        row, (metres, owner) = self.answer.row(index), self._far
        if row.metres is not None or not np.isfinite(metres[index]):
            return row
        way = float(metres[index])
        return replace(row, metres=way, minutes=way / self.answer.question.speed / 60, center=int(owner[index]))

    @cached_property
    def _far(self):
        """Metres to the nearest centre that counts, and its index, far beyond what was asked."""
        answer = self.answer
        name, version = answer.mask.tobytes(), answer.current.stamp
        kept = _FAR.get({name: version}).get(name)
        if kept is None:
            kept = to_nearest_far(answer.current, answer.mask)
            _FAR.put(name, version, kept)
        return kept

    def _reaching(self):
        """How many centres that count each row reaches."""
        answer, limit_m = self.answer, self.answer.question.limit_m
        return centers_in_reach(answer.current.table(limit_m), limit_m, answer.mask)

    @cached_property
    def _unplaced(self):
        answer, wanted, demand = self.answer, self.wanted, self.answer.current.demand
        if wanted.state not in (None, State.UNPLACED) or wanted.reaches is not None:
            return np.array([], np.int64)
        chosen = answer.unplaced > 0
        if wanted.community is not None:
            chosen &= demand.unplaced.community == demand.community_index[wanted.community]
        return np.flatnonzero(chosen)

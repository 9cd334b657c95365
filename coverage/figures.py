"""The answer to one question: who is covered, by street and community, in bands, and the rows behind every figure.

Nothing here asks the database: all of it comes from `Current` in a few milliseconds. Everything is computed when it is
first looked at and then kept; a whole answer is kept as long as its data stands.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coverage.basis import Basis, basis_of
from coverage.current import Current, current
from coverage.demand import NOWHERE, People, Place
from coverage.distances import method_of, states_of, to_nearest
from coverage.masks import mask_of
from coverage.questions import Question
from coverage.states import STATE_NAMES, STATES, Method, State
from query.kept import Kept

BANDS_MINUTES = (5, 10, 15)


@dataclass(frozen=True)
class Tally:
    """How many people are in which state."""

    counts: dict[State, int]

    @property
    def total(self) -> int:
        """Everybody, those off the network and those without a position included."""
        return sum(self.counts.values())

    def share(self, state: State) -> float | None:
        """The share of everybody, None of nobody."""
        return self.counts.get(state, 0) / self.total if self.total else None

    def rows(self) -> list[tuple[State, str, int, float | None]]:
        """State, its Chinese name, people, share."""
        return [(state, STATE_NAMES[state], count, self.share(state)) for state, count in self.counts.items()]

    def as_dict(self) -> dict:
        """People by state and in total."""
        return {"total": self.total, **{state.value: count for state, count in self.counts.items()}}


@dataclass(frozen=True)
class PlaceTally:
    """A street or community with its tally; `place` is None for rows of which nobody knows where they belong."""

    place: Place | None
    tally: Tally


@dataclass(frozen=True)
class Row:
    """One row of residents behind a figure."""

    key: str
    label: str
    street: Place | None
    community: Place | None
    people: int
    state: State
    lonlat: tuple[float, float] | None = None
    metres: float | None = None  # on foot by the roads, or along the straight line without any
    minutes: float | None = None  # on foot; only by the roads
    center: int | None = None  # index in Centers

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return STATE_NAMES[self.state]


@dataclass(frozen=True)
class Figures:
    """One question, answered. `metres` and `owner`: the nearest centre that counts, inf and -1 for none in reach."""

    question: Question
    current: Current
    mask: np.ndarray
    metres: np.ndarray
    owner: np.ndarray
    state: np.ndarray  # index in STATES[method]

    @property
    def method(self) -> Method:
        """By the roads or without any."""
        return method_of(self.current)

    @property
    def states(self) -> tuple[State, ...]:
        """The states that this method knows, the last being that of people without a position."""
        return STATES[self.method]

    @cached_property
    def basis(self) -> Basis:
        """How the answer came about."""
        return basis_of(self.question, self.current, int(self.mask.sum()))

    @cached_property
    def in_scope(self) -> np.ndarray:
        """The rows of the street asked for, or all."""
        return self._of_street(self.current.demand.rows)

    @cached_property
    def weights(self) -> np.ndarray:
        """People of each row, 0 outside the scope."""
        return self.current.demand.rows.weights(self.question.who) * self.in_scope

    @cached_property
    def unplaced(self) -> np.ndarray:
        """People of each row without a position, 0 outside the scope."""
        rows = self.current.demand.unplaced
        return rows.weights(self.question.who) * self._of_street(rows)

    def _of_street(self, rows: People):
        if self.question.street is None:
            return np.ones(len(rows), bool)
        # A street that has ended has nobody left.
        street = self.current.demand.street_index.get(self.question.street, len(self.current.demand.streets))
        return rows.street == street

    @cached_property
    def total(self) -> Tally:
        """Everybody in scope."""
        return self._tally(self.state)

    def _tally(self, state) -> Tally:
        counts = np.bincount(state, self.weights, len(self.states))
        counts[-1] += self.unplaced.sum()
        return Tally(dict(zip(self.states, map(int, counts), strict=True)))

    @cached_property
    def bands(self) -> list[tuple[int, Tally]]:
        """The tally within 5, 10 and 15 minutes at the speed asked for."""
        return [(minutes, self._tally(self._state_within(minutes))) for minutes in BANDS_MINUTES]

    def _state_within(self, minutes):
        limit_m = minutes * 60 * self.question.speed
        if self.method == Method.STRAIGHT or limit_m <= self.question.limit_m:
            return states_of(self.current, self.metres, limit_m)
        return states_of(self.current, to_nearest(self.current, self.mask, limit_m)[0], limit_m)

    @cached_property
    def streets(self) -> list[PlaceTally]:
        """The tally of each street, in the order of their codes."""
        return self._by_place("street", self.current.demand.streets)

    @cached_property
    def communities(self) -> list[PlaceTally]:
        """The tally of each community with residents."""
        return self._by_place("community", self.current.demand.communities)

    def _by_place(self, name, places):
        """Places without anybody are left out; rows that belong to no place of the tree come last."""
        demand, kinds = self.current.demand, len(self.states)
        # Index -1 (nobody knows where) becomes the last group.
        groups = np.where((group := getattr(demand.rows, name)) == NOWHERE, len(places), group).astype(np.int64)
        shape = (len(places) + 1, kinds)
        counts = np.bincount(groups * kinds + self.state, self.weights, shape[0] * kinds).reshape(shape)
        groups = np.where((group := getattr(demand.unplaced, name)) == NOWHERE, len(places), group)
        counts[:, -1] += np.bincount(groups, self.unplaced, shape[0])
        return [
            PlaceTally(places[index] if index < len(places) else None, Tally(dict(zip(self.states, line, strict=True))))
            for index, line in enumerate(counts.astype(np.int64).tolist())
            if any(line)
        ]

    def count_rows(self, state: State | None = None, *, community: str | None = None) -> int:
        """How many rows are behind a figure."""
        return len(self._rows_of(state, community)) + len(self._unplaced_of(state, community))

    def rows(self, state: State | None = None, *, community: str | None = None, start=0, count=100) -> list[Row]:
        """The rows behind a figure from `start` on, those with most people first."""
        placed, unplaced = self._rows_of(state, community), self._unplaced_of(state, community)
        some = [self.row(index) for index in placed[start : start + count]]
        start, count = max(0, start - len(placed)), count - len(some)
        return some + [self._unplaced_row(index) for index in unplaced[start : start + count]]

    def _rows_of(self, state, community):
        """The indices of the rows in a state, those with most people first."""
        demand = self.current.demand
        chosen = self.weights > 0
        if state is not None:
            chosen = chosen & (self.state == self.states.index(state) if state in self.states[:-1] else False)
        if community is not None:
            chosen = chosen & (demand.rows.community == demand.community_index.get(community, len(demand.communities)))
        found = np.flatnonzero(chosen)
        return found[np.argsort(-self.weights[found], kind="stable")]

    def _unplaced_of(self, state, community):
        demand, chosen = self.current.demand, self.unplaced > 0
        if state not in (None, State.UNPLACED):
            return np.array([], np.int64)
        if community is not None:
            place = demand.community_index.get(community, len(demand.communities))
            chosen = chosen & (demand.unplaced.community == place)
        found = np.flatnonzero(chosen)
        return found[np.argsort(-self.unplaced[found], kind="stable")]

    def row(self, index: int) -> Row:
        """A row of residents with a position."""
        demand, metres = self.current.demand, float(self.metres[index])
        is_near = np.isfinite(metres)
        by_roads = is_near and self.method == Method.NETWORK
        return Row(
            **self._who(demand.rows, index, self.weights),
            state=self.states[self.state[index]],
            lonlat=tuple(demand.lonlat[index].tolist()),
            metres=metres if is_near else None,
            minutes=metres / self.question.speed / 60 if by_roads else None,
            center=int(self.owner[index]) if is_near else None,
        )

    def _unplaced_row(self, index):
        return Row(**self._who(self.current.demand.unplaced, index, self.unplaced), state=State.UNPLACED)

    def _who(self, rows, index, weights):
        demand = self.current.demand
        street, community = rows.street[index], rows.community[index]
        return {
            "key": rows.keys[index],
            "label": rows.labels[index],
            "street": demand.streets[street] if street != NOWHERE else None,
            "community": demand.communities[community] if community != NOWHERE else None,
            "people": int(weights[index]),
        }


_KEPT = Kept(64)


def figures(question: Question, known: Current | None = None) -> Figures:
    """The answer to a question: one query to learn whether the data stands, one more for hours or services."""
    known = known or current()
    mask = mask_of(question, known.centers)
    version = known.stamp, mask.tobytes()
    kept = _KEPT.get({question: version}).get(question)
    if kept is None:
        kept = _answered(question, known, mask)
        _KEPT.put(question, version, kept)
    return kept


def _answered(question, known, mask):
    metres, owner = to_nearest(known, mask, question.limit_m)
    return Figures(question, known, mask, metres, owner, states_of(known, metres, question.limit_m))

"""The figures beside the map: each with the address of the rows behind it."""

from dataclasses import dataclass

from django.urls import reverse

from coverage.by_center import overlap
from coverage.demand import Place
from coverage.figures import Tally
from coverage.states import STATE_NAMES, State
from oversight.circle.asked import Asked
from oversight.scope import with_query


def percent(share: float | None) -> str:
    """A share in per cent with one decimal; a dash of nobody."""
    return "—" if share is None else f"{100 * share:.1f}%"


@dataclass(frozen=True, slots=True)
class Line:
    """People of one kind, their share of everybody, and where their rows are."""

    key: str
    label: str
    people: int
    share: float | None
    url: str

    @property
    def percent(self) -> str:
        """The share in words."""
        return percent(self.share)


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A street with a line for each state; `place` is None for residents of whom nobody knows where they belong."""

    place: Place | None
    total: int
    lines: list[Line]
    share: float | None
    url: str

    @property
    def percent(self) -> str:
        """The share of who is covered, in words."""
        return percent(self.share)


@dataclass(frozen=True)
class Panel:
    """Everything beside the map, for one question."""

    states: list[Line]
    bands: list[Line]
    streets: list[StreetLine]
    overlap: list[Line] | None
    total: int

    @property
    def main(self) -> Line:
        """The figure that comes first: who is covered, or without roads who probably is."""
        return self.states[0]


def panel_of(asked: Asked) -> Panel:
    """The figures of a question; nothing here asks the database."""
    answer, main = asked.figures, asked.figures.states[0]
    return Panel(
        states=[
            Line(state.value, name, count, share, _rows(asked, state=state.value))
            for state, name, count, share in answer.total.rows()
        ],
        bands=[
            Line(f"{minutes}", f"{minutes}分钟内", tally.counts[main], tally.share(main),
                 _rows(asked, state=main.value, minutes=minutes))
            for minutes, tally in answer.bands
        ],
        streets=[_street(asked, line.place, line.tally) for line in answer.streets],
        overlap=_overlap(asked),
        total=answer.total.total,
    )  # fmt: skip


def _street(asked, place, tally: Tally) -> StreetLine:
    main = asked.figures.states[0]
    unit = place.code if place else ""
    lines = [
        Line(state.value, STATE_NAMES[state], count, tally.share(state),
             _rows(asked, state=state.value, unit=unit) if place else "")
        for state, count in tally.counts.items()
    ]  # fmt: skip
    url = with_query(reverse("oversight:coverage"), **asked.query(unit=unit)) if place else ""
    return StreetLine(place, tally.total, lines, tally.share(main), url)


def _overlap(asked):
    counts = overlap(asked.figures)
    if counts is None:
        return None
    on_network = sum(counts)
    names = ["一个也走不到", "只有1个", "有2个", "有3个或更多"]
    return [
        Line(str(number), names[number], people, people / on_network if on_network else None,
             _rows(asked, reaches=number))
        for number, people in enumerate(counts)
    ]  # fmt: skip


def _rows(asked, **more) -> str:
    return with_query(reverse("oversight:coverage-points"), **asked.query(**more))


def state_asked(params, answer) -> State | None:
    """The state whose rows are asked for, one that this method knows."""
    value = params.choice("state", [state.value for state in answer.states])
    return State(value) if value else None

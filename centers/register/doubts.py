"""Whether a batch of centres' places looks shifted: stated in one coordinate system, written in another.

Such a batch is some 550 m off, looks right on its own, and is refused until somebody says that the system is right.
Who knows the roads (the app `coverage`, a floor above) registers a judge; without one nothing is asked.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class StatedPlace(NamedTuple):
    """A pair as the file has it, in the coordinate system that the file states."""

    lon: float
    lat: float
    system: str


Judge = Callable[[list[StatedPlace]], list[str]]
_judges: list[Judge] = []


def register_judge(judge: Judge) -> None:
    """Let `judge(places)` say in sentences what is odd about a batch; nothing when it sees nothing, or cannot tell."""
    if judge not in _judges:
        _judges.append(judge)


def doubts_about(places: Iterable[StatedPlace | None]) -> list[str]:
    """What is odd about the places of a batch, in sentences; None stands for a centre that does not move."""
    stated = [place for place in places if place is not None]
    return [sentence for judge in _judges for sentence in judge(stated)] if stated else []

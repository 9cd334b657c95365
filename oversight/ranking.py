"""Who comes first: only among those of whom enough is known."""

from collections.abc import Iterable
from dataclasses import dataclass

from oversight.readings import FEWEST_EVENTS, share_of


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be ranked: what it counts, and of how many events the count is a part."""

    row: list
    counted: float
    events: int
    # What it is ranked by; the share that is counted unless told.
    worth: float | None = None

    @property
    def is_ranked(self) -> bool:
        """Whether there are events enough to say anything."""
        return self.events >= FEWEST_EVENTS


def ranked(entries: Iterable[Entry], *, most_first: bool = True) -> list[list]:
    """Rows with their place put in front, equals sharing one; below them, as they came, those with too few events.

    Those say how many events there were instead of a place. They are ranked by their worth.
    """
    entries = list(entries)
    sign = -1 if most_first else 1
    enough = sorted((entry for entry in entries if entry.is_ranked), key=lambda entry: sign * _share(entry))
    rows, place, before = [], 0, None
    for number, entry in enumerate(enough, start=1):
        if _share(entry) != before:
            place, before = number, _share(entry)
        rows.append([place, *entry.row])
    return rows + [[f"n={entry.events}，不排", *entry.row] for entry in entries if not entry.is_ranked]


def _share(entry):
    return entry.counted / entry.events if entry.worth is None else entry.worth


def share_words(counted: int, total: int) -> str:
    """A share in per cent, or the number of events where they are too few for one."""
    share = share_of(counted, total)
    return f"n={total}" if share is None else f"{share:.1f}%"

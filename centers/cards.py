"""A centre as a card shows it: state first, then name, then minutes, then what to do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from centers import hours, walking
from centers.models import Center
from centers.schedule import Schedule, schedule_of


class OpenWord(StrEnum):
    """What is said of a centre at a moment; the value is also the CSS class of its mark."""

    OPEN = "open"
    ALL_DAY = "all-day"
    SHUT = "shut"
    UNKNOWN = "unknown"
    SUSPENDED = "suspended"


LABELS = {
    OpenWord.OPEN: "营业中",
    OpenWord.ALL_DAY: "24 小时",
    OpenWord.SHUT: "休息中",
    OpenWord.UNKNOWN: "时间待确认",
    OpenWord.SUSPENDED: "暂停开放",
}


@dataclass(frozen=True, slots=True)
class Opening:
    """Open or not at `when`, in words; `is_open` is None when nobody can say."""

    word: OpenWord
    change: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    is_sample: bool = False

    @property
    def label(self) -> str:
        """The word of the mark."""
        return LABELS[self.word]

    @property
    def is_open(self) -> bool | None:
        """True, False, or None for unknown."""
        if self.word is OpenWord.UNKNOWN:
            return None
        return self.word in {OpenWord.OPEN, OpenWord.ALL_DAY}


def opening_of(center: Center, schedule: Schedule, when: datetime) -> Opening:
    """The state of `center` at `when`: never a guess, so unconfirmed hours are called that."""
    return opening(
        when,
        schedule,
        suspended=center.status == Center.Status.SUSPENDED,
        known=center.hours_are_known,
        is_sample=center.has_sample_hours,
    )


def opening(when: datetime, schedule: Schedule, *, suspended: bool, known: bool, is_sample: bool) -> Opening:
    """The state of a centre of which only these facts are at hand (see `opening_of`)."""
    if suspended:
        return Opening(OpenWord.SUSPENDED, "恢复时间请看通知或打电话")
    if not known:
        return Opening(OpenWord.UNKNOWN, "去之前请先打电话")
    state = schedule.state_at(when)
    word = OpenWord.SHUT
    if state.is_open:
        word = OpenWord.ALL_DAY if state.all_day else OpenWord.OPEN
    return Opening(word, hours.next_change_text(state, when), state.opens_at, state.closes_at, is_sample)


@dataclass(frozen=True, slots=True)
class CenterCard:
    """A centre with its state and, when a position is known, the way there."""

    center: Center
    schedule: Schedule
    opening: Opening
    distance_m: float | None = None
    walk: walking.Walk | None = None

    @property
    def walk_minutes(self) -> int | None:
        """Whole minutes on foot, None for an unknown position."""
        return self.walk and self.walk.minutes

    @property
    def distance(self) -> str:
        """The walking distance in words, or empty."""
        return "" if self.walk is None else self.walk.distance

    @property
    def place(self) -> str:
        """The street and community in one line."""
        unit = self.center.unit
        above = f"{unit.parent.name} · " if unit.parent and unit.level > unit.Level.STREET else ""
        return above + unit.name


def cards(
    centers,
    when: datetime | None = None,
    *,
    elder: bool = False,
    walks: walking.Walks | None = None,
    schedules: dict[int, Schedule] | None = None,
) -> list[CenterCard]:
    """Cards of centres read with `for_cards()` (and `near()` or `within()` for a known position), in their order.

    :param walks: the ways on foot from that position; without it they are estimated.
    :param schedules: by primary key, where the centres do not bring their hours along.
    """
    when, walks = when or timezone.now(), walks or walking.walks_from(None, elder)
    made = []
    for center in centers:
        schedule = schedules[center.pk] if schedules else schedule_of(center)
        distance_m = getattr(center, "distance_m", None)
        made.append(
            CenterCard(
                center,
                schedule,
                opening_of(center, schedule, when),
                distance_m,
                None if distance_m is None else walks.to(center.pk, distance_m),
            )
        )
    return made

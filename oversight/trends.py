"""How a figure has moved: against the last snapshot, against that of a year ago, and as a line."""

from dataclasses import dataclass
from datetime import timedelta

from oversight.models import Snapshot
from oversight.periods import Period
from oversight.readings import FEWEST_EVENTS, Figure, Number, Reading, number

MOST_POINTS = 12


@dataclass(frozen=True, slots=True)
class Step:
    """The change since an earlier snapshot; `label` says since which."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Trend:
    """`points`: label and value of each snapshot, the oldest first, and now as the last."""

    steps: list[Step]
    points: list[tuple[str, Number, Number]]
    without: list[str]

    @property
    def has_line(self) -> bool:
        """Whether there is anything to draw a line through."""
        return len([1 for _, value, _ in self.points if value is not None]) > 1

    @property
    def values(self) -> list[tuple[str, Number]]:
        """What the line goes through: shares where every total is large enough for one, else the numbers."""
        if all(total and total >= FEWEST_EVENTS and value is not None for _, value, total in self.points):
            return [(label, round(100 * value / total, 1)) for label, value, total in self.points]
        return [(label, value) for label, value, _ in self.points]


@dataclass(frozen=True, slots=True)
class Past:
    """The snapshots of a unit that count, the newest first, with their figures only."""

    snapshots: list[Snapshot]
    day: object

    @classmethod
    def of(cls, unit, day) -> "Past":
        """In one query."""
        kept = Snapshot.objects.of(unit).newest_versions().only("period", "last_day", "taken_at", "figures", "version")
        # Two years of months and quarters: a year ago is among them.
        return cls(list(kept.filter(last_day__gt=day - timedelta(days=800))), day)

    def trend(self, figure: Figure) -> Trend:
        """How this figure has moved."""
        quarters = [s for s in self.snapshots if Period.read(s.period).is_quarter]
        told = [(s, *s.figures[figure.key]) for s in quarters or self.snapshots if figure.key in s.figures]
        steps, without = [], []
        previous = told[0] if told else None
        # Of the period before the present one; of the present one only where there is none.
        earlier = [entry for entry in told if entry[0].last_day < self.day]
        if previous and earlier:
            previous = earlier[0]
        for name, entry in (("上一期", previous), ("一年前", self._a_year_ago(told))):
            if entry is None:
                without.append(f"{name}没有快照")
            else:
                label = name if entry[0].last_day < self.day else "本期快照"
                steps.append(
                    Step(f"比{label}（{Period.read(entry[0].period).label}）", _difference(figure, *entry[1:]))
                )
        points = [(s.period, value, total) for s, value, total in reversed(told[:MOST_POINTS])]
        return Trend(steps, [*points, ("现在", figure.value, figure.total)], without)

    def _a_year_ago(self, told):
        wanted = {str(Period.quarter_of(self.day).a_year_before), str(Period.month_of(self.day).a_year_before)}
        return next((entry for entry in told if entry[0].period in wanted), None)


def _difference(figure: Figure, value, total) -> str:
    if value is None or figure.value is None:
        return "没有可比的数"
    change = figure.value - value
    words = "持平" if not change else f"{'+' if change > 0 else '−'}{number(abs(change))}{figure.unit}"
    before = Figure(figure.key, "", value, figure.definition, total, figure.unit).share
    if figure.share is None or before is None or (figure.value, figure.total) == (value, total):
        return words
    points = round(figure.share - before, 1)
    sign = "+" if points > 0 else "−"
    return f"{words}，{sign}{abs(points):.1f}个百分点" if points else f"{words}，比例持平"


def trends_of(unit, reading: Reading) -> dict[str, Trend]:
    """The trend of every figure of a reading."""
    past = Past.of(unit, reading.day)
    return {key: past.trend(figure) for key, figure in reading.figures().items()}

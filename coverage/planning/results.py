"""What a scenario's answer says: read from its kept run, in words that claim no more than was proven."""

from dataclasses import dataclass
from functools import cached_property

from coverage.current import Current
from coverage.models import CoverageRun, Scenario

PROVEN = "已证明最优"


@dataclass(frozen=True)
class Answer:
    """The kept answer of a scenario."""

    scenario: Scenario
    run: CoverageRun

    @cached_property
    def result(self) -> dict:
        """As it was kept."""
        return self.run.result

    @property
    def proof(self) -> str:
        """How good the choice is, as far as it is proven."""
        return proof_words(self.result["is_proven"], self.result["gap"])

    @property
    def is_proven(self) -> bool:
        """Whether no choice under the same rules is better."""
        return self.result["is_proven"]

    @property
    def new_people(self) -> int:
        """People who come within reach."""
        return self.result["after"]["covered"] - self.result["before"]["covered"]

    @property
    def chosen(self) -> list[dict]:
        """The places, the one that adds most first."""
        return self.result["chosen"]

    @cached_property
    def measures(self) -> list[tuple[str, str, str, str]]:
        """Name, before, after, change: the figures that are compared."""
        before, after = self.result["before"], self.result["after"]
        rows = [
            ("走得到的人", before["covered"], after["covered"]),
            ("其中65岁以上", before["elders_covered"], after["elders_covered"]),
        ]
        told = [(name, f"{one}", f"{two}", f"{two - one:+d}") for name, one, two in rows]
        one, two = (_share(state) for state in (before, after))
        told.insert(1, ("占全部的人", f"{one:.1f}%", f"{two:.1f}%", f"{two - one:+.1f}个百分点"))
        one, two = before["average_minutes"], after["average_minutes"]
        if one is not None and two is not None:
            told.append(("平均步行", f"{one:.1f}分钟", f"{two:.1f}分钟", f"{two - one:+.1f}分钟"))
        return told

    def is_outdated(self, known: Current) -> list[str]:
        """What has changed since, in words; empty when the answer still stands."""
        told = []
        if self.run.inputs != self.scenario.inputs():
            told.append("方案改过了")
        now, then = known.versions(), self.run.versions
        names = {"network": "路网", "demand": "人口资料", "centers": "中心"}
        told += [f"{words}更新了" for name, words in names.items() if now.get(name) != then.get(name)]
        return told


def _share(state) -> float:
    return 100 * state["covered"] / state["total"] if state["total"] else 0.0


def proof_words(is_proven: bool, gap: float) -> str:
    """已证明最优, or at most how far from the best: rounded up, never said better than it is."""
    if is_proven:
        return PROVEN
    tenths = -(-gap * 1000 // 1)
    return f"与最优相差不超过{max(tenths, 1) / 10:g}%"


def answer_of(scenario: Scenario) -> Answer | None:
    """The answer that the scenario shows, None before it was worked out."""
    return Answer(scenario, scenario.run) if scenario.run_id else None

"""A scenario as the engine takes it: candidates on the network, the residents whom they would reach, the rules."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from coverage.current import REACHES_M, Current
from coverage.engine.plane import Plane
from coverage.engine.reach import reach_table
from coverage.engine.reach_table import ReachTable
from coverage.engine.siting import Problem, cover_of, elders_weighted, metres_of
from coverage.engine.snapping import Snaps, snap
from coverage.figures import Figures, figures
from coverage.models import CandidateSite, Scenario
from coverage.questions import ALL
from coverage.states import State

# Nobody counts as farther than this when minutes are averaged; twice the limit, if that is more.
FARTHEST_COUNTED_M = 2160.0
NO_STREET = 0
NEAR_RESIDENTS_M = 5000.0


@dataclass(frozen=True)
class Case:
    """One scenario on the data of one moment. Rows of `table` are the candidates in the order of `inputs`."""

    scenario: Scenario
    known: Current
    inputs: dict
    answer: Figures  # before anything is built
    snaps: Snaps
    table: ReachTable

    @property
    def limit_m(self) -> float:
        """How far the scenario's minutes reach."""
        return self.answer.question.limit_m

    @property
    def penalty_m(self) -> float:
        """What everybody counts at most when minutes are averaged."""
        return penalty_of(self.limit_m)

    @property
    def candidates(self) -> list[dict]:
        """The candidates as the inputs tell them."""
        return self.inputs["candidates"]

    @cached_property
    def weights(self) -> np.ndarray:
        """People of the unit, those over 65 as often as the scenario says; who is off the network cannot be helped."""
        weights = self.answer.weights
        if self.scenario.who == ALL and self.scenario.elders_weight != 1:
            elders = self.known.demand.rows.elders * self.answer.in_scope
            weights = elders_weighted(weights, elders, self.scenario.elders_weight)
        return np.where(self.is_off, 0.0, weights)

    @cached_property
    def is_off(self) -> np.ndarray:
        """Residents off the network."""
        return self.answer.state == self.answer.states.index(State.OFF_NETWORK)

    @cached_property
    def before_m(self) -> np.ndarray:
        """Everybody's way to the nearest centre that exists, as far as it is looked at."""
        reach_m = max(self.penalty_m, self.limit_m)
        return self.known.table(reach_m).nearest(self.answer.mask, reach_m)[0]

    def after_m(self, chosen) -> np.ndarray:
        """The same with these candidates built."""
        metres = self.before_m.copy()
        for row in chosen:
            points, new = self.table.row(row)
            metres[points] = np.minimum(metres[points], new)
        return metres

    def mask(self, state: str) -> np.ndarray:
        """The candidates in a state."""
        return np.array([site["state"] == state for site in self.candidates], bool)

    @property
    def groups(self) -> np.ndarray:
        """The street of each candidate as a number."""
        return np.array([int(site["street"] or NO_STREET) for site in self.candidates], np.int64)

    @property
    def budgets(self) -> dict[int, int]:
        """How many new centres a street may get."""
        return {int(code): most for code, most in self.inputs["budgets"].items()}

    def problem(self) -> Problem:
        """As a question of cover."""
        return Problem(
            cover=cover_of(self.table, self.limit_m),
            weights=self.weights,
            covered_already=self.before_m <= self.limit_m,
            fixed=self.mask(CandidateSite.State.FIXED),
            forbidden=self.mask(CandidateSite.State.FORBIDDEN),
            groups=self.groups,
            budgets=self.budgets,
        )

    def distances(self) -> sparse.csr_array:
        """Metres from every candidate, for the least average."""
        return metres_of(self.table)


def penalty_of(limit_m: float) -> float:
    """The farthest way that is told apart when minutes are averaged."""
    return min(REACHES_M[-1], max(FARTHEST_COUNTED_M, 2 * limit_m))


def case_of(scenario: Scenario, known: Current) -> Case:
    """The scenario on what is known now. Needs roads."""
    inputs = scenario.inputs()
    lonlat = np.array([(site["lon"], site["lat"]) for site in inputs["candidates"]], np.float64).reshape(-1, 2)
    answer = figures(scenario.question, known)
    snaps = snap(known.network, lonlat)
    averages = scenario.goal == Scenario.Goal.AVERAGE
    reach_m = penalty_of(answer.question.limit_m) if averages else answer.question.limit_m
    table = reach_table(known.network, snaps, known.point_snaps, reach_m, index=known.index)
    return Case(scenario, known, inputs, answer, snaps, table)


def streets_at(known: Current, lonlat) -> list[str | None]:
    """The code of the street that each place counts to: that of the residents nearest to it.

    None for a place without residents within five kilometres.
    """
    lonlat = np.asarray(lonlat, np.float64).reshape(-1, 2)
    demand = known.demand
    if not len(demand.lonlat) or not len(lonlat):
        return [None] * len(lonlat)
    plane = Plane.about(demand.lonlat)
    metres, nearest = cKDTree(plane.to_xy(demand.lonlat)).query(plane.to_xy(lonlat))
    streets = [demand.rows.street[row] for row in nearest]
    return [
        demand.streets[street].code if away <= NEAR_RESIDENTS_M and street >= 0 else None
        for away, street in zip(metres, streets, strict=True)
    ]

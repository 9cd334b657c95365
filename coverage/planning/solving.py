"""The answer to a scenario: which places, what they bring, and what is proven about it. Kept as a run."""

from time import perf_counter

import numpy as np

from coverage.current import Current
from coverage.engine import siting
from coverage.engine.measures import average_minutes
from coverage.engine.siting import Solution
from coverage.models import CoverageRun, Scenario
from coverage.planning.cases import Case, case_of
from coverage.states import METHOD_NAMES, Method

# What a page waits for at once, and what it asks for when the proof is still missing.
SECONDS_AT_ONCE = 1.0
SECONDS_OF_PROOF = 15.0


class NoAnswer(ValueError):
    """A scenario that cannot be worked out as it stands; the message says to the person what to change."""


def solve(scenario: Scenario, known: Current, *, seconds: float = SECONDS_AT_ONCE, by=None) -> CoverageRun:
    """Work a scenario out and keep the run; it becomes the answer that the scenario shows.

    :raises NoAnswer: without roads or candidates, or when the rules cannot be kept.
    """
    if not known.has_network:
        raise NoAnswer("还没有步行路网，选址算不了。请先导入道路。")
    begun = perf_counter()
    case = case_of(scenario, known)
    if not case.candidates:
        raise NoAnswer("还没有候选点。请先加上几个可以建中心的地方。")
    try:
        solution = _solution(case, seconds)
    except siting.Infeasible as error:
        raise NoAnswer(_why(error, case)) from error
    run = CoverageRun.keep(
        kind=CoverageRun.Kind.SITING,
        scope_code=scenario.unit.code,
        inputs=case.inputs,
        versions=versions_of(case),
        method=solution.method,
        method_name=METHOD_NAMES[Method.NETWORK],
        result=result_of(case, solution),
        seconds=perf_counter() - begun,
        by=by,
    )
    scenario.run = run
    scenario.save(update_fields=["run", "modified"])
    return run


def versions_of(case: Case) -> dict:
    """What the answer was made from."""
    codes = case.known.centers.codes
    counted = [codes[index] for index in np.flatnonzero(case.answer.mask)]
    return case.known.versions() | {"counted": counted}


def _solution(case: Case, seconds) -> Solution:
    scenario = case.scenario
    if scenario.goal == Scenario.Goal.SHARE:
        return siting.cover_share(case.problem(), scenario.share / 100, seconds=seconds)
    if scenario.goal == Scenario.Goal.MOST:
        return siting.cover_most(case.problem(), _places(case), seconds=seconds)
    problem = case.problem()
    return siting.least_average(
        case.distances(),
        case.weights,
        _places(case),
        penalty_m=case.penalty_m,
        existing_m=case.before_m,
        speed_m_s=scenario.speed,
        fixed=problem.fixed,
        forbidden=problem.forbidden,
        groups=problem.groups,
        budgets=problem.budgets,
        seconds=seconds,
    )


def _places(case):
    return case.scenario.new_centers


def _why(error, case) -> str:
    """Why there is no answer, in words that say what to change."""
    names = {place.code: place.name for place in case.known.demand.streets}
    match error:
        case siting.TooManyFixed():
            return f"定了{error.fixed}个一定要选的点，可只建{error.p}个。请少定几个，或者多建几个。"
        case siting.FixedOverBudget():
            name = names.get(str(error.group), "有的街道")
            return f"{name}定了{error.fixed}个一定要选的点，可最多只让建{error.budget}个。请改其中一处。"
        case siting.TooFewCandidates():
            return f"要建{error.p}个，可能选的候选点只有{error.possible:.0f}个。请再加几个候选点。"
        case siting.BudgetsTooSmall():
            return f"要建{error.p}个，可各街道的上限加起来只让建{error.possible:.0f}个。请放宽上限。"
        case siting.ShareUnreachable():
            return (
                f"全选上也到不了{100 * error.share:.0f}%，最多{100 * error.possible:.1f}%。"
                "请降低比例，或者在空白的地方加候选点。"
            )
    return "这些条件合在一起没有办法满足。请放宽一些。"


def result_of(case: Case, solution: Solution) -> dict:
    """Everything that is kept of an answer, without times."""
    after = case.after_m(solution.chosen)
    gains = {step.candidate: step.gain for step in solution.steps}
    order = {step.candidate: number for number, step in enumerate(solution.steps)}
    chosen = sorted(solution.chosen, key=lambda row: order.get(row, len(order)))
    return {
        "goal": case.scenario.goal,
        "value": solution.value,
        "bound": solution.bound,
        "gap": solution.gap,
        "is_proven": solution.is_proven,
        "proved_by": solution.method,
        "penalty_m": case.penalty_m,
        "before": _state(case, case.before_m),
        "after": _state(case, after),
        "chosen": _chosen(case, chosen, gains),
        "streets": _streets(case, after),
        "off_network": [case.candidates[row]["name"] for row in np.flatnonzero(~case.snaps.on_network)],
        "basis": _basis(case),
    }


def _basis(case):
    basis = case.answer.basis.as_dict()
    basis.pop("date")
    return basis


def _state(case, metres) -> dict:
    """People covered, of them those over 65, and the average way."""
    covered = (metres <= case.limit_m) & ~case.is_off
    elders = case.known.demand.rows.elders * case.answer.in_scope
    counted = np.where(case.is_off, 0, case.answer.weights)
    average = average_minutes(np.minimum(metres, case.penalty_m), counted, case.scenario.speed)
    return {
        "total": case.answer.total.total,
        "covered": int(case.answer.weights[covered].sum()),
        "elders": int(elders.sum()),
        "elders_covered": int(elders[covered].sum()),
        "average_minutes": None if np.isnan(average) else round(average, 3),
    }


def _chosen(case, rows, gains) -> list[dict]:
    """The places in the order in which they add most, with the people whom each adds to those before."""
    reached = case.before_m <= case.limit_m
    found = []
    for row in rows:
        points, metres = case.table.row(row)
        points = points[metres <= case.limit_m]
        new = points[~reached[points] & ~case.is_off[points]]
        reached[points] = True
        site = case.candidates[row]
        found.append(
            {
                "id": site["id"],
                "name": site["name"],
                "lon": site["lon"],
                "lat": site["lat"],
                "street": site["street"],
                "is_fixed": site["state"] == "fixed",
                "new_people": int(case.answer.weights[new].sum()),
                "gain": round(float(gains.get(row, 0.0)), 6),
            }
        )
    return found


def _streets(case, after) -> list[dict]:
    demand, answer = case.known.demand, case.answer
    lines = len(demand.streets) + 1
    street = demand.rows.street % lines
    counts = [
        np.bincount(street, np.where((metres <= case.limit_m) & ~case.is_off, answer.weights, 0), lines).astype(int)
        for metres in (case.before_m, after)
    ]
    totals = {line.place.code: line.tally.total for line in answer.streets if line.place}
    return [
        {
            "code": place.code,
            "name": place.name,
            "total": totals[place.code],
            "before": int(counts[0][number]),
            "after": int(counts[1][number]),
        }
        for number, place in enumerate(demand.streets)
        if place.code in totals
    ]

"""Solutions from what the search found."""

from .problem import Solution, Step

FIRST = "greedy and exchange"


def method_of(proof) -> str:
    name = "branch and bound, Lagrangian" if proof.nodes else "Lagrangian bound"
    return {"proven": name, "work": f"{name}, work limit", "clock": f"{name}, time limit"}[proof.ended]


def more_is_better(chosen, value, bound, method, steps, seconds) -> Solution:
    gap = (bound - value) / bound if bound > value else 0.0
    return _solution(chosen, value, bound, gap, method, steps, seconds)


def less_is_better(chosen, value, bound, method, steps, seconds) -> Solution:
    gap = (value - bound) / value if bound < value else 0.0
    return _solution(chosen, value, bound, gap, method, steps, seconds)


def _solution(chosen, value, bound, gap, method, steps, seconds):
    return Solution(
        chosen=tuple(sorted(int(i) for i in chosen)),
        value=value,
        bound=bound,
        is_proven=bound == value,
        gap=gap,
        method=method,
        steps=tuple(Step(int(i), float(gain)) for i, gain in steps),
        seconds=seconds,
    )

"""MCLP against every choice there is, and against HiGHS where there are too many."""

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from coverage.engine.siting import (
    BudgetsTooSmall,
    FixedForbidden,
    FixedOverBudget,
    Problem,
    TooFewCandidates,
    TooManyFixed,
    cover_most,
    elders_weighted,
)
from tests.coverage.engine.siting_cases import as_mask, choices, city, newly_covered

RULES = {
    "free": {},
    "one fixed, one forbidden": {"fixed": (5,), "forbidden": (2,)},
    "budgets": {"groups": np.array([0, 0, 0, 1, 1, 1, 2, 2]), "budgets": {0: 1, 1: 1}},
    "all at once": {"fixed": (0,), "forbidden": (7,), "groups": np.arange(8) % 3, "budgets": {0: 1, 1: 1, 2: 1}},
}


def problem_of(cover, weights, already=None, fixed=(), forbidden=(), groups=None, budgets=None):
    n = cover.shape[0]
    return Problem(cover, weights, already, as_mask(n, fixed), as_mask(n, forbidden), groups, budgets or {})


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_three_of_eight_are_the_best_three_of_eight(seed, rules):
    cover, weights = city(seed)
    already = np.random.default_rng(seed).random(len(weights)) < 0.2

    answer = cover_most(problem_of(cover, weights, already, **rules), 3)

    best = max(newly_covered(cover, weights, already, c) for c in choices(8, 3, **rules))
    assert answer.is_proven
    assert answer.value == answer.bound == best
    assert answer.gap == 0
    assert newly_covered(cover, weights, already, answer.chosen) == best
    assert answer.chosen in choices(8, 3, **rules)
    assert sum(step.gain for step in answer.steps) == best
    assert sorted(step.candidate for step in answer.steps) == list(answer.chosen)


@pytest.mark.parametrize("seed", range(4))
def test_weights_with_fractions_are_answered_to_a_millionth(seed):
    cover, people = city(seed)
    weights = elders_weighted(people, people * 0.3, times=1.7)
    already = np.zeros(len(weights), bool)

    answer = cover_most(problem_of(cover, weights), 3)

    best = max(newly_covered(cover, weights, already, c) for c in choices(8, 3))
    assert answer.is_proven
    assert answer.value == pytest.approx(best, abs=60e-6)


def highs(problem, p):
    """The most newly covered people, by HiGHS."""
    cover, n, k = problem.cover.astype(float), *problem.cover.shape
    people = np.where(problem.covered_already, 0, problem.weights)
    rows = [LinearConstraint(sparse.hstack([-cover.T, sparse.eye_array(k)]).tocsr(), -np.inf, 0)]
    rows.append(LinearConstraint(np.r_[np.ones(n), np.zeros(k)], -np.inf, p))
    for group, most in problem.budgets.items():
        rows.append(LinearConstraint(np.r_[problem.groups == group, np.zeros(k)], -np.inf, most))
    low = np.r_[problem.fixed, np.zeros(k)].astype(float)
    high = np.r_[~problem.forbidden, np.ones(k)].astype(float)
    answer = milp(
        np.r_[np.zeros(n), -people],
        constraints=rows,
        bounds=Bounds(low, high),
        integrality=np.r_[np.ones(n), np.zeros(k)],
        options={"mip_rel_gap": 0},
    )
    return -answer.fun


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("budgets", [{}, {0: 1, 1: 2, 2: 1, 3: 2}], ids=["free", "budgets"])
def test_a_medium_city_is_answered_as_highs_answers_it(seed, budgets):
    cover, weights = city(seed, candidates=60, points=700, reach=0.16)
    problem = problem_of(cover, weights, fixed=(3,), forbidden=(4, 5), groups=np.arange(60) % 5, budgets=budgets)

    answer = cover_most(problem, 7)

    assert answer.is_proven
    assert answer.value == pytest.approx(highs(problem, 7), abs=1e-3)


@pytest.mark.parametrize("max_nodes", [0, 1, 5])
@pytest.mark.parametrize("seed", range(4))
def test_a_proof_that_is_cut_short_claims_no_more_than_it_proved(seed, max_nodes):
    cover, weights = city(seed, candidates=40, points=400, reach=0.2)
    problem = problem_of(cover, weights, groups=np.arange(40) % 4, budgets={0: 1, 1: 1, 2: 1, 3: 3})
    firsts = []

    cut = cover_most(problem, 6, max_nodes=max_nodes, on_first=firsts.append)
    whole = cover_most(problem, 6)

    assert whole.is_proven
    for early in (firsts[0], cut):
        assert early.value <= whole.value <= early.bound
        assert early.is_proven == (early.gap == 0) == (early.bound == early.value)
        assert early.value >= (1 - early.gap) * whole.value


def test_the_first_answer_comes_before_the_proof_and_is_not_far_off():
    cover, weights = city(1, candidates=60, points=700, reach=0.16)
    firsts = []
    answer = cover_most(problem_of(cover, weights), 6, on_first=firsts.append)
    assert firsts[0].method == "greedy and exchange"
    assert answer.value >= firsts[0].value >= 0.9 * answer.value


def test_equal_questions_get_equal_answers():
    cover, weights = city(2, candidates=60, points=700, reach=0.16)
    assert cover_most(problem_of(cover, weights), 6) == cover_most(problem_of(cover, weights), 6)


@pytest.mark.parametrize("seed", range(4))
def test_another_order_of_candidates_and_points_changes_only_their_numbers(seed):
    cover, weights = city(seed, candidates=30, points=400, reach=0.2, people=900)
    rng = np.random.default_rng(seed)
    candidates, points = rng.permutation(30), rng.permutation(400)

    answer = cover_most(problem_of(cover, weights), 4)
    other = cover_most(problem_of(sparse.csr_array(cover.toarray()[candidates][:, points]), weights[points]), 4)

    assert other.value == answer.value
    assert {int(candidates[i]) for i in other.chosen} == set(answer.chosen)


def test_of_two_equal_places_the_first_is_chosen():
    cover = sparse.csr_array(np.array([[1, 0, 0], [0, 1, 1], [0, 1, 1], [1, 0, 0]], bool))
    assert cover_most(Problem(cover, np.ones(3)), 2).chosen == (0, 1)


def test_a_place_that_covers_no_one_new_is_not_chosen():
    cover = sparse.csr_array(np.array([[1, 1], [1, 0], [0, 0]], bool))
    assert cover_most(Problem(cover, np.ones(2)), 3).chosen == (0,)


def test_a_dominated_place_is_chosen_when_the_better_ones_street_has_no_budget_left():
    cover = sparse.csr_array(np.array([[1, 1, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]], bool))
    problem = Problem(cover, np.array([1.0, 1, 1, 9]), groups=np.array([0, 0, 1]), budgets={0: 1})
    answer = cover_most(problem, 2)
    assert answer.chosen == (1, 2)
    assert answer.value == 10


def test_points_that_the_same_places_cover_may_be_given_one_by_one_or_as_one():
    cover, weights = city(3, candidates=20, points=150)
    apart = sparse.csr_array(np.repeat(cover.toarray(), 4, axis=1))
    whole = cover_most(problem_of(cover, weights * 4), 4)
    parts = cover_most(problem_of(apart, np.repeat(weights, 4)), 4)
    assert (parts.chosen, parts.value, parts.bound) == (whole.chosen, whole.value, whole.bound)


def test_nobody_to_cover_and_nothing_to_choose_are_answers_too():
    nobody = cover_most(Problem(sparse.csr_array((3, 0), dtype=bool), np.zeros(0)), 2)
    assert (nobody.chosen, nobody.value, nobody.is_proven, nobody.gap) == ((), 0, True, 0)
    cover, weights = city(0)
    nothing = cover_most(Problem(cover, weights), 0)
    assert (nothing.chosen, nothing.value, nothing.is_proven) == ((), 0, True)


@pytest.mark.parametrize(
    ("rules", "p", "error", "possible"),
    [
        ({"fixed": (0, 1, 2)}, 2, TooManyFixed, 3),
        ({"fixed": (0,), "forbidden": (0,)}, 2, FixedForbidden, 0),
        ({"groups": np.zeros(8, int), "budgets": {0: 2}}, 3, BudgetsTooSmall, 2),
        ({"groups": np.zeros(8, int), "budgets": {0: 1}, "fixed": (0, 1)}, 3, FixedOverBudget, 1),
        ({"forbidden": (0, 1, 2, 3)}, 5, TooFewCandidates, 4),
    ],
)
def test_rules_that_cannot_be_kept_are_named_with_what_is_possible(rules, p, error, possible):
    cover, weights = city(0)
    with pytest.raises(error) as refused:
        cover_most(problem_of(cover, weights, **rules), p)
    assert refused.value.possible == possible


@pytest.mark.parametrize(
    "bad",
    [
        {"weights": np.full(60, -1.0)},
        {"weights": np.full(60, np.nan)},
        {"weights": np.ones(59)},
        {"fixed": np.zeros(7, bool)},
        {"groups": np.zeros(8)},
        {"budgets": {0: -1}},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(bad):
    cover, weights = city(0)
    with pytest.raises(ValueError, match="wanted"):
        Problem(**({"cover": cover, "weights": weights} | bad))


def test_without_time_for_a_proof_the_answer_says_so():
    cover, weights = city(1, candidates=60, points=700, reach=0.16)
    hurried = cover_most(problem_of(cover, weights), 6, seconds=0)
    whole = cover_most(problem_of(cover, weights), 6)
    assert hurried.method.endswith("time limit")
    assert not hurried.is_proven
    assert hurried.value <= whole.value <= hurried.bound

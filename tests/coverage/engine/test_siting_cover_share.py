"""The fewest places for a share of the people, against every choice there is and HiGHS."""

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from coverage.engine.siting import Problem, ShareUnreachable, TooManyFixed, cover_share
from tests.coverage.engine.siting_cases import as_mask, choices, city, newly_covered
from tests.coverage.engine.test_siting_cover_most import RULES, problem_of


def enough(cover, weights, already, chosen, share):
    covered = weights[already].sum() + newly_covered(cover, weights, already, chosen)
    return covered >= share * weights.sum() - 1e-9


@pytest.mark.parametrize("share", [0.5, 0.7, 0.8])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_no_fewer_places_reach_the_share(seed, share, rules):
    cover, weights = city(seed, reach=0.34)
    already = np.random.default_rng(seed).random(len(weights)) < 0.2
    problem = problem_of(cover, weights, already, **rules)
    sizes = [len(c) for c in choices(8, 8, **rules) if enough(cover, weights, already, c, share)]

    if not sizes:
        with pytest.raises(ShareUnreachable) as refused:
            cover_share(problem, share)
        most = max(newly_covered(cover, weights, already, c) for c in choices(8, 8, **rules))
        assert share > refused.value.possible >= (weights[already].sum() + most) / weights.sum() - 1e-9
        return
    answer = cover_share(problem, share)

    assert answer.is_proven
    assert answer.value == answer.bound == len(answer.chosen) == min(sizes)
    assert enough(cover, weights, already, answer.chosen, share)
    assert answer.chosen in choices(8, 8, **rules)


@pytest.mark.parametrize("seed", range(3))
def test_covering_everyone_who_can_be_covered_takes_as_many_as_highs_says(seed):
    cover, _ = city(seed, candidates=50, points=300, reach=0.25)
    cover = cover[:, np.flatnonzero(cover.sum(axis=0))]
    n, k = cover.shape
    answer = cover_share(Problem(cover, np.ones(k)), 1)
    fewest = milp(
        np.ones(n),
        constraints=LinearConstraint(cover.T.astype(float), 1, np.inf),
        bounds=Bounds(0, 1),
        integrality=np.ones(n),
    ).fun
    assert answer.is_proven
    assert answer.value == round(fewest)


@pytest.mark.parametrize("max_nodes", [0, 1, 20])
@pytest.mark.parametrize("seed", range(3))
def test_a_search_that_is_cut_short_claims_no_more_than_it_proved(seed, max_nodes):
    cover, weights = city(seed, candidates=50, points=300, reach=0.2)
    problem = Problem(cover, weights)
    firsts = []
    cut = cover_share(problem, 0.8, max_nodes=max_nodes, on_first=firsts.append)
    whole = cover_share(problem, 0.8)
    assert whole.is_proven
    for early in (firsts[0], cut):
        assert early.bound <= whole.value <= early.value
        assert early.is_proven == (early.gap == 0)


def test_what_is_covered_already_may_be_enough():
    cover, weights = city(0)
    answer = cover_share(Problem(cover, weights, covered_already=np.ones(60, bool)), 0.95)
    assert (answer.chosen, answer.value, answer.is_proven) == ((), 0, True)


def test_a_share_out_of_reach_says_how_far_one_gets():
    cover = sparse.csr_array(np.array([[1, 0, 0, 0], [0, 1, 0, 0]], bool))
    with pytest.raises(ShareUnreachable) as refused:
        cover_share(Problem(cover, np.ones(4)), 0.75)
    assert (refused.value.possible, refused.value.reached, refused.value.candidates) == (0.5, 0.5, (0, 1))


def test_a_share_is_the_decimal_that_was_written():
    """0.55 of 20 people are 11, though 0.55 * 20 is 11.000000000000002 in binary."""
    cover = sparse.csr_array(np.arange(20)[None] < 11)
    assert cover_share(Problem(cover, np.ones(20)), 0.55).chosen == (0,)


def test_fixed_places_without_a_budget_are_no_error_here():
    cover, weights = city(0)
    assert cover_share(Problem(cover, weights, fixed=as_mask(8, [1, 2])), 0.1).chosen == (1, 2)
    assert not issubclass(ShareUnreachable, TooManyFixed)

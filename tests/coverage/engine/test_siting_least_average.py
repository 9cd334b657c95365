"""p-median against every choice there is."""

import numpy as np
import pytest
from scipy import sparse

from coverage.engine.siting import FixedForbidden, least_average
from tests.coverage.engine.siting_cases import apart, as_mask, choices
from tests.coverage.engine.test_siting_cover_most import RULES

PENALTY = 900.0


def town(seed, candidates=8, points=60):
    rng = np.random.default_rng(seed)
    metres = np.round(apart(rng, candidates, points) * 1500, 2)
    metres[metres > 720] = np.inf
    existing = np.round(rng.random(points) * 3000, 2)
    existing[existing > 720] = np.inf
    return metres, existing, rng.integers(0, 9, points).astype(float)


def minutes(metres, existing, weights, chosen):
    walk = np.minimum(existing, PENALTY)
    for i in chosen:
        walk = np.minimum(walk, metres[i])
    return weights @ walk / weights.sum() / 72


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_no_other_three_of_eight_leave_less_to_walk(seed, rules):
    metres, existing, weights = town(seed)
    masks = {name: as_mask(8, rules.get(name, ())) for name in ("fixed", "forbidden")}

    answer = least_average(metres, weights, 3, penalty_m=PENALTY, existing_m=existing, **rules | masks)

    best = min(minutes(metres, existing, weights, c) for c in choices(8, 3, **rules))
    assert answer.is_proven
    assert answer.value == pytest.approx(best, abs=1e-9)
    assert minutes(metres, existing, weights, answer.chosen) == pytest.approx(best, abs=1e-9)
    assert answer.chosen in choices(8, 3, **rules)
    before = minutes(metres, existing, weights, ())
    assert before - sum(step.gain for step in answer.steps) == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_proof_that_is_cut_short_claims_no_more_than_it_proved(seed):
    metres, existing, weights = town(seed, candidates=40, points=300)
    firsts = []
    rules = {"penalty_m": PENALTY, "existing_m": existing, "groups": np.arange(40) % 4, "budgets": {0: 1, 1: 1, 2: 1}}
    cut = least_average(metres, weights, 5, max_nodes=1, on_first=firsts.append, **rules)
    whole = least_average(metres, weights, 5, **rules)
    assert whole.is_proven
    for early in (firsts[0], cut):
        assert early.bound <= whole.value <= early.value
        assert early.is_proven == (early.gap == 0)


def test_sparse_and_dense_tables_are_answered_alike_and_a_stored_zero_is_no_distance():
    metres, existing, weights = town(4)
    metres[2, 7] = 0
    rows, columns = np.nonzero(np.isfinite(metres))
    table = sparse.csr_array((metres[rows, columns], (rows, columns)), shape=metres.shape)
    dense = least_average(metres, weights, 3, penalty_m=PENALTY, existing_m=existing)
    assert least_average(table, weights, 3, penalty_m=PENALTY, existing_m=existing) == dense


def test_who_is_beyond_the_limit_walks_the_penalty():
    metres = np.array([[100.0, np.inf]])
    answer = least_average(metres, np.array([1.0, 3.0]), 1, penalty_m=1440, speed_m_s=1.2)
    assert answer.value == pytest.approx((100 / 72 + 3 * 20) / 4)


def test_a_slower_pace_takes_longer_but_chooses_alike():
    metres, existing, weights = town(5)
    quick = least_average(metres, weights, 2, penalty_m=PENALTY, existing_m=existing)
    slow = least_average(metres, weights, 2, penalty_m=PENALTY, existing_m=existing, speed_m_s=0.8)
    assert slow.chosen == quick.chosen
    assert slow.value == pytest.approx(quick.value * 1.5)


def test_where_nobody_lives_the_average_is_nothing():
    metres, existing, _ = town(6)
    answer = least_average(metres, np.zeros(60), 2, penalty_m=PENALTY, existing_m=existing)
    assert (answer.chosen, answer.value, answer.is_proven) == ((), 0, True)


def test_bad_questions_are_refused():
    metres, existing, weights = town(7)
    with pytest.raises(FixedForbidden):
        least_average(metres, weights, 2, penalty_m=900, fixed=as_mask(8, [1]), forbidden=as_mask(8, [1]))
    for bad in (
        {"penalty_m": 0},
        {"existing_m": existing[:-1]},
        {"existing_m": np.full(60, np.nan)},
        {"speed_m_s": 0},
        {"distances": -metres},
        {"distances": np.full((8, 60), np.nan)},
    ):
        with pytest.raises(ValueError, match="wanted"):
            least_average(**{"distances": metres, "weights": weights, "p": 2, "penalty_m": 900} | bad)

"""What the proof stands on: any levels give a true bound; the table of exchanges is what trying each would say."""

import numpy as np
import pytest
from scipy import sparse

from coverage.engine.siting import bounds, search
from coverage.engine.siting.models import CoverModel, SavingModel
from coverage.engine.siting.reduce import merged_columns
from coverage.engine.siting.rules import Rules
from tests.coverage.engine.siting_cases import choices, city

GROUPS = np.array([0, 0, 0, 1, 1, 1, 2, 2])
RULES = Rules(3, GROUPS, np.array([1, 2, 3]))


def cover_model(seed):
    cover, weights = city(seed)
    return CoverModel(cover, weights)


def saving_model(seed):
    rng = np.random.default_rng(seed)
    savings = rng.integers(0, 90, (8, 60)) * (rng.random((8, 60)) < 0.4)
    return SavingModel(sparse.csr_array(savings.astype(float)))


@pytest.mark.parametrize("make", [cover_model, saving_model])
@pytest.mark.parametrize("seed", range(8))
def test_any_levels_bound_every_choice(make, seed):
    model, rng = make(seed), np.random.default_rng(seed)
    best = max(search.value(model, c) for c in choices(8, 3, groups=GROUPS, budgets={0: 1, 1: 2, 2: 3}))
    for _ in range(20):
        level = np.floor(rng.random(model.k) * (model.upper + 1))
        assert bounds.at(model, RULES, search.all_free(8), level).value >= best


@pytest.mark.parametrize("make", [cover_model, saving_model])
@pytest.mark.parametrize("seed", range(4))
def test_what_a_bound_settles_leaves_every_better_choice(make, seed):
    model, rng = make(seed), np.random.default_rng(seed)
    every = choices(8, 3, groups=GROUPS, budgets={0: 1, 1: 2, 2: 3})
    needed = sorted(search.value(model, c) for c in every)[-3]
    better = [c for c in every if search.value(model, c) >= needed]
    for _ in range(20):
        level = model.level(better[-1]) * rng.integers(0, 2, model.k)
        bound = bounds.at(model, RULES, search.all_free(8), np.minimum(level, model.upper))
        state = bounds.settled(RULES, search.all_free(8), bound, needed)
        # A choice may lack a place that adds nothing to it: what must stay is its value.
        kept = max(
            search.value(model, c)
            for c in every
            if set(np.flatnonzero(state == 1)) <= set(c) and not set(np.flatnonzero(state == -1)) & set(c)
        )
        assert kept == search.value(model, max(better, key=lambda c: search.value(model, c)))


@pytest.mark.parametrize("make", [cover_model, saving_model])
@pytest.mark.parametrize("seed", range(4))
def test_the_table_of_exchanges_is_what_trying_each_would_say(make, seed):
    model = make(seed)
    chosen = np.array([1, 4, 6])
    table = model.worth_without_each(chosen)
    for place in range(3):
        others = np.delete(chosen, place)
        assert table[:, place].tolist() == model.worth(model.level(others)).tolist()


def test_points_are_merged_when_the_same_places_cover_them_and_only_then():
    cover = sparse.csr_array(np.array([[1, 1, 0, 1, 0], [0, 0, 1, 1, 0]], bool))
    merged, weights, number = merged_columns(cover, np.array([1.0, 2, 4, 8, 16]))
    assert weights.tolist() == [3, 4, 8]
    assert number.tolist() == [0, 0, 1, 2, -1]
    assert merged.toarray().tolist() == [[1, 0, 1], [0, 1, 1]]


@pytest.mark.parametrize("seed", range(3))
def test_picking_by_worth_is_the_best_that_budgets_allow(seed):
    worth = np.random.default_rng(seed).integers(0, 50, 8).astype(float)
    picked = RULES.pick(worth, search.all_free(8))
    best = max(worth[list(c)].sum() for c in choices(8, 3, groups=GROUPS, budgets={0: 1, 1: 2, 2: 3}))
    assert worth[picked].sum() == best

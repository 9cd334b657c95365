"""2SFCA and E2SFCA: by hand, and beside PySAL `access`, whose NaN is our 0."""

import warnings

import numpy as np
import pandas as pd
import pytest
from access import Access as PysalAccess
from access import weights as pysal_weights

from coverage.engine.catchment import GENTLE, STEEP, Zone, enhanced_two_step, two_step, zones
from coverage.engine.reach_table import ReachTable


def table_of(metres, limit_m):
    """A reach table from dense metres, centres x points, inf beyond the limit."""
    rows, points = np.nonzero(metres <= limit_m)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(metres)))])
    return ReachTable(indptr, points.astype(np.int32), metres[rows, points], float(limit_m), metres.shape[1])


def test_two_centres_and_three_points_by_hand():
    metres = np.array([[100.0, 400.0, np.inf], [np.inf, 500.0, 900.0]])
    answer = two_step(table_of(metres, 720), supply=[30, 20], demand=[10, 20, 40])
    assert answer.ratios.tolist() == [30 / 30, 20 / 20]
    assert answer.access.tolist() == [1, 2, 0]


def test_three_zones_by_hand():
    metres = np.array([[360.0, 360.1, 1080.0]])
    answer = enhanced_two_step(table_of(metres, 1080), [10], [1, 1, 1], zones())
    assert answer.ratios[0] == pytest.approx(10 / (1 + 0.68 + 0.22))
    assert answer.access == pytest.approx(answer.ratios[0] * np.array([1, 0.68, 0.22]))


def random_table(seed, limit_m):
    rng = np.random.default_rng(seed)
    metres = rng.random((12, 200)) * 6000
    metres[:, :5] = np.inf  # five points without any supply in reach
    return table_of(metres, limit_m), rng.integers(1, 50, 12).astype(float), rng.integers(1, 90, 200).astype(float)


def pysal(table, supply, demand, weight_fn=None):
    centers, points = np.arange(len(supply)), np.arange(len(demand))
    cost = pd.DataFrame({"origin": table.points, "dest": table.rows, "cost": table.metres})
    access = PysalAccess(
        demand_df=pd.DataFrame({"id": points, "people": demand}),
        demand_index="id",
        demand_value="people",
        supply_df=pd.DataFrame({"id": centers, "seats": supply}),
        supply_index="id",
        supply_value="seats",
        cost_df=cost,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if weight_fn is None:
            answer = access.two_stage_fca(name="a", max_cost=table.limit_m)
        else:
            answer = access.enhanced_two_stage_fca(name="a", max_cost=table.limit_m, weight_fn=weight_fn)
    return answer["a_seats"].reindex(points).to_numpy()


@pytest.mark.parametrize("seed", range(3))
def test_pysal_finds_the_same_catchments(seed):
    table, supply, demand = random_table(seed, 720)
    theirs = pysal(table, supply, demand)
    assert np.isnan(theirs).any()
    assert two_step(table, supply, demand).access == pytest.approx(np.nan_to_num(theirs), rel=1e-12)


@pytest.mark.parametrize("weights", [GENTLE, STEEP])
@pytest.mark.parametrize("seed", range(3))
def test_pysal_finds_the_same_enhanced_catchments(seed, weights):
    table, supply, demand = random_table(seed, 1080)
    bands = zones(weights=weights)
    theirs = pysal(table, supply, demand, pysal_weights.step_fn({zone.to_m: zone.weight for zone in bands}))
    ours = enhanced_two_step(table, supply, demand, bands).access
    assert ours == pytest.approx(np.nan_to_num(theirs), rel=1e-12)


def test_all_the_supply_that_somebody_reaches_is_handed_out():
    table, supply, demand = random_table(7, 1080)
    answer = enhanced_two_step(table, supply, demand, zones())
    assert answer.access @ demand == pytest.approx(supply[np.diff(table.indptr) > 0].sum())


def test_one_zone_of_weight_one_is_the_plain_method():
    table, supply, demand = random_table(8, 1080)
    plain = two_step(table, supply, demand, limit_m=720)
    assert np.array_equal(plain.access, enhanced_two_step(table, supply, demand, [Zone(720, 1)]).access)


def test_a_centre_that_nobody_reaches_and_a_point_without_people_get_nothing_infinite():
    metres = np.array([[100.0, np.inf], [np.inf, np.inf]])
    answer = two_step(table_of(metres, 720), supply=[5, 5], demand=[0, 3])
    assert answer.ratios.tolist() == [0, 0]
    assert answer.access.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("supply", "demand", "bands"),
    [
        ([1], [1, 1], [Zone(2000, 1)]),
        ([1], [1, 1], [Zone(500, 1), Zone(400, 0.5)]),
        ([1], [1, 1], []),
        ([1, 2], [1, 1], [Zone(500, 1)]),
        ([-1], [1, 1], [Zone(500, 1)]),
        ([1], [1, np.nan], [Zone(500, 1)]),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(supply, demand, bands):
    with pytest.raises(ValueError, match=r"wanted|ends at"):
        enhanced_two_step(table_of(np.array([[100.0, 200.0]]), 720), supply, demand, bands)

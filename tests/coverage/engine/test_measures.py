"""Figures from a table small enough to count on the fingers."""

import numpy as np
import pytest

from coverage.engine import measures
from coverage.engine.reach import nearest, reach_table
from coverage.engine.reach_table import ReachTable
from tests.coverage.engine.drawn import people, town

INF = np.inf
# Three centres, six points, 0 … 5; nobody reaches point 5.
TABLE = ReachTable(
    np.array([0, 3, 5, 7]),
    np.array([0, 1, 2, 1, 3, 1, 4], np.int32),
    np.array([100, 500, 700, 300, 720, 720, 10.0]),
    720,
    6,
)
WEIGHTS = np.array([1, 2, 4, 8, 16, 32.0])
GROUPS = np.array([0, 0, 0, 1, 1, 1])


def test_a_limit_is_minutes_by_speed():
    assert measures.limit_of(10, 1.2) == 720
    for wrong in ((0, 1.2), (10, 0), (-1, 1), (float("nan"), 1)):
        with pytest.raises(ValueError, match="greater than zero"):
            measures.limit_of(*wrong)


def test_covered_is_within_the_limit_and_the_gap_is_everyone_else():
    metres, owner = TABLE.nearest()
    assert metres.tolist() == [100, 300, 700, 720, 10, INF]
    assert owner.tolist() == [0, 1, 0, 1, 2, -1]
    reached = measures.covered(metres, 720)
    assert reached.tolist() == [True] * 5 + [False]
    assert measures.covered(metres, INF).tolist() == reached.tolist()
    assert measures.people(WEIGHTS, reached) == 31
    assert measures.people(WEIGHTS, ~reached) == 32
    everyone, some = measures.by_group(WEIGHTS, reached, GROUPS, 3)
    assert everyone.tolist() == [7, 56, 0]
    assert some.tolist() == [7, 24, 0]


def test_growth_counts_what_had_opened_by_each_year():
    years = np.arange(2018, 2022)
    grown = measures.growth(TABLE, [2018, 2020, measures.NEVER], years, GROUPS, 2, WEIGHTS, 720)
    assert grown.tolist() == [[7, 0], [7, 0], [7, 8], [7, 8]]
    assert measures.growth(TABLE, [2018, 2020, 2000], years, GROUPS, 2, WEIGHTS, 600).tolist() == [
        [3, 16], [3, 16], [3, 16], [3, 16],
    ]  # fmt: skip


def test_the_last_year_of_growth_is_the_total():
    grown = measures.growth(TABLE, [2018, 2020, 2021], np.arange(2018, 2022), GROUPS, 2, WEIGHTS, 720)
    assert grown[-1].sum() == measures.people(WEIGHTS, measures.covered(TABLE.nearest()[0], 720))


def test_overlap_counts_people_by_how_many_centres_they_reach():
    assert measures.overlap(TABLE, 720, WEIGHTS).tolist() == [32, 29, 0, 2]
    assert measures.overlap(TABLE, 720, WEIGHTS, [True, True, False]).tolist() == [48, 13, 2, 0]
    assert measures.overlap(TABLE, 5, WEIGHTS).tolist() == [63, 0, 0, 0]


def test_load_is_who_is_nearest():
    assert measures.load(TABLE.nearest()[1], WEIGHTS, 3).tolist() == [5, 10, 16]


def test_closing_loses_those_who_have_no_other():
    assert measures.closings(TABLE, WEIGHTS, 720).tolist() == [5, 8, 16]
    assert [measures.closing(TABLE, i, WEIGHTS, 720) for i in range(3)] == [5, 8, 16]
    assert measures.closing(TABLE, 0, WEIGHTS, 720, [True, False, False]) == 7


def test_gaps_are_ranked_by_people_and_missing_minutes():
    metres = np.array([700, 792, 1440, INF])
    points, cost = measures.gaps(metres, np.array([9, 100, 5, 1]), 720, 1.2)
    assert points.tolist() == [1, 3, 2]
    assert cost.tolist() == pytest.approx([100, 60, 50])


def test_the_average_is_of_those_who_have_a_way():
    assert measures.average_minutes(np.array([72, 144, INF]), np.array([1, 3, 5]), 1.2) == pytest.approx(1.75)
    assert np.isnan(measures.average_minutes(np.array([INF]), np.array([1]), 1.2))


def test_gap_and_covered_are_everyone_on_a_street():
    street = town([(0, 0), (2000, 0)], [(0, 1)])
    points = people(street, *[(x, 0) for x in range(0, 2001, 100)])
    centers = people(street, (300, 0), (1900, 0))
    metres, _ = nearest(street, centers, points, 720)
    reached = measures.covered(metres, 720)
    assert reached.sum() == 11 + 9
    table = reach_table(street, centers, points, 720)
    assert (measures.centers_in_reach(table, 720) > 0).tolist() == reached.tolist()

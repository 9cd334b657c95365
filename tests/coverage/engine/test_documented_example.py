"""The example that docs/coverage.md works by hand."""

import numpy as np
import pytest

from coverage.engine import measures, what_if
from coverage.engine.reach import ReachIndex, nearest
from coverage.engine.straight import PROBABLE, PROVEN_GAP, UNDECIDED, straight_metres, straight_states
from tests.coverage.engine.drawn import degrees, people, town
from tests.coverage.engine.test_drawn_towns import RIVER, STREETS

CENTRE = (100, -20)
PLACES = [(100, 220), (400, 30), (620, 100), (100, 900), (50, -10)]
WEIGHTS = np.array([40.0, 30, 20, 5, 10])


@pytest.fixture
def walked():
    river = town(RIVER, STREETS)
    return nearest(river, people(river, CENTRE), people(river, *PLACES), np.inf)[0]


def test_the_ways_are_those_of_the_page(walked):
    assert walked.tolist() == pytest.approx([1240, 350, 640, np.inf, 80], abs=0.01)
    assert (walked / 72).round(1).tolist() == [17.2, 4.9, 8.9, np.inf, 1.1]
    assert (walked / 48).round(1).tolist() == [25.8, 7.3, 13.3, np.inf, 1.7]


def test_the_shares_are_those_of_the_page(walked):
    for speed, covered, share in ((1.2, 60, 57.1), (0.8, 40, 38.1)):
        reached = measures.covered(walked, measures.limit_of(10, speed))
        assert measures.people(WEIGHTS, reached) == covered
        assert round(covered / WEIGHTS.sum() * 100, 1) == share


def test_the_gaps_are_those_of_the_page(walked):
    points, cost = measures.gaps(walked, WEIGHTS, 720, 1.2)
    assert points.tolist() == [3, 0]
    assert cost.round(1).tolist() == [300, 288.9]


def test_the_straight_lines_and_states_are_those_of_the_page():
    straight, _ = straight_metres(degrees(CENTRE), degrees(*PLACES))
    assert straight.round(1).tolist() == [240.0, 304.1, 533.7, 920.0, 51.0]
    states = straight_states(degrees(CENTRE), degrees(*PLACES), 720)
    assert states.tolist() == [PROBABLE, PROBABLE, UNDECIDED, PROVEN_GAP, PROBABLE]


def test_the_footbridge_brings_what_the_page_says(walked):
    river = town(RIVER, STREETS)
    points = people(river, *PLACES)
    line, index = degrees((150, 0), (150, 200)), ReachIndex.of(river, points)
    change = what_if.new_bridge(river, line, people(river, CENTRE), index, walked, WEIGHTS, 720)
    assert change.applied(walked)[0] == pytest.approx(340, abs=0.01)
    assert change.gained == 40

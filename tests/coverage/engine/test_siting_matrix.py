"""From a network to the question: a grid city whose metres are known by heart."""

import numpy as np
import pytest

from coverage.engine.network import Network
from coverage.engine.reach import reach_table
from coverage.engine.siting import Problem, cover_matrix, cover_most, cover_of, least_average, metres_of
from coverage.engine.snapping import snap

DEGREE = 1 / 111_320


@pytest.fixture(scope="module")
def street():
    """One straight street of 2 km at the equator: a crossing, a candidate and a resident every 100 m."""
    places = np.column_stack([112 + np.arange(21) * 100 * DEGREE, np.zeros(21)])
    network = Network.build(places, np.arange(20), np.arange(1, 21))
    return network, snap(network, places)


def test_a_candidate_covers_whom_it_reaches_within_the_limit(street):
    network, places = street
    cover = cover_matrix(network, places, places, 450).toarray()
    apart = np.abs(np.arange(21)[:, None] - np.arange(21)[None])
    assert np.array_equal(cover, apart <= 4)


def test_a_table_serves_every_smaller_limit_and_no_larger_one(street):
    network, places = street
    table = reach_table(network, places, places, 1050)
    assert np.array_equal(cover_of(table, 450).toarray(), cover_matrix(network, places, places, 450).toarray())
    assert cover_of(table).nnz == len(table.points)
    with pytest.raises(ValueError, match="ends at"):
        cover_of(table, 1051)


def test_two_centres_cover_eighteen_of_twenty_one_residents(street):
    network, places = street
    answer = cover_most(Problem(cover_matrix(network, places, places, 450), np.ones(21)), 2)
    assert (answer.value, answer.is_proven) == (18, True)


def test_the_best_single_place_is_the_middle_of_the_street(street):
    network, places = street
    table = reach_table(network, places, places, 1050)
    answer = least_average(metres_of(table), np.ones(21), 1, penalty_m=2000)
    assert answer.chosen == (10,)
    assert answer.value == pytest.approx(2 * 100 * sum(range(11)) / 21 / 72, rel=2e-3)


def test_a_candidate_off_the_network_covers_no_one(street):
    network, places = street
    far = snap(network, [[113.0, 1.0]])
    assert cover_matrix(network, far, places, 450).nnz == 0
    assert metres_of(reach_table(network, far, places, 450)).shape == (1, 21)

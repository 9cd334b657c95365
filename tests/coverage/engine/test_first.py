"""Placeholder until the real tests stand."""

from coverage.engine.network import Network
from coverage.engine.reach import nearest
from coverage.engine.snapping import snap


def test_a_resident_in_the_middle_of_a_street_walks_along_it():
    street = Network.build([[111.9, 21.8], [111.91, 21.8]], [0], [1])
    people, centers = snap(street, [[111.905, 21.8]]), snap(street, [[111.9, 21.8]])
    metres, owner = nearest(street, centers, people, 1000)
    assert abs(metres[0] - street.lengths[0] / 2) < 0.01
    assert owner[0] == 0

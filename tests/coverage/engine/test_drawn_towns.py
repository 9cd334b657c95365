"""Towns drawn by hand, whose minutes anyone can check at 1.2 m/s: 72 m a minute."""

import pytest

from coverage.engine.reach import nearest
from coverage.engine.straight import straight_metres
from tests.coverage.engine.drawn import degrees, people, town

SPEED = 1.2


def minutes(network, centre, resident):
    """Minutes from one to the other in a straight order of (x, y)."""
    metres, _ = nearest(network, people(network, centre), people(network, resident), float("inf"))
    return metres[0] / SPEED / 60


# Two streets along a river, one bridge at the east end.
RIVER = {"a": (0, 0), "b": (300, 0), "c": (600, 0), "d": (0, 200), "e": (300, 200), "f": (600, 200)}
STREETS = [("a", "b"), ("b", "c"), ("d", "e"), ("e", "f"), ("c", "f")]


def test_a_river_with_one_bridge_makes_three_minutes_seventeen():
    """20 to the street, 500 to the bridge, 200 over it, 500 back, 20 to the door: 1,240 m. Straight: 240 m."""
    river = town(RIVER, STREETS)
    centre, resident = (100, -20), (100, 220)
    assert minutes(river, centre, resident) == pytest.approx(1240 / 72, abs=0.001)
    straight, _ = straight_metres(degrees(centre), degrees(resident))
    assert straight[0] / 72 == pytest.approx(240 / 72, abs=0.001)


def test_a_dead_end_is_walked_back():
    """House and centre stand back to back at the ends of two lanes: 100 + 200 + 100 m, 10 m apart."""
    lanes = town([(0, 0), (0, 100), (200, 0), (10, 100), (200, 100)], [(0, 1), (0, 2), (2, 4), (4, 3)])
    assert minutes(lanes, (0, 100), (10, 100)) == pytest.approx((100 + 200 + 100 + 190) / 72, abs=0.001)


def test_the_way_an_edge_points_does_not_matter_on_foot():
    one_way = town({"a": (0, 0), "b": (720, 0)}, [("b", "a")])
    assert minutes(one_way, (0, 0), (720, 0)) == pytest.approx(10, abs=0.001)
    assert minutes(one_way, (720, 0), (0, 0)) == pytest.approx(10, abs=0.001)


def test_a_point_in_the_middle_of_a_long_edge_is_not_at_its_end():
    long = town([(0, 0), (1440, 0), (1440, 72)], [(0, 1), (1, 2)])
    assert minutes(long, (1440, 72), (720, 0)) == pytest.approx(11, abs=0.001)


def test_centre_and_resident_on_one_edge_walk_straight_along_it():
    around = town([(0, 0), (720, 0)], [(0, 1)], {0: [(0, 360), (720, 360)]})  # 1,440 m about a square
    assert minutes(around, (0, 144), (0, 288)) == pytest.approx(2, abs=0.001)


def test_on_one_edge_the_way_around_may_be_shorter():
    ring = town([(0, 0), (100, 0)], [(0, 1), (0, 1)], {0: [(0, 700), (100, 700)]})
    # 10 m up either leg of the long loop: down, across the short side, up again
    assert minutes(ring, (0, 10), (100, 10)) == pytest.approx(120 / 72, abs=0.001)


def test_of_two_parallel_edges_the_shorter_one_is_walked():
    both = town([(0, 0), (360, 0), (-72, 0), (432, 0)], [(0, 1), (0, 1), (2, 0), (1, 3)], {0: [(0, 300), (360, 300)]})
    assert minutes(both, (-72, 0), (432, 0)) == pytest.approx(7, abs=0.001)
    # and who lives on the longer one, 100 m up, still comes down to the shorter one
    assert minutes(both, (432, 0), (0, 100)) == pytest.approx((100 + 360 + 72) / 72, abs=0.001)


def test_an_island_off_the_main_streets_reaches_nothing():
    island = town([(0, 0), (100, 0), (50, 150), (50, 250)], [(0, 1), (2, 3)])
    assert minutes(island, (0, 0), (50, 200)) == float("inf")
    assert minutes(island, (50, 250), (50, 150)) == pytest.approx(100 / 72, abs=0.001)


def test_old_people_walk_slower_over_the_same_metres():
    street = town([(0, 0), (480, 0)], [(0, 1)])
    metres, _ = nearest(street, people(street, (0, 0)), people(street, (480, 0)), float("inf"))
    assert metres[0] / 0.8 / 60 == pytest.approx(10, abs=0.001)
    assert metres[0] / 1.2 / 60 == pytest.approx(6.667, abs=0.001)

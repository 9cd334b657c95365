"""Whoever is within so many minutes is told no more of them, at any pace."""

import pytest

from centers.walking import whole_minutes


@pytest.mark.parametrize("speed", [0.3, 0.31, 0.8, 1.08, 1.1, 1.2, 3.0])
def test_a_way_as_long_as_the_limit_takes_the_minutes_of_the_limit(speed):
    for minutes in range(1, 91):
        assert whole_minutes(minutes * 60 * speed, speed) == minutes
        assert whole_minutes(minutes * 60 * speed + 0.01, speed) == minutes + 1


def test_nobody_is_there_in_no_time():
    assert whole_minutes(0, 1.2) == 1

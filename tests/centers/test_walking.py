"""Minutes on foot: an estimate that is rounded up, never flatters, and says how it comes about."""

import pytest

from centers.walking import distance_text, method_text, reach_m, walk_minutes


@pytest.mark.parametrize(
    ("distance_m", "elder", "minutes"),
    [
        (0, False, 1),
        (48, False, 1),  # 72 m of way at 72 m a minute
        (48.1, False, 2),
        (480, False, 10),
        (480, True, 15),
        (480.1, False, 11),
        (3200, True, 100),
    ],
)
def test_minutes_are_the_straight_line_times_the_detour_at_walking_speed(distance_m, elder, minutes):
    assert walk_minutes(distance_m, elder) == minutes


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("minutes", [1, 5, 10, 15])
def test_the_reach_is_what_the_minutes_allow(minutes, elder):
    assert walk_minutes(reach_m(minutes, elder) - 0.01, elder) == minutes
    assert walk_minutes(reach_m(minutes, elder) + 0.01, elder) == minutes + 1


def test_ten_minutes_reach_480_metres_in_a_straight_line():
    assert reach_m(10) == pytest.approx(480)
    assert reach_m(10, elder=True) == pytest.approx(320)


def test_the_settings_decide(settings):
    settings.DETOUR_FACTOR, settings.WALK_SPEED_M_PER_S = 2.0, 1.0
    assert walk_minutes(300) == 10


@pytest.mark.parametrize(
    ("distance_m", "words"),
    [(0, "10 米"), (100, "150 米"), (660, "990 米"), (664, "1.0 公里"), (1000, "1.5 公里"), (12345, "18.5 公里")],
)
def test_distances_in_words_are_those_of_the_way(distance_m, words):
    assert distance_text(distance_m) == words


def test_the_method_is_told():
    text = method_text()
    assert "估算" in text
    assert "直线距离×1.5" in text
    assert "每分钟72米" in text
    assert "2026年11月22日" in text
    assert "每分钟48米" in method_text(elder=True)

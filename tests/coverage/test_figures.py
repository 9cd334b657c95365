"""Figures that a person can check on the town of `tests.coverage.town`, where the roads are known."""

import pytest
from django.utils import timezone

from centers.models import Center
from coverage.access import access
from coverage.by_center import closing, loads, overlap
from coverage.figures import figures
from coverage.gaps import gaps
from coverage.growth import growth
from coverage.questions import usual_question
from coverage.states import State
from tests.coverage.asking import people
from tests.coverage.town import COMMUNITY, OTHER_COMMUNITY, draw, open_center, put_to_use, settle


def test_only_the_way_along_the_roads_counts(town):
    found = figures(usual_question())
    assert people(found.total) == {"covered": 100, "gap": 250, "off_network": 7}
    assert found.total.total == 357


def test_every_figure_has_its_rows(town):
    found = figures(usual_question())
    assert [row.key for row in found.rows(State.COVERED)] == ["A"]
    assert [row.key for row in found.rows(State.GAP)] == ["B", "C"]
    assert [row.key for row in found.rows(State.OFF_NETWORK)] == ["D"]
    assert found.count_rows() == 4
    assert [row.key for row in found.rows(start=1, count=2)] == ["A", "C"]
    (a,) = found.rows(State.COVERED)
    assert a.metres == pytest.approx(300, abs=0.1)
    assert a.minutes == pytest.approx(300 / 1.2 / 60, abs=0.01)
    assert found.current.centers.codes[a.center] == "T1"
    assert a.community.code == COMMUNITY


def test_rows_of_one_community(town):
    found = figures(usual_question())
    assert [row.key for row in found.rows(community=OTHER_COMMUNITY)] == ["B", "C"]
    assert found.count_rows(community="999999999999") == 0


@pytest.mark.parametrize(
    ("minutes", "speed", "covered"),
    [(4, 1.2, 0), (5, 1.2, 100), (5, 0.8, 0), (20, 1.2, 150), (30, 1.2, 150), (30, 1.5, 350)],
)
def test_minutes_and_speed(town, minutes, speed, covered):
    found = figures(usual_question().with_(minutes=minutes, speed=speed))
    assert found.total.counts[State.COVERED] == covered


def test_bands(town):
    bands = figures(usual_question().with_(minutes=20)).bands
    assert [(minutes, tally.counts[State.COVERED]) for minutes, tally in bands] == [(5, 100), (10, 100), (15, 100)]


def test_bands_longer_than_the_question_are_whole(town):
    bands = figures(usual_question().with_(minutes=3, speed=2.0)).bands
    assert [tally.counts[State.COVERED] for _, tally in bands] == [100, 100, 150]


def test_old_people_walk_at_their_own_pace_and_only_they_are_counted(town):
    found = figures(usual_question("elders"))
    assert found.question.speed == 0.8
    assert people(found.total) == {"covered": 10, "gap": 45, "off_network": 7}


def test_streets_and_communities_add_up(town):
    found = figures(usual_question())
    for lines in (found.streets, found.communities):
        for state in found.states:
            assert sum(line.tally.counts[state] for line in lines) == found.total.counts[state]
    assert {line.place.code: people(line.tally) for line in found.communities} == {
        OTHER_COMMUNITY: {"gap": 250},
        COMMUNITY: {"covered": 100, "off_network": 7},
    }


def test_a_street_counts_its_own_people_and_every_centre(town):
    street = COMMUNITY[:9]
    found = figures(usual_question().with_(street=street))
    assert people(found.total) == {"covered": 100, "off_network": 7}
    assert [line.place.code for line in found.streets] == [street]
    other = figures(usual_question().with_(street=OTHER_COMMUNITY[:9], minutes=30, speed=1.5))
    assert people(other.total) == {"covered": 250}


def test_people_of_no_known_place_are_counted_last(town):
    settle({"X": ((-300, 100), 9, 1, "")})
    found = figures(usual_question())
    assert [(line.place, people(line.tally)) for line in found.streets] == [(None, {"covered": 9})]


def test_growth_ends_in_the_answer_itself(town):
    open_center("T2", 600, -100, year=2023)
    open_center("T3", -600, -100, opened_month=None)
    found = figures(usual_question())
    years = growth(found)
    assert years[0].year == 2018
    assert years[-1].year == timezone.localdate().year
    covered = {year.year: year.total.counts[State.COVERED] for year in years}
    assert [covered[year] for year in (2019, 2020, 2022, 2023)] == [0, 100, 100, 150]
    assert years[-1].total == found.total
    assert [year.centers for year in years][:3] == [0, 0, 1]
    assert years[-1].centers == 3
    assert {place.code: people(tally) for place, tally in years[-1].streets} == {
        line.place.code: people(line.tally) for line in found.streets
    }


def test_growth_of_a_year_asked_for_ends_there(town):
    open_center("T2", 600, -100, year=2023)
    found = figures(usual_question().with_(year=2021))
    years = growth(found)
    assert years[-1].year == 2021
    assert years[-1].total == found.total
    assert people(found.total)["covered"] == 100


def test_overlap_load_and_closing(town):
    open_center("T2", -200, 100)
    open_center("T3", 600, -100)
    found = figures(usual_question())
    assert overlap(found) == [200, 50, 100, 0]
    told = {load.code: (load.nearest_to, load.reached, load.only_here) for load in loads(found)}
    assert told == {"T1": (0, 100, 0), "T2": (100, 100, 0), "T3": (50, 50, 50)}
    gone = closing(found, "T3")
    assert gone.losing == 50
    assert gone.after.counts[State.GAP] == found.total.counts[State.GAP] + 50
    assert gone.after.total == found.total.total
    assert [(place.code, lost) for place, lost in gone.streets] == [(OTHER_COMMUNITY[:9], 50)]
    assert closing(found, "T1").losing == 0
    with pytest.raises(KeyError):
        closing(found, "NONE")


def test_closing_says_what_asking_without_the_centre_says(town):
    second = open_center("T2", 600, -100)
    before = figures(usual_question())
    lost = closing(before, "T2").losing
    Center.objects.filter(pk=second.pk).update(status=Center.Status.SUSPENDED)
    after = figures(usual_question())
    assert before.total.counts[State.COVERED] - after.total.counts[State.COVERED] == lost


def test_access_shares_a_centre_among_those_who_reach_it(town):
    found = access(figures(usual_question().with_(speed=2.0)))
    # A is 2.5 minutes away and weighs 1, C 11.7 minutes and weighs 0.22: 1 / (100 + 0.22 x 50) centres a person.
    share = 10_000 / (100 + 0.22 * 50)
    assert found.rows.tolist() == pytest.approx([share, 0, 0.22 * share, 0])
    assert found.all == pytest.approx((100 * share + 50 * 0.22 * share) / 357)
    assert {line.place.code: line.access for line in found.streets} == {
        COMMUNITY[:9]: pytest.approx(100 * share / 107),
        OTHER_COMMUNITY[:9]: pytest.approx(50 * 0.22 * share / 250),
    }


def test_gaps_are_ranked_by_people_and_missing_minutes(town):
    b, c = gaps(figures(usual_question()), by_row=True)
    assert (b.key, b.people) == ("B", 200)
    assert b.missing_minutes == pytest.approx((2600 - 720) / 1.2 / 60, abs=0.01)
    assert c.missing_minutes == pytest.approx((1400 - 720) / 1.2 / 60, abs=0.01)
    assert b.score == pytest.approx(b.people * b.missing_minutes)
    (community,) = gaps(figures(usual_question()))
    assert (community.key, community.people) == (OTHER_COMMUNITY, 250)
    assert community.score == pytest.approx(b.score + c.score)
    assert not community.at_least


def test_without_the_bridge_the_south_has_no_way_at_all(town):
    put_to_use(draw([(0, 1), (1, 2), (3, 4), (4, 5)]))
    found = figures(usual_question().with_(minutes=30, speed=3.0))
    assert people(found.total) == {"covered": 100, "gap": 250, "off_network": 7}
    assert all(gap.at_least for gap in gaps(found))


def test_more_minutes_speed_or_centres_never_lower_coverage(town):
    def covered(**changed):
        return figures(usual_question().with_(**changed)).total.counts[State.COVERED]

    by_minutes = [covered(minutes=minutes) for minutes in range(1, 31)]
    assert by_minutes == sorted(by_minutes)
    by_speed = [covered(minutes=20, speed=speed) for speed in (0.3, 0.8, 1.2, 2.0, 3.0)]
    assert by_speed == sorted(by_speed)
    before = covered()
    open_center("T2", 0, -100)
    assert covered() >= before


def test_the_answer_says_how_it_came_about(town):
    basis = figures(usual_question()).basis
    assert basis.method_name == "步行路网"
    assert basis.attribution == "© OpenStreetMap contributors（ODbL）"
    assert basis.roads["date"] == "2026-10-01"
    assert basis.demand == {
        "name": "2026年楼栋人口",
        "source": "survey",
        "source_name": "实地核实",
        "as_of": None,
        "is_sample": False,
    }
    assert "720米" in basis.sentence

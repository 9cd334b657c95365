"""Without roads: three states, and what is certain of them; invariants on the sample district."""

from coverage.access import access
from coverage.by_center import closing, loads, overlap
from coverage.figures import figures
from coverage.gaps import gaps
from coverage.growth import growth
from coverage.questions import usual_question
from coverage.states import State
from grids.models import GridUnit
from tests.coverage.asking import people
from tests.coverage.town import COMMUNITY, draw, put_to_use, settle


def test_without_roads_there_are_three_states_and_no_single_figure(town_without_roads):
    found = figures(usual_question())
    # B is 200 m away in a straight line and 2,600 m on foot: nobody can know that without roads.
    assert people(found.total) == {"probable": 300, "proven_gap": 57}
    assert State.COVERED not in found.total.counts
    assert {row.key: row.state for row in found.rows()} == {
        "A": State.PROBABLE,
        "B": State.PROBABLE,
        "C": State.PROVEN_GAP,
        "D": State.PROVEN_GAP,
    }
    assert all(row.minutes is None for row in found.rows())
    assert "导入" in "".join(found.basis.notes)
    assert overlap(found) is None
    assert access(found) is None
    assert loads(found) is None
    assert closing(found, "T1") is None


def test_between_half_the_limit_and_the_limit_nothing_is_known(town_without_roads):
    settle({"E": ((-200, 100), 30, 3, COMMUNITY)})  # 400 m: more than 360, less than 720
    assert people(figures(usual_question()).total) == {"undecided": 30}


def test_a_proven_gap_is_never_covered_once_roads_come(town_without_roads):
    question = usual_question().with_(minutes=9)
    before = {row.key for row in figures(question).rows(State.PROVEN_GAP)}
    put_to_use(draw())
    covered = {row.key for row in figures(question).rows(State.COVERED)}
    assert before
    assert not before & covered


def test_without_roads_gaps_count_only_what_is_certain(town_without_roads):
    found = gaps(figures(usual_question()), by_row=True)
    assert {gap.key for gap in found} == {"C", "D"}
    assert all(gap.at_least for gap in found)


def test_without_roads_growth_ends_in_the_answer_itself(db):
    found = figures(usual_question().with_(minutes=5))
    years = growth(found)
    assert years[-1].total == found.total
    gaps_by_year = [year.total.counts[State.PROVEN_GAP] for year in years]
    assert gaps_by_year == sorted(gaps_by_year, reverse=True)


def test_the_sample_district_adds_up(db):
    found = figures(usual_question())
    district = GridUnit.objects.get(level=GridUnit.Level.DISTRICT)
    assert found.total.total == district.population
    assert figures(usual_question("elders")).total.total == district.elders
    assert sum(line.tally.total for line in found.streets) == district.population
    assert "示例" in "".join(found.basis.notes)


def test_without_any_centre_everybody_lacks_one(town_without_roads):
    town_without_roads.delete()
    assert people(figures(usual_question()).total) == {"proven_gap": 357}


def test_without_any_centre_on_the_roads_nobody_is_covered(town):
    town.delete()
    assert people(figures(usual_question()).total) == {"gap": 350, "off_network": 7}

"""Gaps: the worst first, and the way from a gap into a scenario."""

import pytest

from coverage.figures import figures
from coverage.gaps import gaps
from coverage.models import CandidateSite, Scenario
from coverage.questions import usual_question
from grids.models import GridUnit
from tests.coverage.town import OTHER_COMMUNITY, lonlat
from tests.oversight.circle_town import DISTRICT, OTHER_STREET, STREET, address, cells_of


@pytest.fixture
def as_other_street(client, user_with_post):
    client.force_login(user_with_post(OTHER_STREET, role="street"))
    return client


def scenario_of(code, **values) -> Scenario:
    return Scenario.objects.create(**{"name": "备选", "unit": GridUnit.objects.get(code=code)} | values)


def test_gaps_are_ranked_by_people_times_minutes(district_desk, town):
    answer = district_desk.get(address("gaps"), {"by": "row"})
    found = [(rank, gap.key, gap.people) for rank, gap in answer.context["rows"]]
    # 200 people with 2,600 m to walk come before 50 with 1,400 m.
    assert found == [(1, "B", 200), (2, "C", 50)]
    assert [gap.score for _, gap in answer.context["rows"]] == pytest.approx(
        [200 * (2600 - 720) / 72, 50 * (1400 - 720) / 72], rel=1e-4
    )


def test_the_page_shows_what_coverage_counts(district_desk, town):
    answer = district_desk.get(address("gaps"))
    assert [gap for _, gap in answer.context["rows"]] == gaps(figures(usual_question()))
    assert answer.context["people"] == 250


def test_without_roads_only_what_is_proven_is_a_gap(district_desk, town_without_roads):
    answer = district_desk.get(address("gaps"), {"by": "row"})
    assert {gap.key for _, gap in answer.context["rows"]} == {"C", "D"}
    assert all(gap.at_least for _, gap in answer.context["rows"])
    assert "至少还差" in answer.content.decode()


def test_a_street_sees_its_own_gaps_only(as_other_street, client, user_with_post, town):
    assert len(as_other_street.get(address("gaps"), {"by": "row"}).context["rows"]) == 2
    assert as_other_street.get(address("gaps"), {"unit": STREET}).status_code == 404
    client.force_login(user_with_post(STREET, role="street"))
    assert client.get(address("gaps")).context["rows"] == []


def test_a_gap_becomes_a_candidate_of_a_new_scenario(district_desk, town):
    answer = district_desk.post(f"{address('gap-add')}?minutes=12&speed=0.8&who=elders", {"key": OTHER_COMMUNITY})
    scenario = Scenario.objects.get()
    assert answer.url == address("scenario-candidates", scenario.pk)
    assert (scenario.minutes, scenario.speed, scenario.who, scenario.unit.code) == (12, 0.8, "elders", DISTRICT)
    assert scenario.owner.username.startswith("district")
    (site,) = scenario.candidates.all()
    assert (site.origin, site.street_code) == (CandidateSite.Origin.GAP, OTHER_STREET)


def test_a_gap_joins_a_scenario_that_is_there_once(district_desk, town):
    scenario = scenario_of(DISTRICT)
    for _ in range(2):
        district_desk.post(f"{address('gap-add')}?by=row", {"key": "B", "scenario": scenario.pk})
    (site,) = scenario.candidates.all()
    assert (site.location.x, site.location.y) == pytest.approx(tuple(lonlat((-600, -100))[0]), abs=1e-6)
    assert Scenario.objects.count() == 1


@pytest.mark.parametrize("key", ["999999", "abc", "9" * 30, "-1"])
def test_an_unknown_scenario_is_not_there(district_desk, town, key):
    assert district_desk.post(address("gap-add"), {"key": OTHER_COMMUNITY, "scenario": key}).status_code == 404


def test_a_foreign_scenario_is_not_there_and_stays_as_it_was(as_other_street, town):
    scenario = scenario_of(STREET)
    answer = as_other_street.post(address("gap-add"), {"key": OTHER_COMMUNITY, "scenario": scenario.pk})
    assert answer.status_code == 404
    assert not scenario.candidates.exists()


def test_a_gap_of_another_place_is_refused_by_a_scenario_of_a_street(district_desk, town):
    scenario = scenario_of(STREET)
    district_desk.post(address("gap-add"), {"key": OTHER_COMMUNITY, "scenario": scenario.pk})
    assert not scenario.candidates.exists()


@pytest.mark.parametrize("key", ["", "A", "nothing", "\x00", "长" * 100_000])
def test_what_is_no_gap_is_refused(district_desk, town, key):
    assert district_desk.post(f"{address('gap-add')}?by=row", {"key": key}).status_code == 400
    assert not Scenario.objects.exists()


def test_half_a_surrogate_pair_is_no_gap(district_desk, town):
    sent = {"data": "key=%ED%A0%80", "content_type": "application/x-www-form-urlencoded"}
    assert district_desk.post(address("gap-add"), **sent).status_code == 400


def test_no_cell_of_the_download_is_live(district_desk, town):
    GridUnit.objects.filter(code=OTHER_COMMUNITY).update(name="=1+1")
    unit = GridUnit.objects.get(code=OTHER_COMMUNITY)
    unit.save()
    cells = cells_of(district_desk.get(address("gaps-xlsx")))
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(cell.value == "=1+1" for cell in cells)


def test_a_page_asks_the_database_little(district_desk, town, django_assert_max_num_queries):
    district_desk.get(address("gaps"))
    with django_assert_max_num_queries(12):
        district_desk.get(address("gaps"))

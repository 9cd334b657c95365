"""The map of coverage and its figures, on a town that a person can measure."""

import re
from datetime import date

import pytest

from centers.models import Center, OpeningHours
from coverage.figures import figures
from coverage.models import DemandPoint
from coverage.questions import usual_question
from coverage.states import State
from grids.models import GridUnit
from tests.coverage.town import COMMUNITY, OTHER_COMMUNITY, open_center
from tests.oversight.circle_town import DISTRICT, OTHER_STREET, STREET, address, cells_of, pair

LONG = "长" * 100_000


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def live(answer, name) -> int:
    """A figure as the page shows it."""
    return int(re.search(rf'data-live="{name}"[^>]*>\s*(\d+)', answer.content.decode())[1])


def data_of(client, **query) -> dict:
    return client.get(address("coverage-points-json"), query).json()


def ways(data, year=None) -> list:
    """The way of every row in a year, as the page's script unfolds them."""
    now = [-1] * len(data["people"])
    for step in data["years"]:
        for row, way in zip(step["changed"][::2], step["changed"][1::2], strict=True):
            now[row] = way
        if step["year"] == year:
            break
    return now


def covered_in(data, minutes, speed, year=None) -> int:
    """People covered, by the arithmetic of the page's script."""
    limit = minutes * speed * 6000
    rows = zip(data["people"], ways(data, year), strict=True)
    return sum(people for people, way in rows if 0 <= way <= limit)


# --- figures ---------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_figures_of_the_question(district_desk, town):
    for minutes, speed in ((10, 1.2), (20, 1.2), (30, 1.5)):
        answer = district_desk.get(address("coverage"), {"minutes": minutes, "speed": speed})
        counts = figures(usual_question().with_(minutes=minutes, speed=speed)).total.counts
        assert {state.value: live(answer, state.value) for state in counts} == {
            state.value: count for state, count in counts.items()
        }


def test_every_figure_leads_to_rows_of_as_many_people(district_desk, town):
    answer = district_desk.get(address("coverage"))
    panel = answer.context["panel"]
    lines = [*panel.states, *panel.bands, *panel.overlap, *(line for street in panel.streets for line in street.lines)]
    assert {line.people for line in lines} == {0, 7, 100, 250}
    for line in lines:
        rows = district_desk.get(line.url)
        assert rows.status_code == 200
        assert rows.context["people"] == line.people, line


def test_the_script_bands_as_the_server_does(district_desk, town):
    open_center("T2", -600, -100, year=2023)
    data = data_of(district_desk)
    for year in (None, 2019, 2021, 2024):
        for minutes, speed in ((1, 2.0), (5, 0.8), (10, 1.2), (19.5, 1.2), (30, 1.5), (30, 2.0)):
            question = usual_question().with_(minutes=minutes, speed=speed, year=year)
            assert covered_in(data, minutes, speed, year) == figures(question).total.counts[State.COVERED]


def test_who_is_off_the_network_is_counted_apart(district_desk, town):
    assert live(district_desk.get(address("coverage")), "off_network") == 7
    data = data_of(district_desk)
    assert [data["people"][row] for row in data["off"]] == [7]


def test_who_has_no_position_is_counted_apart(district_desk, own_files):
    unit = GridUnit.objects.filter(population__gt=0, code__startswith=STREET).order_by("-level", "code").first()
    unit.point, unit.point_source = None, ""
    unit.save()
    assert live(district_desk.get(address("coverage")), "unplaced") == unit.population
    data = data_of(district_desk)
    street = next(number for number, place in enumerate(data["streets"]) if place["code"] == STREET)
    assert data["unplaced"] == data["unplaced_by_street"][street] == unit.population
    rows = district_desk.get(address("coverage-points"), {"state": "unplaced"})
    assert [row.key for row, _ in rows.context["rows"]] == [unit.code]
    # In the list of all they come last.
    last = district_desk.get(address("coverage-points"), {"page": rows.context["asked"].figures.count_rows() // 50 + 1})
    assert last.context["rows"][-1][0].key == unit.code


def test_planned_centres_count_where_they_are_asked_for(district_desk, town):
    open_center("T9", -600, -100, status=Center.Status.PLANNED, opened_month=None)
    assert live(district_desk.get(address("coverage")), "covered") == 100
    assert live(district_desk.get(address("coverage"), {"planned": "1"}), "covered") == 300
    # What is planned has no year: it counts in every one.
    assert live(district_desk.get(address("coverage"), {"planned": "1", "year": "2018"}), "covered") == 200


def test_only_the_elders(district_desk, town):
    assert live(district_desk.get(address("coverage"), {"who": "elders", "speed": "1.2"}), "covered") == 10
    assert sorted(data_of(district_desk, who="elders")["people"]) == [5, 7, 10, 40]


def test_the_script_takes_the_figures_alone(district_desk, town):
    answer = district_desk.get(address("coverage"), {"part": "figures", "minutes": "20"})
    assert live(answer, "covered") == 150
    assert "<html" not in answer.content.decode()


def test_the_page_says_how_it_was_measured(district_desk, town):
    told = text_of(district_desk.get(address("coverage")))
    assert "步行路网" in told
    assert "© OpenStreetMap contributors（ODbL）" in told
    assert "2026-10-01" in told
    assert "2026年楼栋人口" in told


# --- without roads ---------------------------------------------------------------------------------------------------


def test_without_roads_there_are_three_states_and_never_one_number(district_desk, town_without_roads):
    answer = district_desk.get(address("coverage"))
    # A and B are within half of 720 m along the straight line, C is 1,217 m away, D 1,523 m.
    assert [live(answer, name) for name in ("probable", "undecided", "proven_gap")] == [300, 0, 57]
    page = answer.content.decode()
    assert "circle-big" not in page
    assert address("what-if") in page
    assert "data-what-if-tools" not in page
    assert "/admin/coverage/roadnetwork/upload/" in page


def test_a_street_is_told_who_imports_roads(street_desk, town_without_roads):
    page = street_desk.get(address("coverage")).content.decode()
    assert "请组织部导入步行路网" in page
    assert "/admin/coverage/roadnetwork/upload/" not in page


def test_what_cannot_be_said_without_roads_is_refused(district_desk, town_without_roads):
    assert district_desk.get(address("what-if"), {"new": pair(0, 0)}).status_code == 400
    assert district_desk.get(address("coverage-points"), {"reaches": "1"}).status_code == 400
    assert district_desk.get(address("coverage-reach")).json()["geometry"] is None
    assert district_desk.get(address("coverage-points"), {"state": "covered"}).status_code == 400


# --- scope -----------------------------------------------------------------------------------------------------------


def test_a_street_sees_its_own_residents_only(street_desk, town):
    answer = street_desk.get(address("coverage"))
    assert (live(answer, "covered"), live(answer, "gap"), live(answer, "off_network")) == (100, 0, 7)
    assert sorted(data_of(street_desk)["people"]) == [7, 100]
    rows = street_desk.get(address("coverage-points"))
    assert [row.key for row, _ in rows.context["rows"]] == ["A", "D"]
    assert "B" not in {cell.value for cell in cells_of(street_desk.get(address("coverage-points-xlsx")))}


@pytest.mark.parametrize("code", [OTHER_STREET, DISTRICT, OTHER_COMMUNITY, "999999999", "abc", "1"])
@pytest.mark.parametrize("name", ["coverage", "coverage-points", "coverage-points-json", "coverage-map", "what-if"])
def test_another_unit_is_not_there(street_desk, town, name, code):
    assert street_desk.get(address(name), {"unit": code}).status_code == 404


def test_the_district_looks_at_one_street(district_desk, town):
    answer = district_desk.get(address("coverage"), {"unit": OTHER_STREET})
    assert (live(answer, "covered"), live(answer, "gap")) == (0, 250)
    # A community is looked at as its street: nobody walks by the borders of communities.
    assert live(district_desk.get(address("coverage"), {"unit": OTHER_COMMUNITY}), "gap") == 250


def test_a_street_does_not_learn_of_centres_planned_elsewhere(street_desk, town):
    open_center("T8", -300, 100, unit=OTHER_COMMUNITY, status=Center.Status.PLANNED, opened_month=None, name="保密工程")
    for name in ("coverage", "coverage-points", "coverage-points-json"):
        answer = street_desk.get(address(name), {"planned": "1"})
        assert answer.status_code == 200
        assert "保密工程" not in answer.content.decode()
        assert "T8" not in answer.content.decode()
    street_desk.force_login(street_desk.get(address("coverage")).wsgi_request.user)
    assert "外街道还没启用的中心" in street_desk.get(address("coverage-points"), {"planned": "1"}).content.decode()


# --- rows ------------------------------------------------------------------------------------------------------------


def keys(client, **query) -> list:
    return [row.key for row, _ in client.get(address("coverage-points"), query).context["rows"]]


def test_rows_come_in_the_order_asked_for(district_desk, town):
    assert keys(district_desk) == ["B", "A", "C", "D"]
    assert keys(district_desk, order="near") == ["A", "C", "B", "D"]
    assert keys(district_desk, order="far") == ["D", "B", "C", "A"]
    assert keys(district_desk, order="place") == ["A", "B", "C", "D"]
    assert keys(district_desk, community=OTHER_COMMUNITY, state="gap") == ["B", "C"]
    assert keys(district_desk, reaches="1") == ["A"]
    assert keys(district_desk, page_size="3", page="2") == ["D"]


def test_a_row_tells_its_whole_way(district_desk, town):
    answer = district_desk.get(address("coverage-points"), {"state": "gap"})
    minutes = {row.key: row.minutes for row, _ in answer.context["rows"]}
    assert minutes == pytest.approx({"B": 2600 / 72, "C": 1400 / 72}, abs=0.01)


def test_no_cell_of_the_download_is_live(district_desk, town):
    DemandPoint.objects.filter(key="A").update(label='=HYPERLINK("http://x","x")')
    Center.objects.filter(code="T1").update(name="+1+1")
    cells = cells_of(district_desk.get(address("coverage-points-xlsx")))
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(cell.value == '=HYPERLINK("http://x","x")' for cell in cells)
    assert any(cell.value == "+1+1" for cell in cells)
    assert any("ODbL" in str(cell.value) for cell in cells)


# --- what if ---------------------------------------------------------------------------------------------------------


def tried(client, **query) -> dict:
    return client.get(address("what-if"), query).json()


def test_a_new_centre_gains_those_near_it(district_desk, town):
    found = tried(district_desk, new=pair(-600, -100))
    assert (found["gained"], found["lost"], found["covered"]) == (200, 0, 300)
    assert "多200人走得到" in found["says"]
    data = data_of(district_desk)
    assert [data["people"][row] for row in found["changed"][::2]] == [200]
    assert found["changed"][1::2] == [0]


def test_a_closed_centre_loses_those_who_reach_no_other(district_desk, town):
    found = tried(district_desk, close="T1")
    assert (found["gained"], found["lost"], found["covered"]) == (0, 100, 0)
    open_center("T2", -400, 100)
    assert tried(district_desk, close="T1")["lost"] == 0


def test_a_footbridge_brings_the_other_bank_near(district_desk, town):
    found = tried(district_desk, bridge=f"{pair(-600, 100)},{pair(-600, -100)}")
    assert (found["gained"], found["covered"]) == (200, 300)


def test_everything_at_once(district_desk, town):
    found = tried(district_desk, new=f"{pair(600, -100)};{pair(-600, -100)}", close="T1")
    assert (found["gained"], found["lost"], found["covered"]) == (250, 100, 250)


def test_a_place_without_a_road_says_so(district_desk, town):
    assert "没有路" in tried(district_desk, new=pair(0, 900))["says"]
    assert district_desk.get(address("what-if"), {"bridge": f"{pair(0, 900)},{pair(0, 100)}"}).status_code == 400


def test_nothing_tried_changes_nothing(district_desk, town):
    assert tried(district_desk) | {"says": ""} == {
        "gained": 0,
        "lost": 0,
        "covered": 100,
        "total": 357,
        "says": "",
        "changed": [],
    }


# --- pictures --------------------------------------------------------------------------------------------------------


def test_the_picture_has_a_sign_for_each_place(district_desk, town):
    picture = district_desk.get(address("coverage-map")).content.decode()
    assert picture.startswith("<svg")
    assert len(re.findall(r'class="sign ', picture)) == 4
    assert len(re.findall(r'class="center"', picture)) == 1
    assert len(re.findall(r'class="sign gap u"', picture)) == 2


def test_the_area_within_reach_is_geojson(district_desk, town):
    shape = district_desk.get(address("coverage-reach"), {"minutes": "5"}).json()
    assert shape["geometry"]["type"] == "MultiPolygon"
    ring = shape["geometry"]["coordinates"][0][0]
    assert ring[0] == ring[-1]


# --- junk ------------------------------------------------------------------------------------------------------------


JUNK = {
    "minutes": ("0", "31", "abc", "\x00", LONG),
    "speed": ("nan", "99", "-1"),
    "year": ("1999", "x"),
    "open_at": ("yesterday", "2026-13-01T00:00"),
    "tier": ("x",),
    "service": ("X99", LONG),
    "who": ("me",),
    "planned": ("maybe",),
}
JUNK_OF_A_PAGE = [
    ("coverage-points", "state", "x"),
    ("coverage-points", "order", "x"),
    ("coverage-points", "community", "999"),
    ("coverage-points", "community", LONG),
    ("coverage-points", "reaches", "9"),
    ("coverage-points", "page", "99"),
    ("coverage-points-xlsx", "state", "x"),
    ("what-if", "new", "x"),
    ("what-if", "new", "1,2"),
    ("what-if", "new", "nan,inf"),
    ("what-if", "new", LONG),
    ("what-if", "new", ";".join(["111.96,21.85"] * 11)),
    ("what-if", "close", "NOBODY"),
    ("what-if", "bridge", "111.96,21.85"),
    ("what-if", "bridge", "a,b,c,d"),
    ("gaps", "by", "x"),
]


@pytest.mark.parametrize("page", ["coverage", "coverage-points", "coverage-points-json", "gaps"])
def test_junk_in_the_question_is_refused_in_words(district_desk, town, page):
    for name, values in JUNK.items():
        for value in values:
            answer = district_desk.get(address(page), {name: value})
            assert answer.status_code == 400, (name, value[:20])
            assert name in text_of(answer)


def test_junk_of_a_page_is_refused_in_words(district_desk, town):
    for page, name, value in JUNK_OF_A_PAGE:
        answer = district_desk.get(address(page), {name: value})
        assert answer.status_code == 400, (page, name, value[:20])
        assert name in text_of(answer)


def test_half_a_surrogate_pair_does_no_harm(district_desk, town):
    for name in ("coverage", "coverage-points", "what-if", "gaps"):
        assert district_desk.get(f"{address(name)}?unit=%ED%A0%80&state=%ED%A0%80").status_code in {400, 404}


# --- cost ------------------------------------------------------------------------------------------------------------


QUERIES = [{}, {"open_at": "2026-11-28T09:30", "service": "P01", "tier": "community"}]


@pytest.mark.parametrize("name", ["coverage", "coverage-points", "coverage-points-json", "coverage-map", "what-if"])
@pytest.mark.parametrize("query", QUERIES, ids=["plain", "filtered"])
def test_a_page_asks_the_database_little(district_desk, town, name, query, django_assert_max_num_queries):
    district_desk.get(address(name), query)
    with django_assert_max_num_queries(12):
        assert district_desk.get(address(name), query).status_code == 200


def test_only_centres_that_are_open_at_the_time(district_desk, town):
    OpeningHours.objects.create(center=town, weekdays=0b0111111, opens=480, closes=1080)
    town.hours_source = "survey"
    town.save()
    saturday, sunday = "2026-11-28T09:30", "2026-11-29T09:30"
    assert live(district_desk.get(address("coverage"), {"open_at": saturday}), "covered") == 100
    assert live(district_desk.get(address("coverage"), {"open_at": sunday}), "covered") == 0
    assert covered_in(data_of(district_desk, open_at=sunday), 10, 1.2) == 0


def test_the_years_of_the_slider_begin_with_the_plan(district_desk, town):
    page = district_desk.get(address("coverage")).content.decode()
    assert re.search(rf'name="year"\s+min="2018"\s+max="{date.today().year}"', page)  # noqa: DTZ011


def test_community_staff_and_guards_stay_outside(client, user_with_post, town):
    for role, code in (("community", COMMUNITY), ("system", DISTRICT), ("audit", DISTRICT)):
        client.force_login(user_with_post(code, role=role))
        assert client.get(address("coverage")).status_code == 403
    assert GridUnit.objects.filter(code=STREET).exists()

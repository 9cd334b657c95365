"""Pages and API of the centres walk along the roads where there are any, and say which minutes are which."""

import re
from time import monotonic

import pytest
from django.contrib.gis.geos import Point

from centers.walking import Method, method_text, walks_from
from coverage.current import current
from coverage.models import RoadNetwork
from coverage.routing import ways_from
from tests.coverage.town import lonlat, open_center, point

A, B, D = (-300, 100), (-600, -100), (-600, 500)
SOUTH = "441702001001"


def at(place):
    lon, lat = lonlat(place)[0].tolist()
    return {"lat": f"{lat:.7f}", "lon": f"{lon:.7f}"}


def texts(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def across(town):
    """The town's centre across the river from B, and one on B's own bank."""
    return town, open_center("T2", 600, -100, unit=SOUTH)


def listed(client, **query):
    answer = client.get("/api/v1/centers/", query)
    assert answer.status_code == 200, answer.content.decode()
    return {row["code"]: row for row in answer.json()["results"]}


def test_a_way_is_measured_along_the_roads(across):
    walks = walks_from(point(*B))
    t1, t2 = across
    assert walks.to(t1.pk, 200).metres == pytest.approx(2600, abs=0.5)
    assert walks.to(t1.pk, 200).method == Method.NETWORK
    assert walks.to(t2.pk, 1200).minutes == 17  # 1,200 m at 72 m a minute
    assert walks_from(point(*B), elder=True).to(t2.pk, 1200).minutes == 25


def test_without_roads_a_way_is_estimated_and_nothing_is_asked(town_without_roads, django_assert_num_queries):
    with django_assert_num_queries(0):
        walks = walks_from(point(*B))
    walk = walks.to(town_without_roads.pk, 200)
    assert (walk.metres, walk.method) == (300, Method.ESTIMATE)


def test_with_roads_ways_cost_one_query_in_two_seconds(town, django_assert_num_queries):
    current()
    with django_assert_num_queries(1):
        walks_from(point(*A))
        walks_from(point(*B))


def test_new_roads_are_known_after_two_seconds(town, monkeypatch):
    before = walks_from(point(*A)).to(town.pk, 300)
    RoadNetwork.objects.active().update(state=RoadNetwork.State.FORMER)
    later = monotonic() + 2.1
    monkeypatch.setattr("query.kept.monotonic", lambda: later)
    assert before.method == Method.NETWORK
    assert walks_from(point(*A)).to(town.pk, 300).method == Method.ESTIMATE


def test_off_the_roads_a_way_is_estimated(town):
    assert walks_from(point(*D)).to(town.pk, 400).method == Method.ESTIMATE
    assert ways_from(111.0, 21.0) is None


def test_a_centre_off_the_roads_keeps_an_estimate(town):
    far = open_center("T2", 0, 1500)
    walk = walks_from(point(*A)).to(far.pk, 1432)
    assert (walk.metres, walk.method) == (pytest.approx(1432 * 1.5), Method.ESTIMATE)


def test_what_the_roads_do_not_reach_is_never_told_shorter_than_they_go(town, monkeypatch):
    monkeypatch.setattr("coverage.routing.REACH_M", 500.0)
    walk = walks_from(point(*B)).to(town.pk, 200)
    assert (walk.metres, walk.method) == (500, Method.ESTIMATE)


def test_the_method_names_the_roads(town, settings):
    text = method_text(False, walks_from(point(*A)))
    assert "步行路网" in text
    assert "© OpenStreetMap contributors（ODbL）" in text
    assert "72米" in text
    assert "直线距离×1.5" in method_text(False, walks_from(point(*D)))


def test_roads_taken_out_of_use_leave_estimates(town):
    RoadNetwork.objects.active().update(state=RoadNetwork.State.FORMER)
    assert walks_from(point(*A)).ways is None


# --- the API --------------------------------------------------------------------------------------------------------


def test_the_api_tells_minutes_and_how_they_came_about(across, client):
    found = listed(client, **at(B))
    assert (found["T1"]["walk_minutes"], found["T1"]["walk_method"]) == (37, "network")
    assert (found["T2"]["walk_minutes"], found["T2"]["walk_method"]) == (17, "network")
    assert found["T1"]["distance_m"] == pytest.approx(200, abs=1)


def test_the_api_without_roads_tells_estimates(town_without_roads, client):
    (row,) = listed(client, **at(B)).values()
    assert (row["walk_minutes"], row["walk_method"]) == (5, "estimate")


@pytest.mark.parametrize(("minutes", "codes"), [(16, set()), (17, {"T2"}), (36, {"T2"}), (37, {"T1", "T2"})])
def test_max_minutes_are_minutes_along_the_roads(across, client, minutes, codes):
    assert set(listed(client, **at(B), max_minutes=minutes)) == codes
    features = client.get("/api/v1/centers/", {**at(B), "max_minutes": minutes, "format": "geojson"}).json()["features"]
    assert {feature["id"] for feature in features} == codes


def test_max_minutes_count_every_page(across, client):
    answer = client.get("/api/v1/centers/", {**at(B), "max_minutes": 40, "page_size": 1}).json()
    assert answer["count"] == 2
    assert len(answer["results"]) == 1


def test_max_minutes_keep_what_only_an_estimate_reaches(across, client):
    open_center("T3", -600, 700)
    assert "T3" in listed(client, **at((-600, 100)), max_minutes=13)  # 600 m x 1.5
    assert "T3" not in listed(client, **at((-600, 100)), max_minutes=12)


def test_max_minutes_off_the_roads_stay_an_estimate(across, client):
    found = listed(client, **at(D), max_minutes=9)  # 400 m x 1.5
    assert {code: row["walk_method"] for code, row in found.items()} == {"T1": "estimate"}
    assert "T1" not in listed(client, **at(D), max_minutes=8)


def test_one_centre_tells_its_minutes_along_the_roads(across, client):
    told = client.get("/api/v1/centers/T1/", at(B)).json()
    assert (told["walk_minutes"], told["walk_method"]) == (37, "network")


# --- the pages ------------------------------------------------------------------------------------------------------


def test_the_list_says_which_minutes_are_which(across, client):
    open_center("T3", 0, 1500)
    told = texts(client.get("/centers/", at(B)))
    assert "步行 2.6 公里（步行路网）" in told
    assert "（估算）" in told
    assert "© OpenStreetMap contributors（ODbL）" in told


def test_the_list_filters_by_minutes_along_the_roads(across, client):
    response = client.get("/centers/", {**at(B), "max_minutes": "20"})
    assert [card.center.code for card in response.context["cards"]] == ["T2"]
    assert "max_minutes=20" in response.context["map_source"]


def test_the_home_page_puts_the_nearest_on_foot_first(across, client):
    response = client.get("/", at(B))
    assert [card.center.code for card in response.context["cards"]] == ["T2", "T1"]
    assert "步行路网" in texts(response)


def test_the_page_of_a_centre_tells_the_same_minutes(across, client):
    told = texts(client.get("/centers/T1/", at(B)))
    assert "37 分钟" in told
    assert "步行路网" in told


def test_the_pages_stay_within_their_queries(across, client, django_assert_max_num_queries, monkeypatch):
    now = monotonic()
    monkeypatch.setattr("query.kept.monotonic", lambda: now)
    for address in ("/", "/centers/", "/centers/T1/", "/services/C01/", "/grids/441702002015/"):
        client.get(address, at(B))
        with django_assert_max_num_queries(8):
            client.get(address, at(B))


def test_positions_of_any_kind_are_answered(town, client):
    for place in (Point(0, 90, srid=4326), Point(-180, -90, srid=4326), Point(111.96, 21.857, srid=4326)):
        assert walks_from(place).to(town.pk, 100).minutes >= 1

"""Coverage for other software: true by the town's measures, and exactly as described."""

import pytest
from shapely.geometry import Point, shape

from centers.models import Center
from coverage.models import RoadNetwork
from jiangcheng.api.description import description
from tests.api.test_description import validator
from tests.coverage.town import PLANE, draw, lonlat, open_center, put_to_use

A, B, D = (-300, 100), (-600, -100), (0, 1500)
OSM = "© OpenStreetMap contributors（ODbL）"


def at(place, **more):
    """The query that asks from a place in metres."""
    lon, lat = lonlat(place)[0].tolist()
    return "&".join(f"{name}={value}" for name, value in {"lat": lat, "lon": lon, **more}.items())


@pytest.fixture
def ask(client):
    """`ask("nearest", query)`: the JSON of an answer, held against its description."""

    def ask(name, query="", status=200):
        response = client.get(f"/api/v1/coverage/{name}/?{query}")
        assert response.status_code == status, response.content.decode()
        described = description()["paths"][f"/api/v1/coverage/{name}/"]["get"]["responses"][str(status)]["content"]
        validator(described[response.headers["Content-Type"]]["schema"]).validate(response.json())
        return response.json()

    return ask


def people(tally):
    return {line["state"]: line["people"] for line in tally["states"] if line["people"]}


# --- summary ---------------------------------------------------------------------------------------------------------


def test_the_summary_tells_people_by_state_with_method_speed_date_and_licence(town, ask):
    told = ask("summary")
    assert people(told["total"]) == {"covered": 100, "gap": 250, "off_network": 7}
    assert sum(line["people"] for line in told["total"]["states"]) == told["total"]["total"]
    basis = told["basis"]
    assert (basis["method"], basis["speed_m_per_s"], basis["minutes"]) == ("network", 1.2, 10)
    assert basis["roads"] == {
        "source": "OpenStreetMap",
        "date": "2026-10-01",
        "licence": "ODbL 1.0",
        "attribution": OSM,
    }
    assert basis["demand"]["name"] == "2026年楼栋人口"
    assert told["growth"][-1]["states"] == told["total"]["states"]
    assert [band["minutes"] for band in told["bands"]] == [5, 10, 15]


def test_the_summary_answers_every_filter(town, ask):
    assert people(ask("summary", "who=elders")["total"]) == {"covered": 10, "gap": 45, "off_network": 7}
    assert people(ask("summary", "minutes=30&speed=1.5")["total"])["covered"] == 350
    assert people(ask("summary", "street=441702002")["total"]) == {"covered": 100, "off_network": 7}
    assert "covered" not in people(ask("summary", "tier=park")["total"])
    assert "covered" not in people(ask("summary", "year=2018")["total"])


def test_the_summary_without_roads_has_three_states_and_says_so(town_without_roads, ask):
    told = ask("summary")
    assert people(told["total"]) == {"probable": 300, "proven_gap": 57}
    assert told["basis"]["method"] == "straight"
    assert told["basis"]["roads"] is None
    assert "导入" in "".join(told["basis"]["notes"])


def test_only_the_fields_asked_for(town, ask, client):
    told = client.get("/api/v1/coverage/summary/?only=total").json()
    assert list(told) == ["total"]


def test_the_sample_is_called_sample(db, ask):
    assert ask("summary")["basis"]["demand"]["is_sample"] is True


# --- nearest ---------------------------------------------------------------------------------------------------------


def test_the_nearest_centre_by_the_way_and_not_by_the_line(town, ask):
    open_center("T2", 600, -300, unit="441702001001")
    told = ask("nearest", at(B))
    # T1 is 200 m away across the river and 2,600 m on foot; T2 1,200 m along its own bank, then 200 m beyond the road.
    assert told["center"]["code"] == "T2"
    assert told["walk_m"] == pytest.approx(1400, abs=1)
    assert told["walk_minutes"] == 20
    assert told["walk_method"] == "network"
    assert told["on_network"] is True


def test_the_path_runs_from_the_place_to_the_centre_along_the_roads(town, ask):
    told = ask("nearest", at((600, -100)))
    line = PLANE.to_xy(told["path"]["coordinates"])
    assert line[0].tolist() == pytest.approx([600, -100], abs=0.2)
    assert line[-1].tolist() == pytest.approx([-600, 100], abs=0.2)
    length = ((line[1:] - line[:-1]) ** 2).sum(axis=1) ** 0.5
    assert length.sum() == pytest.approx(told["walk_m"], abs=1)
    assert told["walk_m"] == pytest.approx(1400, abs=1)
    assert told["roads"]["attribution"] == OSM


def test_nothing_within_the_minutes_is_said(town, ask):
    told = ask("nearest", at(B, minutes=10))
    assert told["center"] is None
    assert told["path"] is None
    assert "10分钟以内走不到任何中心" in told["detail"]


def test_a_place_off_the_network_is_told_and_estimated(town, ask):
    told = ask("nearest", at((-600, 500), minutes=30))
    assert told["on_network"] is False
    assert told["walk_method"] == "estimate"
    assert told["center"]["code"] == "T1"
    assert told["walk_m"] == pytest.approx(400 * 1.5, abs=1)
    assert told["path"] is None
    assert "不在步行路网上" in told["detail"]


def test_without_roads_the_nearest_is_an_estimate(town_without_roads, ask):
    told = ask("nearest", at(A))
    assert told["walk_method"] == "estimate"
    assert told["on_network"] is None
    assert told["walk_m"] == pytest.approx(300 * 1.5, abs=1)
    assert "还没有导入步行路网" in told["detail"]


def test_only_centres_in_use_are_near(town, ask):
    Center.objects.filter(pk=town.pk).update(status=Center.Status.SUSPENDED)
    assert ask("nearest", at(A))["center"] is None


# --- isochrone -------------------------------------------------------------------------------------------------------


def test_the_area_holds_what_is_reached_and_nothing_across_the_river(town, ask):
    told = ask("isochrone", at((-600, 100)))
    (feature,) = told["features"]
    assert feature["properties"]["kind"] == "reach"
    area = shape(feature["geometry"])
    assert area.is_valid
    assert area.contains(Point(*lonlat(A)[0]))
    assert not area.contains(Point(*lonlat(B)[0]))
    assert told["roads"]["attribution"] == OSM


def test_more_minutes_reach_more(town, ask):
    small, large = (
        shape(ask("isochrone", at((-600, 100), minutes=m))["features"][0]["geometry"]).area for m in (5, 15)
    )
    assert small < large


def test_off_the_network_there_is_no_area(town, ask):
    told = ask("isochrone", at(D))
    assert told["features"] == []
    assert told["on_network"] is False
    assert "不在步行路网上" in told["detail"]


def test_without_roads_two_circles_say_what_is_certain(town_without_roads, ask):
    told = ask("isochrone", at(A))
    radius = {}
    for feature in told["features"]:
        ring = PLANE.to_xy(feature["geometry"]["coordinates"][0][0])
        radius[feature["properties"]["kind"]] = ((ring - [A[0], A[1]]) ** 2).sum(axis=1).max() ** 0.5
    assert radius == {"probable": pytest.approx(360, abs=0.5), "proven": pytest.approx(720, abs=0.5)}
    assert "说不准" in told["detail"]


# --- limits and caching ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("lat=21.8", "lon"),
        ("", "lat"),
        ("lat=91&lon=111", "lat"),
        ("lat=21.8&lon=nan", "lon"),
        ("lat=21.8&lon=111.9&minutes=31", "minutes"),
        ("lat=21.8&lon=111.9&minutes=0.5", "minutes"),
        ("lat=21.8&lon=111.9&speed=0.2", "speed"),
        ("lat=21.8&lon=111.9&speed=4", "speed"),
        ("lat=21.8&lon=111.9&speed=%00", "speed"),
    ],
)
@pytest.mark.parametrize("name", ["nearest", "isochrone"])
def test_what_does_not_fit_is_refused_by_name(db, ask, name, query, parameter):
    assert ask(name, query, status=400)["parameter"] == parameter


@pytest.mark.parametrize("place", ["lat=90&lon=0", "lat=-90&lon=180", "lat=39.9&lon=116.4", "lat=0&lon=0"])
@pytest.mark.parametrize("name", ["nearest", "isochrone"])
def test_places_at_the_end_of_the_world_are_answered(town, ask, name, place):
    assert ask(name, place)["on_network"] is False
    RoadNetwork.objects.update(state=RoadNetwork.State.FORMER)
    assert ask(name, place)["on_network"] is None


def test_a_position_stays_with_the_one_who_stands_there(town, client):
    assert "private" in client.get(f"/api/v1/coverage/nearest/?{at(A)}").headers["Cache-Control"]
    assert "public" in client.get("/api/v1/coverage/summary/").headers["Cache-Control"]


def test_new_roads_change_the_etag(town_without_roads, client):
    first = client.get("/api/v1/coverage/summary/")
    again = client.get("/api/v1/coverage/summary/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    put_to_use(draw())
    then = client.get("/api/v1/coverage/summary/", headers={"if-none-match": first.headers["ETag"]})
    assert then.status_code == 200


@pytest.mark.parametrize("name", ["summary", "nearest", "isochrone"])
def test_each_costs_one_query(town, client, name, django_assert_num_queries):
    client.get(f"/api/v1/coverage/{name}/?{at(A)}")
    with django_assert_num_queries(1):
        client.get(f"/api/v1/coverage/{name}/?{at(A)}")

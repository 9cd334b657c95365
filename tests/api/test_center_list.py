"""Lists of centres: what a record tells, near first, pages, chosen fields."""

import pytest
from django.contrib.gis.geos import Point

from centers.models import Center, Offering
from centers.walking import walk_minutes

HERE = {"lat": 21.857, "lon": 111.961}


def test_a_list_says_how_many_there_are_and_where_the_next_page_is(ask):
    answer = ask("centers/")

    assert set(answer) == {"count", "next", "previous", "results"}
    assert answer["count"] == Center.objects.published().count() == 70
    assert len(answer["results"]) == 20
    assert answer["previous"] is None
    assert answer["next"] == "http://testserver/api/v1/centers/?page=2"


def test_following_next_meets_every_centre_once(ask, client):
    met, address = [], "http://testserver/api/v1/centers/?page_size=30&only=code"
    while address:
        page = client.get(address.removeprefix("http://testserver")).json()
        met += [record["code"] for record in page["results"]]
        address = page["next"]

    assert met == sorted(Center.objects.published().values_list("code", flat=True))


def test_a_record_has_the_fields_that_others_rely_on(ask, make_center):
    center = make_center(address="测试路1号", telephone="0662-1234567", setting=Center.Setting.CAMPUS)

    record = next(one for one in ask("centers/", search=center.name)["results"] if one["code"] == center.code)

    assert record["name"] == center.name
    assert (record["tier"], record["tier_name"]) == ("community", "社区中心")
    assert (record["setting"], record["setting_name"]) == ("campus", "校园")
    assert (record["address"], record["telephone"]) == ("测试路1号", "0662-1234567")
    assert (record["lat"], record["lon"]) == (21.83, 111.98)
    assert (record["source"], record["location_source"]) == ("sample", "sample")
    assert (record["street_code"], record["street_name"]) == ("441702002", "城南街道")
    assert (record["community_code"], record["community_name"]) == ("441702002015", "岭东北社区")
    assert record["url"] == f"/centers/{center.code}/"
    assert "distance_m" not in record
    assert "walk_minutes" not in record


def test_what_nobody_knows_is_null(ask, make_center):
    center = make_center(at=None, hours=())

    record = ask("centers/", search=center.name)["results"][0]

    for name in ("lat", "lon", "location_source", "address", "telephone", "setting", "demonstration_no", "open_now"):
        assert record[name] is None, name


def test_with_a_position_the_nearest_come_first_with_metres_and_minutes(ask):
    results = ask("centers/", **HERE, page_size=100)["results"]

    distances = [record["distance_m"] for record in results]
    assert distances == sorted(distances)
    assert len(results) == Center.objects.published().filter(location__isnull=False).count()
    nearest = Center.objects.published().near(Point(HERE["lon"], HERE["lat"], srid=4326)).first()
    assert results[0]["code"] == nearest.code
    assert results[0]["distance_m"] == pytest.approx(nearest.distance_m, abs=0.05)
    assert all(record["walk_minutes"] == walk_minutes(record["distance_m"]) for record in results)


@pytest.mark.parametrize("reach", [{"radius": 1500}, {"max_minutes": 25}, {"radius": 3000, "max_minutes": 10}])
def test_a_reach_leaves_out_what_lies_beyond(ask, reach):
    everything = ask("centers/", **HERE, page_size=100)["results"]
    minutes, radius = reach.get("max_minutes", 10_000), reach.get("radius", 10**9)
    expected = [one["code"] for one in everything if one["distance_m"] <= radius and one["walk_minutes"] <= minutes]

    answer = ask("centers/", **HERE, **reach, page_size=100)

    assert [one["code"] for one in answer["results"]] == expected
    assert answer["count"] == len(expected) > 0


def test_a_reach_in_which_nothing_lies_is_an_empty_list(ask):
    assert ask("centers/", lat=0, lon=0, radius=1000) == {"count": 0, "next": None, "previous": None, "results": []}


def test_a_page_after_the_last_one_is_refused_also_near_a_position(ask):
    assert ask("centers/", 400, **HERE, radius=1500, page=99)["parameter"] == "page"
    assert ask("centers/", 400, lat=0, lon=0, radius=1000, page=2)["parameter"] == "page"
    assert ask("centers/", 400, page=99)["parameter"] == "page"


def test_centres_equally_far_keep_their_order_over_pages(ask, make_center):
    codes = [make_center(at=(111.5, 21.5)).code for _ in range(5)]

    pages = [ask("centers/", lat=21.5, lon=111.5, radius=100, page_size=1, page=n) for n in range(1, 6)]

    assert [page["results"][0]["code"] for page in pages] == codes


def test_only_those_that_do_what_is_needed(ask):
    answer = ask("centers/", service="C01", page_size=100)

    offering = Offering.objects.offered().filter(item__code="C01", center__status__in=Center.PUBLISHED)
    codes = set(offering.values_list("center__code", flat=True))
    assert {one["code"] for one in answer["results"]} == codes
    assert 0 < answer["count"] == len(codes)


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [("tier", "park", "tier"), ("street", "441702002", "street_code"), ("community", "441702002015", "community_code")],
)
def test_filters_keep_what_they_name(ask, name, value, field):
    answer = ask("centers/", **{name: value}, page_size=100)

    assert answer["count"] == Center.objects.published().count() - sum(
        one[field] != value for one in ask("centers/", page_size=100)["results"]
    )
    assert all(one[field] == value for one in answer["results"])


def test_open_now_lists_what_is_known_to_be_open_at_the_moment(ask, clock, make_center):
    open_, shut, unknown = make_center(), make_center(hours=((840, 1020),)), make_center(hours=())

    codes = {one["code"] for one in ask("centers/", open_now=1, page_size=100)["results"]}

    assert open_.code in codes
    assert not codes & {shut.code, unknown.code}
    everything = ask("centers/", page_size=100)["results"]
    assert codes == {one["code"] for one in everything if one["open_now"]}


def test_open_or_not_with_the_next_change_in_beijing_time(ask, clock, make_center):
    open_, shut, unknown = make_center(), make_center(hours=((840, 1020),)), make_center(hours=())
    suspended = make_center(status=Center.Status.SUSPENDED)

    def told(center):
        record = ask(f"centers/{center.code}/")
        return record["open_now"], record["opens_at"], record["closes_at"], record["open_state"]

    assert told(open_) == (True, None, "2026-05-20T17:00:00+08:00", "open")
    assert told(shut) == (False, "2026-05-20T14:00:00+08:00", None, "shut")
    assert told(unknown) == (None, None, None, "unknown")
    assert told(suspended) == (False, None, None, "suspended")


@pytest.mark.parametrize("status", [Center.Status.PLANNED, Center.Status.BUILDING, Center.Status.CLOSED])
def test_what_is_not_published_shows_nowhere(ask, make_center, status):
    center = make_center(status=status)

    assert ask("centers/", search=center.name)["count"] == 0
    assert ask("centers/", lat=21.83, lon=111.98, radius=50)["count"] == 0
    assert ask("search/", q=center.name, type="center")["count"] == 0
    assert center.code not in {one["id"] for one in ask("centers/", format="geojson")["features"]}
    ask(f"centers/{center.code}/", 404)


def test_only_and_omit_choose_the_fields(ask):
    assert set(ask("centers/", only="code,distance_m", **HERE)["results"][0]) == {"code", "distance_m"}
    assert "address" not in ask("centers/", omit="address")["results"][0]
    assert set(ask("centers/", only="code,name,tier", omit="tier")["results"][0]) == {"code", "name"}
    assert set(ask("centers/JC001", only="code,hours")) == {"code", "hours"}
    assert ask("centers/", 400, only="code,password")["parameter"] == "only"
    assert ask("centers/", 400, only="code", omit="code")["parameter"] == "omit"


def test_chinese_stands_as_it_is_in_utf8(client, db):
    response = client.get("/api/v1/centers/JC001/")

    assert response.headers["Content-Type"] == "application/json"
    assert "党群服务中心".encode() in response.content
    assert b"\\u" not in response.content


def test_nothing_of_the_staff_shows(ask):
    names = set(ask("centers/JC001/")) | set(ask("grid-units/441702001001/"))

    assert not [name for name in names if "steward" in name or "user" in name or "password" in name]

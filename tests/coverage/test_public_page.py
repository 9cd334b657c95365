"""The residents' page: the real way where there are roads, three honest states where there are none."""

import json
import re

import pytest

from centers.models import Center
from coverage.models import DemandSet
from tests.coverage.town import draw, lonlat, open_center, put_to_use

MOST_QUERIES = 8
OSM = "© OpenStreetMap contributors（ODbL）"
A, B, D = (-300, 100), (-600, -100), (0, 1500)


def at(place):
    lon, lat = lonlat(place)[0].tolist()
    return f"lat={lat}&lon={lon}"


def page(client, query="", status=200):
    response = client.get(f"/coverage/?{query}" if query else "/coverage/")
    assert response.status_code == status
    return response


def texts(response):
    plain = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain))


def test_it_tells_the_minutes_along_the_roads_and_draws_the_way(town, client):
    response = page(client, at((600, -100)))
    told = texts(response)
    assert "20 分钟" in told
    assert "步行路网" in told
    assert "10 分钟走不到" in told
    assert OSM in told
    way = json.loads(re.search(r'id="map-way"[^>]*>(.*?)</script>', response.content.decode())[1])
    assert way["type"] == "LineString"
    assert way["attribution"] == OSM


def test_near_enough_is_said(town, client):
    told = texts(page(client, at(A)))
    assert "5 分钟" in told
    assert "10 分钟走得到。" in told


def test_old_people_walk_slower(town, client):
    client.cookies["elder"] = "1"
    told = texts(page(client, at(A)))
    assert "7 分钟" in told
    assert "65岁以上" in told
    assert "每分钟48米" in told


def test_off_the_network_it_says_that_it_estimates(town, client):
    told = texts(page(client, at(D)))
    assert "离能走的路太远" in told
    assert "估算" in told


def test_without_roads_it_never_tells_one_figure(town_without_roads, client):
    told = texts(page(client, at(A)))
    assert "还没有步行路网，现在没有准数" in told
    for name in ("很可能走得到", "说不准", "一定走不到"):
        assert name in told
    assert "估算" in told
    assert "OpenStreetMap" not in told
    assert "map-way" not in page(client, at(A)).content.decode()


@pytest.mark.parametrize(
    ("x", "words"), [(-300, "很可能走得到"), (-100, "说不准"), (600, "一定走不到：直线都不止 720 米")]
)
def test_without_roads_a_place_gets_its_state(town_without_roads, client, x, words):
    verdict = re.search(
        r'class="coverage-verdict[^>]*>(.*?)</p>', page(client, at((x, 100))).content.decode(), re.DOTALL
    )
    assert words in verdict[1]


def test_the_method_is_told_in_four_sentences(town, client):
    html = page(client).content.decode()
    method = html[html.index('id="method"') :]
    assert method.count("<li>") == 4


def test_a_share_is_never_rounded_to_all_or_nothing(db, client):
    DemandSet.objects.active().delete()
    told = texts(page(client))
    assert "99.8%" in told
    assert "0.2%" in told


def test_sample_people_are_called_sample(db, client):
    told = texts(page(client))
    assert "示例人口" in told
    assert "居民人数和位置是示例，不是真实资料。" in told


def test_real_people_are_not(town, client):
    assert "示例人口" not in texts(page(client))


def test_nobody_is_sent_to_a_centre_that_is_not_in_use(town, client):
    open_center("T2", 0, 100)
    assert 'href="/centers/T1/' in page(client, at((-600, 100))).content.decode()
    Center.objects.filter(pk=town.pk).update(status=Center.Status.SUSPENDED)
    html = page(client, at((-600, 100))).content.decode()
    assert 'href="/centers/T2/' in html
    assert 'href="/centers/T1/' not in html


def test_far_away_it_asks_for_a_community(db, client):
    told = texts(page(client, "lat=39.9&lon=116.4"))
    assert "离江城区很远" in told
    assert "走到最近的中心" not in told


@pytest.mark.parametrize(
    "query", ["lat=abc&lon=1", "lat=21.8", "near=999999999999", "near=%00", "lat=91&lon=1", f"near={'9' * 1000}"]
)
def test_what_does_not_fit_is_refused_in_chinese(db, client, query):
    assert "不对" in texts(page(client, query, status=400))


def test_it_costs_few_queries(town, client, django_assert_max_num_queries):
    for query in ("", at(A), "near=441702002015"):
        page(client, query)
        with django_assert_max_num_queries(MOST_QUERIES):
            page(client, query)


def test_after_a_change_it_costs_few_more(town, client, django_assert_max_num_queries):
    page(client)
    put_to_use(draw([(0, 1), (1, 2)]))
    with django_assert_max_num_queries(MOST_QUERIES):
        page(client)


def test_without_any_residents_the_page_stands(town, client):
    DemandSet.objects.active().get().points.all().delete()
    DemandSet.objects.active().update(digest="empty")
    assert "还没有人口资料" in texts(page(client, at(A)))


def test_the_other_pages_lead_here(db, client):
    for address in ("/", "/about/", "/centers/"):
        assert 'href="/coverage/"' in client.get(address).content.decode()

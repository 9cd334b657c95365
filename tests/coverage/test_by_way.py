"""Whoever is about to walk sees the shortest way first: lists of the pages follow the roads, not the straight line."""

import pytest

from centers.by_way import keys_by_way, nearest_by_way, paginate_by_way
from centers.models import Center, Offering
from centers.walking import walks_from
from grids.sources import Source
from query.params import BadParameter, Params
from services.models import ServiceItem
from tests.coverage.test_routing import at, texts
from tests.coverage.town import open_center, point

A, B, D = (-300, 100), (-600, -100), (-600, 500)
SOUTH = "441702001001"


@pytest.fixture
def four(town):
    """From B: T1 is nearest in a straight line and across the river, T2 far on the own bank, T3 off the roads."""
    open_center("T2", 600, -100, unit=SOUTH)
    open_center("T3", 0, 1500)
    open_center("T4", -500, 100)
    return town


def codes(response):
    return [card.center.code for card in response.context["cards"]]


def test_the_list_has_the_shortest_way_first_and_estimates_last(four, client):
    response = client.get("/centers/", at(B))
    assert codes(response) == ["T2", "T4", "T1", "T3"]
    minutes = [card.walk.minutes for card in response.context["cards"][:3]]
    assert minutes == sorted(minutes)
    assert "步行由近到远" in texts(response)
    assert "步行最近" in texts(response)


def test_without_roads_the_straight_line_orders_and_says_so(town_without_roads, client):
    open_center("T2", 600, -100, unit=SOUTH)
    response = client.get("/centers/", at(B))
    assert codes(response) == ["T1", "T2"]
    assert "步行最近" not in texts(response)


def test_another_order_is_kept(four, client):
    assert codes(client.get("/centers/", {**at(B), "ordering": "name"})) == sorted(["T1", "T2", "T3", "T4"])


def test_the_order_of_the_api_stays_that_of_the_distance(four, client):
    rows = client.get("/api/v1/centers/", at(B)).json()["results"]
    assert [row["distance_m"] for row in rows] == sorted(row["distance_m"] for row in rows)


def test_pages_never_overlap(four, client):
    pages = [client.get("/centers/", {**at(B), "page_size": 1, "page": number}) for number in (1, 2, 3, 4)]
    assert [code for page in pages for code in codes(page)] == ["T2", "T4", "T1", "T3"]
    assert {page.context["page"].count for page in pages} == {4}


def test_a_page_after_the_last_is_refused(four):
    centers = Center.objects.published().near(point(*B))
    with pytest.raises(BadParameter):
        paginate_by_way(centers, walks_from(point(*B)), Params({"page": "9"}))


def test_equal_ways_keep_the_order_of_their_keys(four):
    twins = [open_center(f"W{number}", 600, -100, unit=SOUTH).pk for number in range(3)]
    keys = keys_by_way(Center.objects.published().near(point(*B)), walks_from(point(*B)))
    assert [key for key in keys if key in twins] == sorted(twins)


def test_a_filter_by_minutes_stays_in_order(four, client):
    assert codes(client.get("/centers/", {**at(B), "max_minutes": "60"})) == ["T2", "T4", "T1", "T3"]


def test_a_page_costs_two_queries_and_its_prefetches_whatever_the_number(four, django_assert_num_queries):
    for number in range(30):
        open_center(f"M{number}", 600 - number, -100, unit=SOUTH)
    walks, centers = walks_from(point(*B)), Center.objects.published().near(point(*B))
    with django_assert_num_queries(2):
        page = paginate_by_way(centers, walks, Params({"page_size": "5"}))
    assert (page.count, len(page.rows)) == (34, 5)


def test_the_guide_to_a_service_lists_the_shortest_way_first(four, client):
    item = ServiceItem.objects.active().get(code="C01")
    for center in Center.objects.published():
        Offering.objects.update_or_create(
            center=center, item=item, defaults={"status": Offering.Status.AVAILABLE, "source": Source.IMPORT}
        )
    where = client.get("/services/C01/", at(B)).context["where"]
    assert [card.center.code for card in where.cards] == ["T2", "T4", "T1", "T3"]


def test_the_nearest_of_some_is_the_nearest_on_foot(four):
    walks = walks_from(point(*B))
    some = Center.objects.published().exclude(code="T2")
    assert [center.code for center in nearest_by_way(some, point(*B), walks, 1)] == ["T4"]
    assert nearest_by_way(some.none(), point(*B), walks, 1) == []


def test_many_nearer_by_the_line_do_not_hide_the_nearest_on_foot(four, client):
    for number in range(40):
        open_center(f"M{number}", -600 + number, 100)
    assert codes(client.get("/", at(B)))[0] == "T2"

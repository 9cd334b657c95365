"""The home page: one question, and never a closed door as the main answer."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centers.models import Center
from tests.many_centers import add_centers

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
HERE = "lat=21.857&lon=111.961"
LINGDONGBEI = "441702002015"
MOST_QUERIES = 8


@pytest.fixture
def at(monkeypatch):
    """Set the clock: `at(SUNDAY)`."""

    def set_clock(when):
        monkeypatch.setattr("django.utils.timezone.now", lambda: when)

    set_clock(MONDAY)
    return set_clock


def page(client, query="", status=200):
    response = client.get(f"/?{query}" if query else "/")
    assert response.status_code == status
    return response


def texts(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_it_asks_one_question_and_offers_the_six_most_used_services(client, at):
    response = page(client)
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert "您要办什么事？" in html
    assert 'action="/search/"' in html
    assert [item.frequency_rank for item in response.context["items"]] == [1, 2, 3, 4, 5, 6]
    assert 'href="/services/C05/"' in html


def test_without_a_position_it_shows_centres_that_are_open(client, at):
    at(SUNDAY)
    response = page(client)
    shown = response.context["cards"]
    assert shown
    assert all(card.opening.is_open for card in shown)
    assert "离您最近" not in texts(response)


def test_it_counts_what_is_open_now(client, at):
    at(SUNDAY)
    response = page(client)
    assert response.context["open_count"] == Center.objects.published().open_at(SUNDAY).count()
    assert f"{response.context['open_count']} 个正在营业，共 70 个中心" in texts(response)


def test_the_nearest_open_centre_is_the_main_answer(client, at):
    at(SUNDAY)
    first, second, third = page(client, HERE).context["cards"]
    assert first.opening.is_open
    assert second.distance_m < first.distance_m
    assert second.opening.is_open is False
    assert second.opening.change == "明天 08:30 开门"
    assert third.opening.is_open
    assert third.distance_m >= first.distance_m


def test_on_a_working_day_the_nearest_centre_is_the_first(client, at):
    distances = [card.distance_m for card in page(client, HERE).context["cards"]]
    assert len(distances) == 3
    assert distances == sorted(distances)


def test_a_closed_centre_is_not_offered_as_a_way_to_go(client, at):
    at(SUNDAY)
    html = page(client, HERE).content.decode()
    closed = next(card for card in html.split('<li class="card"') if "休息中" in card)
    assert "去这里" not in closed
    assert "看开放时间" in closed


def test_when_every_door_is_closed_it_says_so(client, at):
    Center.objects.update(status=Center.Status.SUSPENDED)
    assert "附近的中心现在都没有开门" in texts(page(client, HERE))
    assert "现在没有正在营业的中心" in texts(page(client))


def test_distances_from_a_community_name_it_and_its_sample_point(client, at):
    text = texts(page(client, f"near={LINGDONGBEI}"))
    assert "按岭东北社区位置计算 示例位置" in text
    assert "步行时间是估算" in text


def test_the_position_goes_along_to_the_centre(client, at):
    html = page(client, HERE).content.decode()
    assert re.search(r'href="/centers/\w+/\?lat=21\.85700&amp;lon=111\.96100"', html)


def test_from_far_away_nobody_is_told_to_walk(client, at):
    response = page(client, "lat=39.9&lon=116.4")
    assert "离江城区很远" in texts(response)
    assert all(card.walk_minutes is None for card in response.context["cards"])


def test_old_people_get_their_own_pace(client, at):
    usual = page(client, HERE).context["cards"][-1].walk_minutes
    client.cookies["elder"] = "1"
    assert page(client, HERE).context["cards"][-1].walk_minutes > usual


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("lat=abc&lon=111.9", "lat"),
        ("lat=91&lon=111.9", "lat"),
        ("lat=21.8", "lon"),
        ("lat=nan&lon=111.9", "lat"),
        ("near=441702002999", "near"),
        ("near=999999", "near"),
        ("near=%00", "near"),
        ("near=" + "4" * 100_000, "near"),
    ],
)
def test_junk_is_refused_by_name(client, at, query, parameter):
    response = page(client, query, status=400)
    assert f"<b>{parameter}</b>" in response.content.decode()


def test_elder_mode_is_one_button_that_comes_back_to_the_same_page(client, at):
    html = page(client, HERE).content.decode()
    assert f'value="/?{HERE.replace("&", "&amp;")}"' in html
    assert "data-elder" not in html
    answer = client.post("/elder/", {"on": "1", "next": f"/?{HERE}"})
    assert answer.headers["Location"] == f"/?{HERE}"
    html = page(client, HERE).content.decode()
    assert '<html lang="zh-CN" data-elder>' in html
    assert "标准模式" in html


def test_it_says_who_runs_it_or_that_nobody_has_said(client, at, settings):
    assert "主办：（由部署单位填写）" in texts(page(client))
    settings.HOST_ORGANISATION = "某单位"
    assert "主办：某单位" in texts(page(client))


@pytest.mark.parametrize("count", [0, 7_000])
def test_queries_do_not_grow_with_the_centres(client, at, count):
    # The six services, the communities, the place of `near`, centres with hours and exceptions, open, all.
    add_centers(count)
    for query in ("", HERE, f"near={LINGDONGBEI}"):
        with CaptureQueriesContext(connection) as queries:
            page(client, query)
        assert len(queries) <= MOST_QUERIES, query

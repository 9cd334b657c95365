"""The catalogue's page and the guide to one service, as a resident meets them."""

import re
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse
from django.utils import timezone

from centers.models import Center, Offering, OpeningHours
from grids.models import GridUnit
from grids.sources import Source
from services.models import ItemChannel, ServiceCategory, ServiceItem
from tests.many_centers import add_centers

pytestmark = pytest.mark.django_db

LAT, LON = 21.857, 111.961
HERE = {"lat": LAT, "lon": LON}
METRES_TO_DEGREES = 1 / 110_700
MOST_QUERIES = 8


def page(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    """The page's text without marks, spaces squeezed."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def listed(html):
    """The codes of the items in the catalogue's list, in order."""
    return re.findall(r'<li data-words="[^"]*">\s*<a href="/services/([A-Z0-9]+)/">', html)


@pytest.fixture
def clock(monkeypatch):
    """Stops the clock at a Beijing time: `clock(2026, 11, 18, 10, 0)` is a working Wednesday."""

    def stop(*moment):
        when = datetime(*moment, tzinfo=ZoneInfo("Asia/Shanghai"))
        monkeypatch.setattr(timezone, "now", lambda: when)
        return when

    return stop


@pytest.fixture
def item():
    """An item that no centre of the sample offers."""
    item = ServiceItem.objects.create(
        code="C99",
        category=ServiceCategory.objects.get(code="01"),
        name="试验事项办理",
        short_name="试验事项",
        audience="参加试验的居民",
        documents=["身份证", "一寸照片<两张>"],
        mode=ServiceItem.Mode.AT_ONCE,
        status=ServiceItem.Status.COMPOSED,
    )
    ItemChannel.objects.create(item=item, channel=ItemChannel.Channel.HOME)
    return item


def offer(item, code, north_m, opens=8, closes=18, status=Offering.Status.AVAILABLE, **facts):
    """A centre `north_m` metres north of the visitor that does `item`, open at these hours every day."""
    center = Center.objects.create(
        code=code,
        name=f"试验中心{code}",
        tier=Center.Tier.STATION,
        unit=GridUnit.objects.get(code="441702001001"),
        source=Source.SURVEY,
        location=Point(LON, LAT + north_m * METRES_TO_DEGREES, srid=4326),
        location_source=Source.SURVEY,
        hours_source=Source.SURVEY,
        **facts,
    )
    OpeningHours.objects.create(
        center=center, weekdays=127, opens=opens * 60, closes=closes * 60, closed_on_holidays=False
    )
    Offering.objects.update_or_create(center=center, item=item, defaults={"status": status, "source": Source.SURVEY})
    return center


class TestCatalogue:
    def test_shows_all_items_in_their_groups_with_counts(self, client):
        html = page(client, "/services/")
        assert len(listed(html)) == len(set(listed(html))) == 98
        assert html.count('class="group"') == 8 + 13
        assert "一共 98 项： 党务服务 32 项， 便民服务 66 项" in words(html)
        assert "社会保障 8 项" in words(html)

    def test_every_group_can_be_jumped_to(self, client):
        html = page(client, "/services/")
        for anchor in re.findall(r'href="#(group-[0-9A-Z]+|proofs)"', html):
            assert f'id="{anchor}"' in html

    def test_marks_the_most_used(self, client):
        assert page(client, "/services/").count(">常办<") == 12

    @pytest.mark.parametrize(
        ("query", "fits"),
        [
            ({"audience": "elders"}, lambda item: item.audiences.filter(group="elders").exists()),
            ({"channel": "self"}, lambda item: item.channels.filter(channel="self").exists()),
            ({"mode": "joint"}, lambda item: item.mode == "joint"),
            (
                {"audience": "elders", "mode": "joint"},
                lambda item: item.mode == "joint" and item.audiences.filter(group="elders").exists(),
            ),
        ],
    )
    def test_a_filter_leaves_what_fits_and_says_how_many(self, client, query, fits):
        html = page(client, "/services/", **query)
        expected = {item.code for item in ServiceItem.objects.all() if fits(item)}
        assert expected
        assert set(listed(html)) == expected
        assert f"符合条件的有 {len(expected)} 项" in words(html)

    def test_the_text_filter_knows_everyday_names(self, client):
        assert listed(page(client, "/services/", search="敬老卡")) == ["C24"]
        assert listed(page(client, "/services/", search="社 保 卡 密码")) == ["C06"]

    def test_the_filters_stay_in_the_form(self, client):
        html = page(client, "/services/", search="卡", audience="elders")
        assert 'value="卡"' in html
        assert '<option value="elders" selected>' in html

    def test_asking_for_a_proof_says_where_to_go(self, client):
        html = page(client, "/services/", search="收入证明")
        assert "这项证明社区不开" in html
        assert "房产问不动产登记中心" in html

    def test_nothing_found_offers_the_search_of_the_whole_site(self, client):
        html = page(client, "/services/", search="登月&<b>")
        assert "没有符合这些条件的事项" in html
        assert "/search/?q=%E7%99%BB%E6%9C%88%26%3Cb%3E" in html
        assert "<b>" not in html.split("没有符合这些条件的事项")[1].split("</section>")[0]

    @pytest.mark.parametrize("name", ["audience", "channel", "mode"])
    def test_a_value_that_does_not_exist_gets_400_with_the_parameter(self, client, name):
        response = client.get("/services/", {name: "junk"})
        assert response.status_code == 400
        assert name in response.content.decode()

    @pytest.mark.parametrize("text", ["x" * 101, "\0", "a\x07"])
    def test_a_text_that_cannot_be_gets_400(self, client, text):
        assert client.get("/services/", {"search": text}).status_code == 400

    def test_every_proof_has_its_anchor_and_where_to_go(self, client):
        html = page(client, "/services/")
        for number in range(1, 21):
            assert f'id="proof-{number}"' in html
        assert words(html).count("该找谁：") == 20

    def test_the_number_of_queries_does_not_depend_on_the_items(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(4):  # items, their channels, counts by kind, proofs
            page(client, "/services/")


class TestGuide:
    def test_says_who_what_how_and_how_long(self, client):
        text = words(page(client, "/services/C24/"))
        item = ServiceItem.objects.get(code="C24")
        assert item.audience in text
        assert all(document in text for document in item.documents)
        assert item.promise in text
        for channel in item.channels.all():
            assert channel.get_channel_display() in text

    def test_every_document_is_a_box_to_tick(self, client, item):
        html = page(client, "/services/C99/")
        assert html.count('type="checkbox"') == len(item.documents)
        assert "一寸照片&lt;两张&gt;" in html

    def test_says_how_sure_the_page_is(self, client):
        assert "以窗口答复为准" in page(client, "/services/C01/")
        sourced = ServiceItem.objects.filter(status="sourced").exclude(sourced_part="").first()
        text = words(page(client, sourced.get_absolute_url()))
        assert "有公开来源" in text
        assert sourced.sourced_part in text
        assert "不是官方公布的办事指南" in words(page(client, "/services/C01/"))

    def test_says_who_else_decides(self, client):
        text = words(page(client, "/services/C55/"))
        assert "由谁办理" in text
        assert "由公安机关办理" in text

    def test_a_lower_case_code_leads_to_the_page_and_keeps_the_question(self, client):
        response = client.get("/services/c05/?near=441702001001")
        assert response.status_code == 301
        assert response["Location"] == "/services/C05/?near=441702001001"

    @pytest.mark.parametrize("code", ["C9999", "ZZZ", "C00", "%00", "C05%20", "%ED%A0%80", "社保"])
    def test_an_unknown_code_gets_404(self, client, code):
        assert client.get(f"/services/{code}/").status_code == 404

    def test_an_item_that_is_no_longer_done_gets_404(self, client, item):
        ServiceItem.objects.filter(pk=item.pk).update(is_active=False)
        assert client.get("/services/C99/").status_code == 404

    @pytest.mark.parametrize(
        "query",
        [
            {"lat": "abc", "lon": "1"},
            {"lat": "91", "lon": "1"},
            {"lat": "21"},
            {"near": "junk"},
            {"near": "999999"},
            {"page": "0"},
            {"page": "99"},
            {"page_size": "100000"},
        ],
    )
    def test_junk_gets_400(self, client, query):
        assert client.get("/services/C05/", query).status_code == 400


class TestWhereToGo:
    def test_only_centres_that_do_it_are_listed(self, client, item):
        offer(item, "T1", 100)
        offer(item, "T2", 200, status=Offering.Status.PLANNED)
        offer(item, "T3", 300, status=Offering.Status.SUSPENDED)
        offer(item, "T4", 400)
        Center.objects.filter(code="T4").update(status=Center.Status.CLOSED)
        html = page(client, "/services/C99/", **HERE)
        assert re.findall(r"试验中心(T\d)</a>", html) == ["T1"]

    def test_the_nearest_open_one_comes_before_a_nearer_closed_one(self, client, item, clock):
        clock(2026, 11, 18, 10, 0)
        offer(item, "T1", 100, opens=14)
        offer(item, "T2", 300)
        offer(item, "T3", 200, opens=13)
        offer(item, "T4", 400)
        html = page(client, "/services/C99/", **HERE)
        assert "现在开着、离您的位置最近" in words(html)
        assert re.findall(r"试验中心(T\d)</a>", html) == ["T2", "T1", "T3", "T4"]

    def test_when_all_near_ones_are_shut_an_open_one_farther_off_is_named(self, client, item, clock):
        clock(2026, 11, 18, 20, 0)
        for number in range(1, 8):
            offer(item, f"T{number}", 100 * number)
        offer(item, "T8", 4000, opens=18, closes=23)
        text = words(page(client, "/services/C99/", **HERE))
        assert "近处的现在都没开门" in text
        assert "现在开着、最近的是 试验中心T8 ，步行约 84 分钟（估算）" in text

    def test_when_nothing_is_open_the_one_that_opens_first_is_named(self, client, item, clock):
        clock(2026, 11, 18, 5, 0)
        offer(item, "T1", 100, opens=9)
        offer(item, "T2", 200, opens=7)
        text = words(page(client, "/services/C99/", **HERE))
        assert "近处最早开门的是试验中心T2" in text
        assert "现在开着" not in text

    def test_a_centre_with_unconfirmed_hours_is_never_called_open(self, client, item, clock):
        clock(2026, 11, 18, 10, 0)
        offer(item, "T1", 100, hours_leftover="节假日另行通知")
        text = words(page(client, "/services/C99/", **HERE))
        assert "时间待确认" in text
        assert "现在开着" not in text

    def test_says_that_an_appointment_is_needed(self, client, item):
        offer(item, "T1", 100, status=Offering.Status.BY_APPOINTMENT)
        assert "要先预约" in page(client, "/services/C99/", **HERE)

    def test_a_community_stands_for_the_position(self, client):
        html = page(client, "/services/C05/", near="441702001001")
        assert "按北门社区位置计算" in words(html)

    def test_without_a_centre_it_says_so(self, client, item):
        assert "还没有中心登记能办这件事" in page(client, "/services/C99/")

    def test_invented_offerings_are_called_sample(self, client):
        assert "哪个中心能办哪些事，是演示数据" in page(client, "/services/C05/")

    def test_an_offering_that_was_checked_is_not(self, client, item):
        offer(item, "T1", 100)
        assert "哪个中心能办哪些事，是演示数据" not in page(client, "/services/C99/")

    def test_the_next_page_keeps_the_position(self, client):
        html = page(client, "/services/C05/", **HERE)
        assert re.search(r'rel="next"\s+href="\?lat=21\.857&amp;lon=111\.961&amp;page=2"', html)

    @pytest.mark.parametrize("query", [{}, HERE, {"near": "441702001001"}, HERE | {"page_size": 100}])
    @pytest.mark.parametrize("hour", [10, 3])
    def test_at_most_eight_queries_by_day_and_by_night(self, client, clock, django_assert_max_num_queries, query, hour):
        clock(2026, 11, 18, hour, 0)
        page(client, "/services/C05/", **HERE)  # a new process asks SpatiaLite once what it is
        with django_assert_max_num_queries(MOST_QUERIES):
            page(client, "/services/C05/", **query)

    def test_two_thousand_centres_cost_no_more_queries(self, client, django_assert_max_num_queries):
        add_centers(2_000)
        page(client, "/services/C01/", **HERE)
        with django_assert_max_num_queries(MOST_QUERIES):
            html = page(client, "/services/C01/", near="441702001001")
        assert int(re.search(r'<span class="num">(\d+)</span> 个中心能办', html)[1]) >= 2_000


def test_the_addresses_are_the_contract():
    assert reverse("services") == "/services/"
    assert reverse("service", args=["C05"]) == "/services/C05/"

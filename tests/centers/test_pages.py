"""The list of centres and the page of one: what they say, what they refuse, what they cost."""

import re
from datetime import date, datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from centers.models import Center, Offering, OpeningException, Photo
from grids.models import GridUnit, Steward
from grids.sources import Source
from tests.many_centers import add_centers

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
HERE = "lat=21.857&lon=111.961"
LINGDONGBEI = "441702002015"
MOST_QUERIES = 8


@pytest.fixture(autouse=True)
def at(monkeypatch):
    """The clock stands at a Monday morning; `at(SUNDAY)` sets it."""

    def set_clock(when):
        monkeypatch.setattr("django.utils.timezone.now", lambda: when)

    set_clock(MONDAY)
    return set_clock


@pytest.fixture
def listed(client):
    """The context of the list for a query string."""

    def get(query=""):
        response = client.get(f"/centers/?{query}")
        assert response.status_code == 200
        return response

    return get


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def compact(response):
    return words(response).replace(" ", "")


class TestList:
    def test_it_says_how_many_and_how_many_are_open(self, listed, at):
        at(SUNDAY)
        response = listed()
        open_now = Center.objects.published().open_at(SUNDAY).count()
        assert f"共70个，其中{open_now}个正在营业" in compact(response)

    def test_planned_and_closed_centres_are_not_listed(self, listed):
        Center.objects.filter(code="JC001").update(status=Center.Status.PLANNED)
        Center.objects.filter(code="JC002").update(status=Center.Status.CLOSED)
        assert listed().context["page"].count == 68

    @pytest.mark.parametrize(
        ("query", "fits"),
        [
            ("service=C05", lambda center: center.offerings.offered().filter(item__code="C05").exists()),
            ("category=02", lambda center: center.offerings.offered().filter(item__category__code="02").exists()),
            ("street=441702002", lambda center: center.unit.code.startswith("441702002")),
            (f"community={LINGDONGBEI}", lambda center: center.unit.code == LINGDONGBEI),
            ("tier=station", lambda center: center.tier == "station"),
            ("setting=campus", lambda center: center.setting == "campus"),
            ("search=世纪城", lambda center: "世纪城" in center.name),
            ("search=半小时托儿所", lambda center: center.brand == "半小时托儿所"),
            ("bbox=111.9,21.8,111.98,21.9", lambda center: 111.9 <= center.location.x <= 111.98),
        ],
    )
    def test_a_filter_lets_through_what_fits_and_nothing_else(self, listed, query, fits):
        expected = {center.code for center in Center.objects.published().select_related("unit") if fits(center)}
        page = listed(f"{query}&page_size=100").context["page"]
        assert {center.code for center in page.rows} == expected
        assert expected

    def test_open_now_agrees_with_the_mark_on_every_card(self, listed, at):
        at(SUNDAY)
        response = listed("open_now=1&page_size=100")
        assert response.context["cards"]
        assert all(card.opening.is_open for card in response.context["cards"])
        assert "都正在营业" in compact(response)

    def test_filters_add_up(self, listed):
        both = listed("street=441702002&tier=community").context["page"].count
        assert 0 < both < listed("street=441702002").context["page"].count

    def test_with_a_position_the_nearest_comes_first(self, listed):
        cards = listed(f"{HERE}&page_size=100").context["cards"]
        distances = [card.distance_m for card in cards]
        assert distances == sorted(distances)
        assert all(card.walk_minutes for card in cards)

    def test_a_community_is_a_position_too(self, listed):
        response = listed(f"near={LINGDONGBEI}")
        assert response.context["cards"][0].center.unit.code == LINGDONGBEI
        assert "按岭东北社区位置由近到远示例位置" in compact(response)

    def test_minutes_reach_as_far_as_the_cards_say(self, listed):
        cards = listed(f"{HERE}&max_minutes=15&page_size=100").context["cards"]
        assert cards
        assert max(card.walk_minutes for card in cards) <= 15

    def test_the_nearest_open_door_is_named_when_the_nearest_is_closed(self, listed, at):
        at(SUNDAY)
        response = listed(f"near={LINGDONGBEI}")
        assert response.context["cards"][0].opening.is_open is False
        assert "最近的一个现在没开门。开着的最近的是世纪城党群服务驿站" in compact(response)

    def test_centres_without_a_location_are_counted_not_forgotten(self, listed):
        Center.objects.filter(code="JC070").update(location=None, location_source="")
        assert "另有1个中心还没有位置资料，没有列出" in compact(listed(HERE))
        assert listed().context["page"].count == 70

    def test_every_chip_takes_one_filter_off(self, listed):
        response = listed(f"service=C05&tier=community&open_now=1&{HERE}")
        for chip in response.context["chips"]:
            left = parse_qs(urlsplit(chip.url).query)
            assert len({"service", "tier", "open_now"} & left.keys()) == 2
            assert left["lat"] == ["21.857"]
        assert [chip.text for chip in response.context["chips"]] == ["能办：社保卡", "社区中心", "正在营业"]

    def test_nothing_found_proposes_what_to_loosen(self, listed, client):
        response = listed("street=441702002&tier=park")
        assert response.context["page"].count == 0
        proposals = response.context["proposals"]
        assert any(proposal.text.startswith("不限“党建主题公园”") for proposal in proposals)
        for proposal in proposals:
            assert client.get(f"/centers/{proposal.url}").context["page"].count > 0

    def test_the_map_asks_the_api_for_the_same_centres(self, listed, client):
        response = listed(f"near={LINGDONGBEI}&tier=community&max_minutes=40&page_size=100")
        features = client.get(response.context["map_source"]).json()["features"]
        assert {feature["properties"]["code"] for feature in features} == {
            center.code for center in response.context["page"].rows
        }

    def test_pages_never_overlap_and_keep_the_filters(self, listed):
        first, second = listed("tier=community"), listed("tier=community&page=2")
        assert not {row.code for row in first.context["page"].rows} & {row.code for row in second.context["page"].rows}
        assert "?tier=community&amp;page=2" in first.content.decode()

    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ("lat=abc&lon=1", "lat"),
            ("lat=91&lon=111", "lat"),
            ("lat=21", "lon"),
            ("service=C99", "service"),
            ("service=%00", "service"),
            ("category=99", "category"),
            ("street=441702999", "street"),
            ("street=441702002015", "street"),
            ("community=441702002", "community"),
            ("tier=castle", "tier"),
            ("setting=moon", "setting"),
            ("open_now=maybe", "open_now"),
            ("radius=500", "radius"),
            ("radius=0&lat=21.8&lon=111.9", "radius"),
            ("max_minutes=10", "max_minutes"),
            ("ordering=distance", "ordering"),
            ("ordering=rank", "ordering"),
            ("bbox=1,2,3", "bbox"),
            ("page=0", "page"),
            ("page=999", "page"),
            ("page_size=100000", "page_size"),
            ("search=a%00b", "search"),
            ("search=" + "长" * 101, "search"),
        ],
    )
    def test_junk_is_refused_by_name(self, client, query, parameter):
        response = client.get(f"/centers/?{query}")
        assert response.status_code == 400
        assert f"<b>{parameter}</b>" in response.content.decode()

    def test_a_refusal_offers_the_page_without_what_was_wrong(self, client):
        html = client.get("/centers/?tier=park&service=C99").content.decode()
        assert 'href="/centers/?tier=park"' in html

    @pytest.mark.parametrize("query", ["bbox=-180,-90,180,90", "search=%25", "search=_", "open_now=0", "service="])
    def test_odd_but_right_is_answered(self, listed, query):
        listed(query)

    @pytest.mark.parametrize("count", [0, 7_000])
    def test_queries_do_not_grow_with_the_centres(self, client, count):
        # Items and units to choose from, the place of `near`, count, centres with hours and exceptions, open now.
        add_centers(count)
        for query in (
            "",
            HERE,
            f"near={LINGDONGBEI}",
            f"near={LINGDONGBEI}&service=C01&category=01&street=441702002&open_now=1&max_minutes=60&page_size=100",
            f"near={LINGDONGBEI}&service=C05&street=441702002&tier=park&setting=campus&open_now=1&max_minutes=60",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/centers/?{query}").status_code == 200
            assert len(queries) <= MOST_QUERIES, query


class TestDetail:
    def test_it_begins_with_open_or_not(self, client, at):
        html = client.get("/centers/JC070/").content.decode()
        main = html[html.index("<main") :]
        assert main.index("营业中") < main.index("<h1")
        assert "今天到 12:00" in html
        at(SUNDAY)
        assert "明天 08:30 开门" in client.get("/centers/JC070/").content.decode()

    def test_unknown_hours_are_not_guessed(self, client):
        Center.objects.filter(code="JC070").update(hours_leftover="逢三开门")
        response = client.get("/centers/JC070/")
        text = words(response)
        assert response.context["card"].opening.is_open is None
        assert "时间待确认" in text
        assert "去之前请先打电话" in text
        assert "这里没开门" not in text  # nobody knows
        assert "逢三开门" not in text or "登记的原文" in text

    def test_a_missing_telephone_is_said_plainly(self, client):
        html = client.get("/centers/JC070/").content.decode()
        assert "电话待补充" in html
        assert 'href="tel:' not in html

    def test_a_telephone_can_be_called(self, client):
        Center.objects.filter(code="JC070").update(telephone="0662-1234567")
        assert 'href="tel:0662-1234567"' in client.get("/centers/JC070/").content.decode()

    def test_a_sample_location_warns_before_the_way_there(self, client):
        html = client.get("/centers/JC070/").content.decode()
        assert html.index("示例位置，不要照此出发") < html.index("uri.amap.com")
        Center.objects.filter(code="JC070").update(location_source=Source.SURVEY)
        assert "不要照此出发" not in client.get("/centers/JC070/").content.decode()

    def test_a_centre_without_a_location_has_no_way_there(self, client):
        Center.objects.filter(code="JC070").update(location=None, location_source="")
        html = client.get(f"/centers/JC070/?{HERE}").content.decode()
        assert "还没有登记位置" in html
        assert "uri.amap.com" not in html

    def test_it_says_how_far_it_is(self, client):
        response = client.get(f"/centers/JC070/?{HERE}")
        card = response.context["card"]
        assert f"{card.walk_minutes} 分钟 步行约 {card.distance}（估算）" in words(response)

    def test_a_closed_door_names_open_ones(self, client, at):
        at(SUNDAY)
        response = client.get("/centers/JC070/")
        others = response.context["alternatives"]
        assert others
        assert all(other.opening.is_open for other in others)
        assert "这里没开门" in words(response)
        at(MONDAY)
        assert "这里没开门" not in words(client.get("/centers/JC070/"))

    def test_open_doors_within_ten_minutes_come_alone(self, client, at):
        at(SUNDAY)
        near = Center.objects.get(code="JC070").location
        Center.objects.filter(code="JC015").update(location=near)
        response = client.get("/centers/JC070/")
        assert [other.center.code for other in response.context["alternatives"]] == ["JC015"]
        assert "附近10分钟内开着的" in compact(response)

    def test_offerings_stand_by_category_with_their_state(self, client):
        center = Center.objects.get(code="JC070")
        center.offerings.filter(item__code="C05").update(status=Offering.Status.BY_APPOINTMENT)
        html = client.get("/centers/JC070/").content.decode()
        c05 = html[html.index('href="/services/C05/"') :]
        assert "需预约" in c05[: c05.index("</li>")]
        assert f"另有 {center.offerings.missing().count()} 项" in html

    def test_seven_days_with_their_holidays(self, client, at):
        at(datetime(2026, 9, 29, 10, 0, tzinfo=SHANGHAI))
        response = client.get("/centers/JC070/")
        days = response.context["profile"].days
        assert [day.date for day in days] == [date(2026, 9, 29 + n) for n in range(2)] + [
            date(2026, 10, n) for n in range(1, 6)
        ]
        assert (days[2].spans, days[2].note) == (["休息"], "国庆节")

    def test_a_dated_exception_is_told_with_its_reason(self, client):
        center = Center.objects.get(code="JC070")
        OpeningException.objects.create(center=center, first=date(2026, 11, 25), last=date(2026, 11, 25), note="停电")
        assert "停电" in words(client.get("/centers/JC070/"))

    def test_a_year_without_a_calendar_is_confessed(self, client, at):
        at(datetime(2031, 3, 3, 10, 0, tzinfo=SHANGHAI))
        assert "2031年的放假安排还没有公布" in words(client.get("/centers/JC070/"))

    def test_only_published_stewards_are_named(self, client):
        unit = GridUnit.objects.get(code=LINGDONGBEI)
        for name, is_public in (("公开者", True), ("隐去者", False)):
            Steward.objects.create(
                unit=unit, role=Steward.Role.GRID, name=name, is_public=is_public, source=Source.IMPORT
            )
        text = words(client.get("/centers/JC070/"))
        assert "公开者" in text
        assert "隐去者" not in text

    def test_every_group_of_facts_names_its_source(self, client):
        Center.objects.filter(code="JC070").update(
            location_source=Source.SURVEY, place_confirmed_on=date(2026, 10, 1), hours_source=Source.IMPORT
        )
        lines = {line.facts: line for line in client.get("/centers/JC070/").context["profile"].provenance}
        assert (lines["位置"].source_label, lines["位置"].confirmed_on) == ("实地核实", date(2026, 10, 1))
        assert lines["开放时间"].source_label == "导入"
        assert lines["能办的事"].is_sample

    @pytest.mark.parametrize("status", [Center.Status.PLANNED, Center.Status.BUILDING, Center.Status.CLOSED])
    def test_an_unpublished_centre_is_not_there(self, client, status):
        Center.objects.filter(code="JC070").update(status=status)
        assert client.get("/centers/JC070/").status_code == 404

    @pytest.mark.parametrize("code", ["JC999", "jc070", "%00", "%ED%B2%80", "岭东", "A" * 1000, "JC070'--"])
    def test_an_unknown_code_is_404(self, client, code):
        assert client.get(f"/centers/{code}/").status_code == 404

    @pytest.mark.parametrize("when", [SUNDAY, MONDAY])
    def test_queries_stay_few(self, client, at, when):
        # The centre, open ones near it, hours and exceptions of all, offerings, rooms, photos, stewards.
        at(when)
        add_centers(2_000)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/centers/JC070/?{HERE}&near={LINGDONGBEI}").status_code == 200
        assert len(queries) <= MOST_QUERIES


class TestPhoto:
    @pytest.fixture
    def photo(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        path = tmp_path / "hall.png"
        Image.new("RGB", (40, 30), "white").save(path)
        return Photo.objects.create(
            center=Center.objects.get(code="JC070"),
            image=SimpleUploadedFile("hall.png", path.read_bytes()),
            caption="服务大厅",
            source=Source.SURVEY,
            state=Photo.State.PUBLISHED,
        )

    def test_it_stands_on_the_page_with_its_words(self, client, photo):
        html = client.get("/centers/JC070/").content.decode()
        assert f'src="/centers/JC070/photos/{photo.pk}.jpg"' in html
        assert 'alt="服务大厅"' in html

    def test_it_is_served_as_a_jpeg(self, client, photo):
        response = client.get(f"/centers/JC070/photos/{photo.pk}.jpg")
        assert response.headers["Content-Type"] == "image/jpeg"
        assert b"".join(response.streaming_content).startswith(b"\xff\xd8")

    def test_only_with_its_own_published_centre(self, client, photo):
        assert client.get(f"/centers/JC001/photos/{photo.pk}.jpg").status_code == 404
        Center.objects.filter(code="JC070").update(status=Center.Status.CLOSED)
        assert client.get(f"/centers/JC070/photos/{photo.pk}.jpg").status_code == 404

    def test_a_lost_file_or_an_absurd_number_is_404(self, client, photo):
        photo.image.storage.delete(photo.image.name)
        assert client.get(f"/centers/JC070/photos/{photo.pk}.jpg").status_code == 404
        assert client.get(f"/centers/JC070/photos/{10**30}.jpg").status_code == 404


class TestMapBase:
    def test_it_is_small_and_kept(self, client):
        response = client.get("/map-base.json")
        assert len(response.content) < 12_000
        assert "max-age=3600" in response.headers["Cache-Control"]
        assert response.json()["outline"]["type"] == "MultiPolygon"
        assert "城南街道" in [street["name"] for street in response.json()["streets"]]


def test_pages_hold_no_inline_script_or_style(client):
    for path in ("/", "/centers/", "/centers/JC070/", "/centers/?tier=castle"):
        response = client.get(path)
        html = response.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", html)
        assert re.findall(r"<script(?![^>]*(?:\ssrc=|application/json))", html) == []
        assert "unsafe" not in response.headers["Content-Security-Policy"]

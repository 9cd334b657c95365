"""The page of a place and 我在哪个网格, as a resident meets them."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.utils import timezone

from centers.models import Center
from grids.models import GridUnit, Steward
from grids.places import Method, place_of
from grids.sources import Source

pytestmark = pytest.mark.django_db

COMMUNITY = "441702001001"  # 北门社区
STREET = COMMUNITY[:9]
FAR_AWAY = {"lat": 39.9, "lon": 116.4}
MOST_QUERIES = 8
# A square of four degrees: the outline of a district for these tests.
OUTLINE = Polygon.from_bbox((110, 20, 114, 24))


def page(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    """The page's text without marks, spaces squeezed."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def square(point, degrees):
    box = Polygon.from_bbox((point.x - degrees, point.y - degrees, point.x + degrees, point.y + degrees))
    return MultiPolygon(box, srid=4326)


@pytest.fixture
def community():
    return GridUnit.objects.get(code=COMMUNITY)


@pytest.fixture
def here(community):
    return {"lat": f"{community.point.y:.5f}", "lon": f"{community.point.x:.5f}"}


@pytest.fixture
def working_morning(monkeypatch):
    when = datetime(2026, 11, 18, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr(timezone, "now", lambda: when)


class TestPlace:
    def test_says_what_it_is_and_what_lies_above(self, client):
        html = page(client, f"/grids/{COMMUNITY}/")
        assert "北门社区居委会" in html
        assert COMMUNITY in html
        crumbs = html.split('class="crumbs"')[1].split("</ol>")[0]
        assert re.findall(r'href="/grids/(\d+)/"', crumbs) == ["441702", STREET]

    def test_invented_figures_and_units_are_called_sample(self, client, community):
        text = words(page(client, f"/grids/{COMMUNITY}/"))
        assert f"{community.population} 人 示例数字" in text
        cluster = GridUnit.objects.at_level(GridUnit.Level.CLUSTER).first()
        assert f"{cluster.name} 示例网格" in words(page(client, cluster.get_absolute_url()))

    def test_checked_figures_are_not(self, client, community):
        community.figures_source = Source.SURVEY
        community.save()
        text = words(page(client, f"/grids/{COMMUNITY}/"))
        assert "示例数字" not in text
        assert f"{community.population} 人 实地核实" in text

    def test_a_place_without_figures_says_so(self, client):
        GridUnit.objects.filter(code=COMMUNITY).update(population=None, households=None, elders=None)
        assert "还没有数字" in page(client, f"/grids/{COMMUNITY}/")

    def test_names_only_those_who_may_be_named(self, client, community):
        Steward.objects.create(
            unit=community, role="grid", name="可公布的人", telephone="0662-1", is_public=True, source="survey"
        )
        Steward.objects.create(unit=community, role="grid", name="不公布的人", is_public=False, source="survey")
        Steward.objects.create(
            unit=community, role="grid", name="已卸任的人", is_public=True, last=date(2020, 1, 1), source="survey"
        )
        html = page(client, f"/grids/{COMMUNITY}/")
        assert "可公布的人" in html
        assert 'href="tel:0662-1"' in html
        assert "不公布的人" not in html
        assert "已卸任的人" not in html

    def test_those_above_answer_too_the_lowest_first(self, client):
        lane = Steward.objects.filter(unit__level=GridUnit.Level.LANE, unit__code__startswith=COMMUNITY).first().unit
        html = page(client, lane.get_absolute_url()).split('id="stewards"')[1].split("</section>")[0]
        levels = [len(code) for code in re.findall(r'href="/grids/(\d+)/"', html)]
        assert levels[0] == len(lane.code)
        assert levels == sorted(levels, reverse=True)
        assert len(COMMUNITY) in levels

    def test_lists_what_lies_below_and_counts_it(self, client):
        html = page(client, f"/grids/{STREET}/")
        section = html.split('id="children"')[1].split("</section>")[0]
        children = GridUnit.objects.filter(parent=STREET).count()
        assert section.count('href="/grids/') == children
        assert f"{children} 个" in words(section)

    def test_a_long_list_below_has_pages(self, client, community):
        GridUnit.objects.bulk_create(
            GridUnit(
                code=f"{COMMUNITY}{number}",
                level=GridUnit.Level.GROUP,
                parent=community,
                name=f"增设{number}组",
                source=Source.SURVEY,
            )
            for number in range(800, 900)
        )
        assert 'rel="next"' in page(client, f"/grids/{COMMUNITY}/")
        assert "增设899组" in page(client, f"/grids/{COMMUNITY}/", page=2)
        assert client.get(f"/grids/{COMMUNITY}/", {"page": 9}).status_code == 400

    @pytest.mark.usefixtures("working_morning")
    def test_an_open_centre_near_it_comes_first(self, client):
        html = page(client, f"/grids/{COMMUNITY}/")
        assert html.split('id="centers"')[1].split('class="state ')[1].startswith(("open", "all-day"))
        assert "从北门社区的位置算起" in words(html)

    def test_a_place_without_a_point_is_measured_from_the_one_above(self, client):
        GridUnit.objects.filter(code=COMMUNITY).update(point=None, point_source="")
        assert "从南恩街道的位置算起" in words(page(client, f"/grids/{COMMUNITY}/"))

    def test_without_any_point_it_lists_the_centres_inside(self, client, community):
        GridUnit.objects.filter(code__in=[COMMUNITY, STREET]).update(point=None, point_source="")
        center = Center.objects.create(code="T1", name="试验中心", tier="station", unit=community, source="survey")
        text = words(page(client, f"/grids/{COMMUNITY}/"))
        assert "这里的中心" in text
        assert center.name in text

    def test_a_former_code_leads_to_the_present_one(self, client, community):
        community.recode(STREET + "998")
        response = client.get(f"/grids/{COMMUNITY}/")
        assert response.status_code == 301
        assert response["Location"] == f"/grids/{STREET}998/"

    def test_a_retired_place_says_so(self, client):
        GridUnit.objects.filter(code=COMMUNITY).update(valid_to=timezone.localdate() - timedelta(days=1))
        text = words(page(client, f"/grids/{COMMUNITY}/"))
        assert "这个单位已停用" in text
        assert "现在的情况请看上级： 南恩街道" in text

    @pytest.mark.parametrize(
        "code", ["441702999", "999999", "44", "abc", "%00", "4417020010019", "9" * 300, "%ED%A0%80"]
    )
    def test_an_unknown_code_gets_404(self, client, code):
        assert client.get(f"/grids/{code}/").status_code == 404

    @pytest.mark.parametrize("level", GridUnit.Level.values)
    def test_at_most_eight_queries_at_every_level(self, client, django_assert_max_num_queries, level):
        unit = GridUnit.objects.at_level(level).first()
        page(client, unit.get_absolute_url())  # a new process asks SpatiaLite once what it is
        with django_assert_max_num_queries(MOST_QUERIES):
            page(client, unit.get_absolute_url())


class TestWhereAmI:
    def test_without_a_position_it_offers_every_street_and_community(self, client):
        html = page(client, "/grids/")
        below = GridUnit.objects.filter(level__in=(GridUnit.Level.STREET, GridUnit.Level.COMMUNITY))
        assert set(re.findall(r'href="/grids/(\d+)/"', html)) == set(below.values_list("code", flat=True))

    def test_without_boundaries_it_goes_by_the_nearest_point_and_says_so(self, client, here):
        text = words(page(client, "/grids/", **here))
        assert "您大概在 北门社区" in text
        assert "按最近的网格点推算，仅供参考" in text
        assert "示例位置" in text

    def test_with_a_boundary_it_goes_by_that_and_says_so(self, client, community, here):
        community.boundary = square(community.point, 0.01)
        community.save()
        text = words(page(client, "/grids/", **here))
        assert "您在 北门社区" in text
        assert "按边界判断" in text
        assert "推算" not in text

    def test_it_names_who_answers_for_the_place(self, client, here):
        text = words(page(client, "/grids/", **here))
        assert "有事找谁" in text
        assert "网格长" in text

    def test_the_way_to_the_nearest_centre_keeps_the_position(self, client, here):
        assert f"/centers/?lat={here['lat']}&amp;lon={here['lon']}" in page(client, "/grids/", **here)

    def test_far_away_it_says_that_this_is_not_the_district(self, client):
        text = words(page(client, "/grids/", **FAR_AWAY))
        assert "这个位置不在江城区" in text
        assert "您大概在" not in text

    def test_an_empty_portal_says_that_it_knows_nothing_yet(self, client):
        Center.objects.all().delete()
        GridUnit.objects.all().update(valid_to=date(2000, 1, 1))
        assert "还没有区划资料" in page(client, "/grids/")

    @pytest.mark.parametrize(
        "query", [{"lat": "abc", "lon": "1"}, {"lat": "1"}, {"lat": "91", "lon": "1"}, {"lat": "nan", "lon": "1"}]
    )
    def test_a_position_that_cannot_be_gets_400(self, client, query):
        assert client.get("/grids/", query).status_code == 400

    def test_at_most_eight_queries(self, client, here, django_assert_max_num_queries):
        for query in ({}, here, FAR_AWAY):
            page(client, "/grids/", **query)  # a new process asks SpatiaLite once what it is
            with django_assert_max_num_queries(MOST_QUERIES):
                page(client, "/grids/", **query)


class TestPlaceOf:
    def test_the_smallest_boundary_wins(self, community):
        street = community.parent
        GridUnit.objects.filter(pk=street.pk).update(boundary=square(community.point, 0.02))
        GridUnit.objects.filter(pk=community.pk).update(boundary=square(community.point, 0.01))
        assert place_of(community.point, OUTLINE).unit == community
        beside = Point(community.point.x + 0.015, community.point.y, srid=4326)
        place = place_of(beside, OUTLINE)
        assert (place.method, place.unit) == (Method.BOUNDARY, street)

    def test_the_outline_of_the_district_is_no_answer(self, community):
        GridUnit.objects.filter(code="441702").update(boundary=square(community.point, 1))
        assert place_of(community.point, OUTLINE).method is Method.NEAREST

    def test_the_nearest_point_is_one_of_the_lowest_level_there(self, community):
        place = place_of(community.point, OUTLINE)
        assert place.unit.level == GridUnit.Level.CLUSTER
        assert place.unit.code.startswith(COMMUNITY)
        assert place.distance_m < 1000

    def test_a_place_with_no_points_below_it_stands_for_itself(self):
        village = GridUnit.objects.filter(parent__code__startswith="4417021", point__isnull=False).first()
        assert place_of(village.point, OUTLINE).unit == village

    def test_retired_units_are_no_answer(self, community):
        nearest = place_of(community.point, OUTLINE).unit
        GridUnit.objects.filter(pk=nearest.pk).update(valid_to=date(2000, 1, 1))
        assert place_of(community.point, OUTLINE).unit != nearest

    def test_inside_the_outline_but_far_from_every_point_nothing_is_claimed(self):
        assert place_of(Point(113, 23, srid=4326), OUTLINE).method is Method.NOTHING_NEAR

    @pytest.mark.parametrize(("metres", "method"), [(4_000, Method.NOTHING_NEAR), (6_000, Method.OUTSIDE)])
    def test_five_kilometres_off_the_outline_is_outside(self, metres, method):
        GridUnit.objects.update(point=None)
        north = Point(112, 24 + metres / 110_700, srid=4326)
        assert place_of(north, OUTLINE).method is method

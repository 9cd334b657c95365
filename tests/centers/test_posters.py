"""Posters: what the public page says, on one sheet, with a code that opens it."""

import re

import pytest
from django.test import override_settings

from centers.models import Center, Offering, OpeningHours
from grids.models import GridAlias, GridUnit, Steward
from grids.sources import Source
from query.qr import png_of, svg_of
from services.models import ServiceItem
from tests.query.test_qr import expected, modules_of_svg

pytestmark = pytest.mark.django_db
KINDS = ("/centers/JC048/", "/services/C05/", "/grids/441702001001001001001/")
each_kind = pytest.mark.parametrize("page", KINDS)


def words(answer) -> str:
    """The text of the poster itself."""
    article = re.search(r"<article.*</article>", answer.content.decode(), re.DOTALL)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", article))


@each_kind
@pytest.mark.parametrize("base", ["", "https://dangqun.example.cn"])
def test_a_code_opens_the_page_at_its_canonical_address(client, page, base):
    with override_settings(PORTAL_URL=base):
        html = client.get(page).content.decode()
        canonical = re.search(r'rel="canonical"\s+href="([^"]+)"', html)[1]
        svg, png = client.get(f"{page}qr.svg"), client.get(f"{page}qr.png")
        poster = client.get(f"{page}poster/")
    assert canonical == (base or "http://testserver") + page
    assert modules_of_svg(svg.content.decode()) == expected(canonical)
    assert (svg.content, png.content) == (svg_of(canonical), png_of(canonical))
    assert (svg["Content-Type"], png["Content-Type"]) == ("image/svg+xml", "image/png")
    assert canonical in words(poster)
    assert f'src="{page}qr.svg"' in poster.content.decode()


@each_kind
def test_a_code_is_kept_by_caches(client, page):
    answer = client.get(f"{page}qr.png")
    assert answer["Cache-Control"] == "public, max-age=604800"
    again = client.get(f"{page}qr.png", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@each_kind
def test_a_public_page_leads_to_its_poster(client, page):
    assert f'href="{page}poster/"' in client.get(page).content.decode()


@each_kind
def test_a_poster_and_a_code_cost_few_queries(client, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert client.get(f"{page}poster/").status_code == 200
    with django_assert_max_num_queries(1):
        client.get(f"{page}qr.svg")
    assert client.post(f"{page}poster/").status_code == client.post(f"{page}qr.svg").status_code == 405


def test_a_centres_poster_says_where_when_and_whom_to_ring(client, make_center):
    center = make_center(
        "T1", address="测试路1号", telephone="0662-3100000", hours_source=Source.SURVEY, source=Source.OFFICIAL
    )
    for weekdays, opens, closes in ((31, 510, 720), (31, 870, 1050), (32, 540, 720)):
        OpeningHours.objects.create(center=center, weekdays=weekdays, opens=opens, closes=closes)
    text = words(client.get("/centers/T1/poster/"))
    for told in ("测试中心T1", "测试路1号", "0662-3100000", "周一至周五 08:30–12:00、14:30–17:30", "周六 09:00–12:00"):
        assert told in text
    assert "周日 休息" in text
    assert "法定节假日休息" in text
    assert "示例" not in text


def test_a_poster_never_guesses_hours(client, make_center):
    center = make_center("T1", hours_source=Source.SURVEY, hours_leftover="看情况")
    OpeningHours.objects.create(center=center, weekdays=31, opens=510, closes=720)
    text = words(client.get("/centers/T1/poster/"))
    assert "开放时间待确认" in text
    assert "08:30" not in text


def test_a_suspended_centre_says_so(client, make_center):
    make_center("T1", status=Center.Status.SUSPENDED)
    assert "暂停开放" in words(client.get("/centers/T1/poster/"))


def test_what_is_invented_is_marked(client, make_center):
    center = make_center("T1", source=Source.SAMPLE, address="某路1号", hours_source=Source.SAMPLE)
    OpeningHours.objects.create(center=center, weekdays=127, opens=0, closes=1440, closed_on_holidays=False)
    center.offerings.filter(item__code="C01").update(status="available", source=Source.SAMPLE)
    text = words(client.get("/centers/T1/poster/"))
    for mark in ("示例中心", "示例地址", "示例时间", "1 项服务 示例", "每天 全天"):
        assert mark in text
    assert "示例网格" in words(client.get("/grids/441702001001001001001/poster/"))


def test_a_guides_poster_says_what_to_bring_in_short(client):
    item = ServiceItem.objects.get(code="C05")
    item.documents = [f"材料{number}" for number in range(9)]
    item.save()
    text = words(client.get("/services/C05/poster/"))
    assert item.audience in text
    assert "材料5" in text
    assert "材料6" not in text
    assert "另有 3 样" in text
    assert "以窗口答复为准" in text


def test_a_guide_composed_by_the_portal_does_not_look_official(client):
    item = ServiceItem.objects.filter(status="composed").first()
    assert "不是官方公布的办事指南" in words(client.get(f"/services/{item.code}/poster/"))


def test_a_units_poster_names_only_who_may_be_named(client):
    unit = GridUnit.objects.get(code="441702001001001001001")
    steward = {"unit": unit, "role": Steward.Role.BUILDING, "source": Source.SURVEY}
    Steward.objects.create(name="陈公开", telephone="0662-3333333", is_public=True, **steward)
    Steward.objects.create(name="陈不公开", telephone="13800000000", is_public=False, **steward)
    text = words(client.get(f"/grids/{unit.code}/poster/"))
    assert "陈公开，0662-3333333" in text
    assert "陈不公开" not in text
    assert "13800000000" not in text
    assert unit.parent.name in text


@pytest.mark.parametrize("part", ["poster/", "qr.svg", "qr.png"])
def test_what_the_public_may_not_see_has_no_poster(client, make_center, part):
    make_center("T1", status=Center.Status.PLANNED)
    ServiceItem.objects.filter(code="C05").update(is_active=False)
    GridUnit.objects.filter(code="441702001001001001001").update(valid_to="2020-01-01")
    for page in ("/centers/T1/", "/centers/NONE/", "/centers/%00/", "/services/C05/", "/services/ZZ/", "/services/长/"):
        assert client.get(page + part).status_code == 404, page
    for page in ("/grids/441702001001001001001/", "/grids/999999/", "/grids/abc/", f"/grids/{'4' * 5000}/"):
        assert client.get(page + part).status_code == 404, page


def test_a_former_code_leads_to_the_present_poster(client):
    unit = GridUnit.objects.get(code="441702001001001001001")
    GridAlias.objects.create(unit=unit, code="441702001001001001999", name="旧", until="2026-01-01")
    assert client.get("/grids/441702001001001001999/poster/").url == "/grids/441702001001001001001/poster/"
    code = client.get("/grids/441702001001001001999/qr.svg").content.decode()
    assert modules_of_svg(code) == expected("http://testserver/grids/441702001001001001001/")


def test_a_poster_runs_under_the_strict_policy(client):
    for page in KINDS:
        answer = client.get(f"{page}poster/")
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", answer.content.decode())


def test_offerings_of_items_no_longer_done_are_not_counted(client, make_center):
    center = make_center("T1")
    center.offerings.filter(item__code__in=["C01", "C02"]).update(status="available", source=Source.SURVEY)
    ServiceItem.objects.filter(code="C02").update(is_active=False)
    assert Offering.objects.filter(center=center).offered().count() == 2
    assert "1 项服务" in words(client.get("/centers/T1/poster/"))

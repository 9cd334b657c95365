"""Staff move a centre by what they paste: both points shown, the system named and changed, the right point stored."""

import re

import pytest
from playwright.sync_api import expect

from centers.coordinates import from_wgs84
from tests.browser.test_staff import sign_in  # noqa: F401  (a fixture)

METRES_PER_DEGREE = 111_000
ALMOST_A_METRE = 0.9 / METRES_PER_DEGREE


def stored_point(page):
    """Longitude and latitude of the map's field on the open form."""
    return [float(number) for number in re.findall(r"[\d.]+", page.locator("#id_location").input_value())]


@pytest.fixture
def place_step(sign_in):  # noqa: F811
    """The step with the map of the community's centre."""

    def make(width):
        page = sign_in("community", width)
        page.goto("/admin/centers/center/")
        address = page.locator("#result_list a[href*='/change/']").first.get_attribute("href").split("?")[0]
        page.goto(f"{address}?step=place")
        expect(page.locator("img.leaflet-marker-icon")).to_be_visible()
        return page

    return make


@pytest.mark.parametrize("width", [390, 1280])
def test_a_pasted_pair_is_understood_shown_changed_and_stored(place_step, width):
    page = place_step(width)
    lon, lat = stored_point(page)
    wanted = lon + 0.001, lat + 0.001
    shown = from_wgs84(*wanted, "GCJ-02")
    page.locator("[name=typed_position]").fill(f"https://uri.amap.com/marker?position={shown[0]:.6f},{shown[1]:.6f}")
    expect(page.locator(".position-says")).to_contain_text("按高德（GCJ-02）理解")
    expect(page.locator(".position-moved")).to_contain_text("新位置离原来的位置约 1")
    expect(page.locator(".leaflet-tooltip", has_text="原来")).to_be_visible()
    expect(page.locator(".leaflet-tooltip", has_text="新的")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
    gcj = stored_point(page)
    page.locator("[name=typed_system]").select_option("WGS-84")
    expect(page.locator(".position-says")).to_contain_text("现在按您选的坐标系换算")
    assert stored_point(page) != gcj
    page.locator("[name=typed_system]").select_option("GCJ-02")
    expect(page.locator(".position-says")).not_to_contain_text("现在按您选的坐标系换算")
    if page.locator("[name=position_checked]").is_visible():
        page.locator("[name=position_checked]").check()
    page.locator("[name=_continue]").click()
    expect(page.get_by_text("成功").first).to_be_visible()
    expect(page.locator("[name=typed_position]")).to_have_value("")
    assert stored_point(page) == pytest.approx(wanted, abs=ALMOST_A_METRE)
    expect(page.locator("[name=location_source]")).to_have_value("survey")


def test_a_click_on_the_map_is_doubted_when_it_is_far_and_can_be_taken_back(place_step):
    page = place_step(390)
    before = stored_point(page)
    for _ in range(3):
        page.locator(".leaflet-control-zoom-out").click()
    page.locator("#id_location-map").click(position={"x": 200, "y": 60})
    expect(page.locator(".position-doubts")).to_contain_text("超过 1 公里")
    page.locator("[name=_save]").click()
    expect(page.locator(".position-doubts")).to_contain_text("还没有保存")
    expect(page.locator("legend", has_text="地图位置")).to_be_visible()
    page.locator(".position-back").click()
    expect(page.locator(".position-doubts")).to_be_hidden()
    assert stored_point(page) == pytest.approx(before, abs=1e-6)


def test_a_pair_in_the_wrong_order_takes_one_tick(place_step):
    page = place_step(390)
    lon, lat = stored_point(page)
    page.locator("[name=typed_system]").select_option("WGS-84")
    page.locator("[name=typed_position]").fill(f"{lat + 0.001:.6f}, {lon + 0.001:.6f}")
    expect(page.locator(".position-problem")).to_contain_text("写反")
    page.get_by_text("对调一下").click()
    expect(page.locator(".position-says")).to_contain_text("理解")
    assert stored_point(page) == pytest.approx((lon + 0.001, lat + 0.001), abs=1e-6)


def test_the_steps_lead_through_the_form_and_open_where_something_is_wrong(place_step):
    page = place_step(390)
    expect(page.locator("[name=telephone]")).to_be_hidden()
    page.get_by_role("button", name="上一步").click()
    expect(page.locator("[name=telephone]")).to_be_visible()
    expect(page.locator(".steps-where")).to_have_text("第 2 步，共 6 步")
    page.locator("[name=telephone]").fill("0662-3100099")
    page.get_by_role("button", name="上一步").click()
    page.locator("[name=name]").fill("")
    for _ in range(5):
        page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("button", name="下一步")).to_be_hidden()
    page.locator("[name=_save]").click()
    expect(page.locator("[name=name]")).to_be_visible()
    expect(page.locator(".steps-wrong")).to_have_count(1)
    expect(page.locator("[name=telephone]")).to_have_value("0662-3100099")


def test_without_scripts_the_steps_stand_below_each_other_and_doubts_are_said(open_page, place_step):
    page = place_step(390)
    lon, lat = stored_point(page)
    plain = open_page(None, javascript=False)
    plain.context.add_cookies(page.context.cookies())
    plain.goto(page.url)
    expect(plain.locator("legend.step-title")).to_have_count(6)
    plain.locator("[name=typed_position]").fill(f"GPS {lat + 0.02:.6f},{lon:.6f}")
    plain.locator("[name=_continue]").click()
    plain.locator("[name=typed_exchange]").check()
    plain.locator("[name=_continue]").click()
    expect(plain.locator(".position-doubts")).to_contain_text("超过 1 公里")
    plain.locator("[name=position_checked]").check()
    plain.locator("[name=_continue]").click()
    expect(plain.get_by_text("成功").first).to_be_visible()
    page.reload()
    assert stored_point(page) == pytest.approx((lon, lat + 0.02), abs=1e-6)

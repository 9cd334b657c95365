"""The map beside the list of centres."""

import pytest
from playwright.sync_api import expect

from tests.browser.public_pages import AT_HERE, WIDTHS

NEAR = f"/centers/?max_minutes=30&{AT_HERE}"


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def open_map(open_page, request):
    """Open a page of the list with its map drawn."""

    def make(path=NEAR):
        page = open_page(path, width=request.param)
        if request.param < 960:
            page.get_by_role("button", name="看地图").click()
        expect(page.locator(".map-mark").first).to_be_visible()
        return page

    return make


def test_every_centre_of_the_list_has_a_mark(open_map, api):
    page = open_map("/centers/")
    features = api("centers/?format=geojson&only=code")["features"]
    expect(page.locator(".map-mark")).to_have_count(sum(1 for feature in features if feature["geometry"]))


def test_marks_say_their_name_and_state(open_map, api):
    page = open_map()
    labels = page.locator(".map-mark").evaluate_all("all => all.map((mark) => mark.getAttribute('aria-label'))")
    assert all(label.rpartition("，")[2] in {"营业中", "休息中", "时间待确认", "暂停开放"} for label in labels)
    names = {center["name"] for center in api("centers/?page_size=100&only=name")["results"]}
    assert {label.rpartition("，")[0] for label in labels} <= names


def test_state_and_tier_are_told_by_shape(open_map):
    page = open_map("/centers/")
    legend = page.locator(".legend")
    expect(legend).to_be_visible()
    for word in ("营业中", "休息中", "区级", "镇街", "驿站"):
        expect(legend).to_contain_text(word)
    signs = legend.locator("svg").evaluate_all("all => all.map((svg) => svg.innerHTML)")
    assert len(signs) == len(set(signs)) + 1  # 社区 is both the shape that shows a state and its own without a sign
    bodies = page.locator(".map-mark .body").evaluate_all("all => all.map((path) => path.getAttribute('d'))")
    assert len(set(bodies)) > 1


def test_the_controls_speak_chinese_and_nobody_is_advertised(open_map):
    page = open_map()
    assert page.get_by_role("button", name="放大").get_attribute("title") == "放大"
    assert page.get_by_role("button", name="缩小").get_attribute("title") == "缩小"
    attribution = page.locator(".leaflet-control-attribution")
    assert "Leaflet" not in attribution.inner_text()
    assert attribution.locator("svg, a").count() == 0
    scale = page.locator(".leaflet-control-scale").inner_text()
    assert "ft" not in scale
    assert "mi" not in scale


def test_a_popup_leads_to_the_centre_with_the_position(open_map):
    page = open_map()
    page.locator(".map-mark").first.press("Enter")
    popup = page.locator(".leaflet-popup")
    expect(popup).to_contain_text("估算")
    expect(popup.get_by_role("button", name="关闭")).to_be_visible()
    popup.get_by_role("link").click()
    page.wait_for_url("**/centers/*/?lat=*")


def test_a_card_and_its_mark_point_at_each_other(open_page):
    page = open_page(NEAR, width=1280)
    expect(page.locator(".map-mark").first).to_be_visible()
    card = page.locator("[data-center]").first
    name = card.locator("h3").inner_text()
    mark = page.locator(f".map-mark[aria-label^='{name}']")

    card.hover()
    expect(mark).to_contain_class("is-active")
    page.mouse.move(0, 0)
    expect(mark).not_to_contain_class("is-active")
    mark.focus()
    expect(card).to_contain_class("is-active")


def test_the_page_of_a_centre_shows_where_it_is(open_page):
    page = open_page("/centers/JC070/")
    expect(page.locator(".map-mark")).to_have_count(1)
    expect(page.locator(".street-name").first).to_be_attached()


def test_when_the_map_fails_the_list_stays(open_page):
    page = open_page("/about/")
    page.context.route("**/api/v1/centers/**", lambda route: route.fulfill(status=200, body="not JSON"))
    page.goto(NEAR)
    page.get_by_role("button", name="看地图").click()
    expect(page.get_by_role("status").filter(has_text="地图数据没有取到")).to_be_visible()
    expect(page.locator("main li.card").first).to_be_visible()

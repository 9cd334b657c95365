"""The map beside the list of centres."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.public_pages import ALONE, WIDTHS

STATES = {"营业中", "休息中", "24 小时", "时间待确认", "暂停开放"}


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def open_map(open_page, request):
    """Open a page of the list with its map drawn."""

    def make(path):
        page = open_page(path, width=request.param, only_look=True)
        if request.param < 960:
            page.get_by_role("button", name="看地图").click()
        expect(page.locator(".map-mark").first).to_be_visible()
        return page

    return make


def labels(page):
    return page.locator(".map-mark").evaluate_all("all => all.map((mark) => mark.getAttribute('aria-label'))")


def test_every_centre_has_a_mark_of_its_own_or_counts_in_a_group(open_map, api):
    page = open_map("/centers/")
    located = [feature for feature in api("centers/?format=geojson&only=code")["features"] if feature["geometry"]]
    assert sum(
        int(re.match(r"(\d+)个中心，\d+个正在营业", label)[1]) if "个中心" in label else 1 for label in labels(page)
    ) == len(located)


def test_a_mark_says_name_and_state(open_map, api):
    page = open_map(ALONE)
    (center,) = api(f"centers/?{ALONE.partition('?')[2]}")["results"]
    (label,) = labels(page)
    name, _, state = label.rpartition("，")
    assert name == center["name"]
    assert state in STATES


def test_marks_never_lie_on_each_other(open_map):
    page = open_map("/centers/")
    boxes = [mark.bounding_box() for mark in page.locator(".map-mark").all()]
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            assert abs(one["x"] - other["x"]) > 43 or abs(one["y"] - other["y"]) > 43


def test_the_name_of_a_street_lies_under_no_mark_and_no_other_name(open_map):
    page = open_map("/centers/")
    names = [name.bounding_box() for name in page.locator(".street-name span:visible").all()]
    others = [mark.bounding_box() for mark in page.locator(".map-mark > *, .leaflet-control-scale").all()]
    assert len(names) >= 4
    for number, name in enumerate(names):
        for other in [*others, *names[:number]]:
            assert (
                name["x"] + name["width"] <= other["x"] + 1
                or other["x"] + other["width"] <= name["x"] + 1
                or name["y"] + name["height"] <= other["y"] + 1
                or other["y"] + other["height"] <= name["y"] + 1
            )


def test_a_group_comes_apart(open_map):
    page = open_map("/centers/")
    before = set(labels(page))
    page.locator(".map-mark:has(.group)").first.press("Enter")
    page.wait_for_function(
        "before => [...document.querySelectorAll('.map-mark')].some((mark) => !before.includes(mark.ariaLabel))",
        arg=list(before),
    )


def test_state_and_tier_are_told_by_shape(open_map):
    page = open_map("/centers/")
    legend = page.locator(".legend")
    expect(legend).to_be_visible()
    for word in ("营业中", "休息中", "区级", "镇街", "驿站"):
        expect(legend).to_contain_text(word)
    shapes = legend.locator("svg").evaluate_all("all => all.map((svg) => svg.innerHTML)")
    assert len(shapes) == len(set(shapes)) >= 9


def test_the_controls_speak_chinese_and_nobody_is_advertised(open_map):
    page = open_map(ALONE)
    assert page.get_by_role("button", name="放大").get_attribute("title") == "放大"
    assert page.get_by_role("button", name="缩小").get_attribute("title") == "缩小"
    attribution = page.locator(".leaflet-control-attribution")
    assert "Leaflet" not in attribution.inner_text()
    assert attribution.locator("svg, a").count() == 0
    scale = page.locator(".leaflet-control-scale").inner_text()
    assert "ft" not in scale
    assert "mi" not in scale


def test_a_popup_leads_to_the_centre_with_the_position(open_map):
    page = open_map(ALONE)
    page.locator(".map-mark").first.press("Enter")
    popup = page.locator(".leaflet-popup")
    expect(popup.get_by_role("button", name="关闭")).to_be_visible()
    popup.get_by_role("link").click()
    page.wait_for_url("**/centers/*/?lat=*")


def test_a_card_and_its_mark_point_at_each_other(open_page):
    page = open_page(ALONE, width=1280)
    card, mark = page.locator("[data-center]"), page.locator(".map-mark")
    expect(mark).to_be_visible()

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
    page.goto(ALONE)
    page.get_by_role("button", name="看地图").click()
    expect(page.get_by_role("status").filter(has_text="地图数据没有取到")).to_be_visible()
    expect(page.locator("main li.card").first).to_be_visible()

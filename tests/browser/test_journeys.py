"""What a resident comes for, on a phone and at a desk: the nearest open centre that does what they need."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from centers.coordinates import CoordinateSystem, from_wgs84
from tests.browser.public_pages import AT_HERE, HERE, WIDTHS

# The links carry six decimals and start from what the API tells, which does too.
A_MICRODEGREE = 1.5e-6

pytestmark = pytest.mark.parametrize("width", WIDTHS)


def cards(page):
    return page.locator("main li.card")


def title_of(card):
    return card.locator("h3 a")


def query_of(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def use_my_position(page):
    page.get_by_role("button", name="用我的位置").first.click()
    page.wait_for_url(re.compile(r"[?&]lat=21\.857\d*&lon=111\.961"))


def close_to(lon_lat):
    return pytest.approx(lon_lat, abs=A_MICRODEGREE)


def test_from_my_position_to_the_way_there(open_page, api, width):
    page = open_page("/", width=width, position=HERE)
    use_my_position(page)
    expect(page.get_by_role("heading", name="离您最近")).to_be_visible()
    first = cards(page).first
    expect(first).to_contain_text("步行约")
    expect(first).to_contain_text("估算")

    name = title_of(first).inner_text()
    title_of(first).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    expect(page.locator("main")).to_contain_text("步行约")  # the position came along

    center = api(f"centers/{urlsplit(page.url).path.split('/')[2]}")
    gcj02 = from_wgs84(center["lon"], center["lat"], CoordinateSystem.GCJ02)
    bd09 = from_wgs84(center["lon"], center["lat"], CoordinateSystem.BD09)

    host, query = route(page, "高德地图")
    lon, lat, *_ = query["to"].split(",")
    assert (host, query["coordinate"]) == ("uri.amap.com", "gaode")
    assert (float(lon), float(lat)) == close_to(gcj02)

    host, query = route(page, "百度地图")
    lat, lon = query["location"].split(",")
    assert (host, query["coord_type"]) == ("api.map.baidu.com", "bd09ll")
    assert (float(lon), float(lat)) == close_to(bd09)

    host, query = route(page, "腾讯地图")
    lat, lon = query["tocoord"].split(",")
    assert (host, query["type"]) == ("apis.map.qq.com", "walk")
    assert (float(lon), float(lat)) == close_to(gcj02)


def route(page, name):
    """Host and query of the link to a map service."""
    link = page.locator("#go").get_by_role("link", name=name)
    expect(link).to_be_visible()
    assert "noopener" in link.get_attribute("rel")
    address = urlsplit(link.get_attribute("href"))
    assert address.scheme == "https"
    return address.hostname, {key: values[0] for key, values in parse_qs(address.query).items()}


def test_the_first_centre_on_the_home_page_is_the_nearest_open_one(open_page, api, width):
    def nearest_open():
        return [center["code"] for center in api(f"centers/?{AT_HERE}&open_now=1&page_size=1")["results"]]

    before = nearest_open()
    first = cards(open_page(f"/?{AT_HERE}", width=width)).first
    after = nearest_open()  # a door may open or close meanwhile
    if before and after:
        expect(first.locator(".state.open, .state.all-day")).to_be_visible()
        assert first.get_attribute("data-center") in before + after
    elif not before and not after:
        expect(first.locator(".meta").first).not_to_be_empty()  # it says when it opens


def test_from_a_word_to_the_guide_to_a_centre_that_does_it(open_page, width):
    page = open_page("/", width=width)
    page.get_by_role("searchbox").fill("社保")
    page.get_by_role("button", name="搜索").click()
    assert query_of(page) == {"q": "社保"}
    page.locator(".answer.service h2 a").first.click()
    expect(page.get_by_role("heading", name="带什么")).to_be_visible()
    guide = urlsplit(page.url).path
    page.get_by_role("link", name="去哪里办").click()
    title_of(page.locator("section.where li.card").first).click()
    expect(page.locator(f"#services a[href='{guide}']")).to_be_visible()


def test_a_guide_with_my_position_names_the_nearest_that_does_it(open_page, api, width):
    page = open_page("/services/C05/", width=width, position=HERE)
    use_my_position(page)
    minutes = page.locator("section.where li.card .walk b .num")
    expect(minutes.first).to_be_visible()
    offering = {center["code"] for center in api("centers/?service=C05&page_size=100&only=code")["results"]}
    listed = page.locator("section.where li.card").evaluate_all("all => all.map((card) => card.dataset.center)")
    assert set(listed) <= offering


def test_filters_live_in_the_address_and_the_back_button_brings_them_back(open_page, api, width):
    page = open_page("/centers/", width=width)
    page.get_by_label("要办的事").select_option("C05")
    page.get_by_label("现在开着").check()
    page.get_by_role("button", name="查找", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="哪里能办")).to_be_visible()
    query = query_of(page)
    assert (query["service"], query["open_now"]) == ("C05", "1")
    if api("centers/?service=C05&open_now=1&page_size=1")["count"]:
        expect(cards(page).first).to_be_visible()
        assert cards(page).locator(".state.shut").count() == 0
    filtered = page.url

    page.get_by_role("list", name="已选条件").get_by_role("link", name="正在营业").click()
    expect(page.get_by_label("现在开着")).not_to_be_checked()
    assert "open_now" not in query_of(page)
    title_of(cards(page).first).click()
    expect(page.locator("#services a[href='/services/C05/']")).to_be_visible()

    page.go_back()
    page.go_back()
    assert page.url == filtered
    expect(page.get_by_label("要办的事")).to_have_value("C05")
    expect(page.get_by_label("现在开着")).to_be_checked()

    page.go_back()
    assert query_of(page) == {}
    expect(page.get_by_label("要办的事")).to_have_value("")
    expect(page.get_by_label("现在开着")).not_to_be_checked()


def test_a_centre_says_how_to_ring_it_or_that_the_number_is_missing(open_page, api, width):
    centers = api("centers/?page_size=100&only=code,telephone")["results"]
    with_number = [center for center in centers if center["telephone"]]
    without = [center for center in centers if not center["telephone"]]
    assert with_number or without
    for center in with_number[:1]:
        page = open_page(f"/centers/{center['code']}/", width=width)
        assert page.locator("#go a.tel").first.get_attribute("href") == f"tel:{center['telephone']}"
    for center in without[:1]:
        page = open_page(f"/centers/{center['code']}/", width=width)
        expect(page.locator("#go")).to_contain_text("电话待补充")


def test_the_elder_mode_is_one_tap_remembered_and_one_tap_off(open_page, width):
    page = open_page(f"/centers/?service=C05&{AT_HERE}", width=width)
    usual = minutes_and_size(page)
    page.get_by_role("button", name="长者模式").click()
    expect(page.locator("html[data-elder]")).to_be_attached()
    assert query_of(page)["service"] == "C05"  # still the same page
    minutes, size = minutes_and_size(page)
    assert minutes > usual[0]  # an old person's pace
    assert size > usual[1]

    page.goto("/services/")
    expect(page.locator("html[data-elder]")).to_be_attached()
    page.get_by_role("button", name="标准模式").click()
    expect(page.locator("html:not([data-elder])")).to_be_attached()
    page.goto("/")
    expect(page.locator("html:not([data-elder])")).to_be_attached()


def minutes_and_size(page):
    """Minutes on foot to the first centre, and the size of the page's letters."""
    minutes = cards(page).first.locator(".walk .num").inner_text()
    size = page.locator("main").evaluate("main => parseFloat(getComputedStyle(main).fontSize)")
    return int(minutes), size


def test_a_position_far_away_is_told_so_and_still_gets_centres(open_page, width):
    page = open_page("/?lat=39.9&lon=116.4", width=width)
    expect(page.locator("main")).to_contain_text("离江城区很远")


def test_a_refused_position_leaves_the_choice_of_a_community(open_page, width):
    page = open_page("/", width=width)  # no permission
    page.get_by_role("button", name="用我的位置").click()
    expect(page.get_by_role("status").filter(has_text="请在手机设置里允许定位")).to_be_visible()
    page.get_by_label("选择社区").select_option("441702001001")
    page.get_by_role("button", name="就近找").click()
    assert query_of(page)["near"] == "441702001001"
    expect(cards(page).first).to_contain_text("步行约")


def test_my_grid_is_found_from_my_position(open_page, width):
    page = open_page("/grids/", width=width, position=HERE)
    use_my_position(page)
    expect(page.locator(".answer")).to_contain_text("示例位置")  # no boundary yet: it says that it estimates
    page.get_by_role("link", name="看这个网格").click()
    expect(page.get_by_role("heading", name="谁负责")).to_be_visible()
    expect(cards(page).first).to_be_visible()

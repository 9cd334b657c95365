"""The same without JavaScript: an old phone, WeChat's reader, a blocked script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.public_pages import AT_HERE, WIDTHS

pytestmark = pytest.mark.parametrize("width", WIDTHS)


@pytest.fixture
def open_plain(open_page, width):
    """Open a page at the test's width with JavaScript off."""
    return lambda path: open_page(path, width=width, javascript=False)


def test_from_a_community_to_the_way_there(open_plain):
    page = open_plain("/")
    expect(page.get_by_role("button", name="用我的位置")).to_be_hidden()  # it would do nothing
    page.get_by_label("选择社区").select_option("441702001001")
    page.get_by_role("button", name="就近找").click()
    first = page.locator("main li.card").first
    expect(first).to_contain_text("步行约")
    first.locator("h3 a").click()
    expect(page.get_by_role("link", name="高德地图")).to_be_visible()
    expect(page.locator("[data-map-panel]")).to_be_hidden()


def test_the_list_is_filtered_and_turned_over(open_plain):
    page = open_plain("/centers/")
    expect(page.locator("[data-map-panel]")).to_be_hidden()
    expect(page.locator("[data-map-toggle]")).to_be_hidden()
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**/centers/?page=2")
    page.get_by_label("要办的事").select_option("C05")
    page.get_by_label("从哪里出发").select_option("441702001001")
    page.get_by_role("button", name="查找", exact=True).click()
    page.wait_for_url(re.compile("service=C05"))
    assert "near=441702001001" in page.url
    expect(page.locator("main li.card .walk").first).to_be_visible()


def test_the_folded_filters_open(open_plain):
    page = open_plain("/centers/")
    page.get_by_text("更多条件").click()
    page.get_by_label("街道（镇）").select_option("441702001")
    page.get_by_role("button", name="按这些条件查找").click()
    page.wait_for_url(re.compile("street=441702001"))
    expect(page.get_by_role("list", name="已选条件")).to_be_visible()


def test_the_search_answers(open_plain):
    page = open_plain("/")
    page.get_by_role("searchbox").fill("岭东")
    page.get_by_role("button", name="搜索").click()
    page.locator(".answer.center a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("岭东")


def test_the_catalogue_is_filtered_by_its_button(open_plain):
    page = open_plain("/services/")
    page.get_by_label("事项名称或俗称").fill("老人证")
    page.get_by_role("button", name="筛选").click()
    assert page.locator("[data-words] a[href^='/services/']").count() >= 1


def test_a_place_is_found_in_the_tree(open_plain):
    page = open_plain("/grids/")
    expect(page.get_by_role("button", name="用我的位置")).to_be_hidden()
    page.locator("summary").first.click()
    page.locator(".communities a").nth(1).click()
    expect(page.get_by_role("heading", name="谁负责")).to_be_visible()


def test_the_elder_mode_works(open_plain):
    page = open_plain(f"/?{AT_HERE}")
    page.get_by_role("button", name="长者模式").click()
    expect(page.locator("html[data-elder]")).to_be_attached()
    expect(page.get_by_role("heading", name="离您最近")).to_be_visible()

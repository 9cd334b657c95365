"""A resident says what is wrong, on a phone, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import in_both_modes, violations

PAGE = "/centers/JC002/correct/"


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_page_of_a_centre_to_the_thanks(open_page, javascript):
    page = open_page("/centers/JC002/", javascript=javascript)
    page.get_by_role("link", name="这里有错？告诉我们").click()
    page.get_by_label("电话应该是").fill("0662-3221234")
    page.get_by_role("button", name="发给社区").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    page.get_by_role("link", name="回到中心的页面").click()
    expect(page.locator("main")).not_to_contain_text("0662-3221234")


@in_both_modes
def test_mistakes_are_named_and_lead_to_their_box(open_page, elder):
    page = open_page(None, elder=elder, status=400)
    page.goto(PAGE)
    page.get_by_role("button", name="发给社区").click()
    expect(page.get_by_role("alert")).to_contain_text("请至少填一格")
    box = page.get_by_label("地址应该是")
    box.evaluate("box => box.removeAttribute('maxlength')")
    box.fill("长" * 121)
    page.get_by_role("button", name="发给社区").click()
    page.get_by_role("alert").get_by_role("link").click()
    box = page.get_by_label("地址应该是")
    expect(box).to_have_value("长" * 121)
    expect(box).to_have_accessible_description("最多120个字，现在有121个。请写短一些。")
    assert violations(page) == []

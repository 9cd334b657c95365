"""Community staff keep a centre's week in the browser: on a phone, with and without JavaScript."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def hours_page(open_page, portal):
    """The hours page of the community's first centre: `hours_page(javascript=False)`."""

    def make(**options):
        page = open_page("/admin/", **options)
        username, password = portal.account("community")
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(password)
        page.locator("[type=submit]").click()
        expect(page.get_by_role("heading", name="我负责的范围")).to_be_visible()
        page.goto("/admin/centers/center/")
        page.goto(page.locator("#result_list a[href$='/hours/']").first.get_attribute("href"))
        return page

    return make


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_week_is_copied_over_its_days_and_saved_on_a_phone(hours_page, javascript):
    page = hours_page(width=390, javascript=javascript)
    assert fits(page)
    page.locator("[name=day0]").fill("9:00-11:30、14:00-次日01:00")
    page.locator(".hours-copy summary").first.click()
    page.locator("[data-copy='0']").click()
    for day in range(1, 5):
        expect(page.locator(f"[name=day{day}]")).to_have_value("9:00-11:30、14:00-次日01:00")
    assert fits(page)
    page.locator("[name=day6]").fill("随便")
    page.locator("#week .hours-main").click()
    expect(page.get_by_text("看不懂“随便”")).to_be_visible()
    page.locator("[name=day6]").fill("")
    page.locator("#week .hours-main").click()
    expect(page.get_by_text("记为今天由您确认").first).to_be_visible()
    expect(page.locator("[name=day4]")).to_have_value("09:00-11:30、14:00-次日01:00")
    assert fits(page)


def test_a_closure_is_previewed_saved_and_removed_on_a_phone(hours_page):
    page = hours_page(width=390)
    form = page.locator(".hours-exception")
    form.locator("[name=first]").fill("2027-06-07")
    form.locator("[name=last]").fill("2027-06-08")
    form.get_by_text("培训").click()
    form.get_by_role("button", name="预览14天").click()
    expect(page.locator(".hours-exception .hours-days")).to_contain_text("培训")
    assert fits(page)
    page.get_by_role("button", name="保存这条安排").click()
    line = page.locator(".hours-list li", has_text="培训")
    expect(line).to_contain_text("全天不开放")
    line.get_by_role("button").click()
    expect(page.get_by_text("已删掉：培训")).to_be_visible()
    expect(page.locator(".hours-list li", has_text="培训")).to_have_count(0)

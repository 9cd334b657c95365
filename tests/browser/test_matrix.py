"""Ticking services in a real browser, with and without JavaScript; posters on paper."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def community(open_page, portal):
    """The community's account on its first page: `community(width=390)`."""

    def make(**options):
        username, password = portal.account("community")
        page = open_page("/admin/login/", **options)
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        page.click("[type=submit]")
        page.get_by_role("heading", name="我负责的范围").wait_for(state="attached")
        return page

    return make


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_community_ticks_its_services_on_a_phone(community, javascript):
    page = community(width=390, javascript=javascript)
    page.goto("/admin/centers/offering/matrix/")
    assert fits(page)
    page.locator(".matrix-table tbody a").first.click()
    page.wait_for_url("**/services/")
    assert fits(page)
    group = page.locator(".matrix-group").nth(3)
    lines = group.locator(".matrix-row").count()
    group.get_by_role("button", name="这一类都可办").click()
    group = page.locator(".matrix-group").nth(3)
    expect(group.locator("input[value=available]:checked")).to_have_count(lines)
    group.locator("input[value=planned]").first.check()
    page.locator(".matrix-save button").click()
    expect(page.get_by_text(re.compile("改了[0-9]+项|没有改动")).first).to_be_visible()
    group = page.locator(".matrix-group").nth(3)
    expect(group.locator("input[value=planned]:checked")).to_have_count(1)
    expect(group.locator("input[value=available]:checked")).to_have_count(lines - 1)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_filter_is_saved_and_opened_on_a_phone(community, javascript):
    page = community(width=390, javascript=javascript)
    page.goto("/admin/centers/offering/?status__exact=missing")
    page.get_by_text("保存这次的筛选").click()
    name = f"没登记的{int(javascript)}"
    page.get_by_label("常用筛选的名称").fill(name)
    page.locator(".saved-filters details button").click()
    expect(page.locator(".saved-filters a", has_text=name)).to_have_attribute("aria-current", "true")
    assert fits(page)
    page.goto("/admin/centers/offering/")
    page.locator(".saved-filters a", has_text=name).click()
    page.wait_for_url("**status__exact=missing")
    page.get_by_role("button", name=f"删除常用筛选“{name}”").click()
    expect(page.locator(".saved-filters a", has_text=name)).to_have_count(0)


@pytest.mark.parametrize(
    "path", ["/centers/JC048/poster/", "/services/C05/poster/", "/services/C55/poster/", "/grids/441702001/poster/"]
)
@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_a_poster_is_one_sheet_of_paper(open_page, path, elder):
    page = open_page(path, elder=elder)
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1122})
    expect(page.locator(".poster-code img")).to_be_in_viewport(ratio=1)
    expect(page.locator(".poster-foot")).to_be_in_viewport(ratio=1)
    assert page.locator(".poster-code img").evaluate("image => image.complete && image.naturalWidth > 0")
    expect(page.locator(".top")).to_be_hidden()


@pytest.mark.parametrize(("per", "sheets"), [(12, 6), (24, 3)])
def test_the_codes_of_a_place_fill_their_sheets(community, per, sheets):
    page = community(width=390)
    page.goto("/admin/grids/gridunit/?level__exact=3")
    page.locator("#result_list a[href*='/change/']").first.click()
    page.wait_for_url("**/change/**")
    page.goto(re.sub(r"change/.*", f"code-sheet/?per={per}", page.url))
    assert fits(page)
    count = page.locator(".label").count()
    assert count > per
    assert -(-count // per) == sheets
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == sheets

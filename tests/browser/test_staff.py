"""Staff in the back office: who signs in, what they see, and that what they enter reaches the public page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.public_pages import WIDTHS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def sign_in(open_page, portal):
    """Sign a demo account in: `sign_in("admin", width=1280)` is its first page."""

    def make(name, width=1280):
        page = open_page("/admin/", width=width)
        username, password = portal.account(name)
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(password)
        page.locator("[type=submit]").click()
        expect(page.get_by_role("heading", name="我负责的范围")).to_be_visible()
        return page

    return make


def rows(page):
    return page.locator("#result_list tbody tr")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_administrator_reaches_a_centre_and_its_map(sign_in, width):
    page = sign_in("admin", width)
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    page.goto("/admin/centers/center/?q=JC001")
    expect(page.locator("#result_list")).to_contain_text("JC001")
    page.locator("#result_list a", has_text="JC001").first.click()
    expect(page.locator("[name=name]")).to_have_value(CHINESE)
    page.get_by_role("link", name="地图位置").click()
    expect(page.locator(".leaflet-container").first).to_be_visible()
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()


def test_the_lists_open_in_chinese(sign_in):
    page = sign_in("admin")
    addresses = page.locator("a[href^='/admin/']").evaluate_all("all => all.map((link) => link.pathname)")
    lists = sorted({address for address in addresses if re.fullmatch(r"/admin/[a-z]+/[a-z]+/", address)})
    assert len(lists) >= 10
    for address in lists:
        page.goto(address)
        heading = page.locator("h1").first
        expect(heading).to_have_text(CHINESE)
        columns = [text.split("\n")[0] for text in page.locator("#result_list thead th").all_inner_texts()]
        assert [name for name in columns if re.search(r"[A-Za-z]{4,}", name)] == [], address


def test_a_community_sees_its_own_centres_only(sign_in, portal, api):
    page = sign_in("community")
    page.goto("/admin/centers/center/")
    scope = scope_of(portal, "community")
    own = {center["code"] for center in api(f"centers/?community={scope}&page_size=100")["results"]}
    assert own
    expect(rows(page)).to_have_count(len(own))
    listed = " ".join(rows(page).all_inner_texts())
    assert all(code in listed for code in own)


def test_a_centre_of_another_community_is_not_there(sign_in, portal):
    admin = sign_in("admin")
    admin.goto("/admin/centers/center/?q=JC001")
    address = admin.locator("#result_list a[href*='/change/']").first.get_attribute("href")
    community = sign_in("community")
    answer = community.context.request.get(portal.url + address, max_redirects=0)
    assert answer.status in {302, 404}


def test_a_telephone_that_the_office_enters_can_be_rung_from_the_public_page(sign_in, open_page):
    page = sign_in("admin")
    page.goto("/admin/centers/center/?q=JC033")
    page.locator("#result_list a", has_text="JC033").first.click()
    page.get_by_role("link", name="联系和地址").click()
    page.locator("[name=telephone]").fill("0662-3100000")
    page.locator("[name=_save]").click()
    expect(page.get_by_text("成功").first).to_be_visible()
    public = open_page("/centers/JC033/")
    assert public.locator("#go a.tel").first.get_attribute("href") == "tel:0662-3100000"


def test_a_wrong_password_is_refused_in_chinese(open_page):
    page = open_page("/admin/")
    page.locator("[name=username]").fill("admin")
    page.locator("[name=password]").fill("wrong")
    page.locator("[type=submit]").click()
    expect(page.get_by_text(re.compile("请输入.*正确的")).first).to_be_visible()


def scope_of(portal, name):
    """The code of the unit that a demo account is bound to."""
    for line in (portal.var / "demo-accounts.txt").read_text().splitlines():
        username, *_, scope = line.split()
        if username == name:
            return scope
    raise LookupError(name)

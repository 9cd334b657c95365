"""WCAG 2.2 AA on every kind of public page, in both modes: axe's rules, and what axe does not measure."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.public_pages import ALONE, PAGES, PublicPage, each_page

AXE = Axe()
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},  # axe leaves the rule of WCAG 2.2 off unless it is named
}
WIDE = [
    kind for kind in PAGES if kind.name in {"home with a position", "centres", "centre", "services", "guide", "street"}
]
ADMIN_LOGIN = PublicPage("admin login", "/admin/login/")

in_both_modes = pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])


def violations(page):
    """What axe finds: a line a node, with the rule's name."""
    found = AXE.run(page, options=AXE_OPTIONS).response["violations"]
    return [
        f"{rule['id']} ({rule['help']}): "
        + " | ".join(f"{node['target']} {node['html'][:160]}" for node in rule["nodes"])
        for rule in found
    ]


@in_both_modes
@each_page
def test_axe_finds_nothing_on_a_phone(open_page, kind, elder):
    page = open_page(kind.path, elder=elder, status=kind.status, only_look=True)
    assert violations(page) == []


@in_both_modes
@pytest.mark.parametrize("kind", WIDE, ids=lambda kind: kind.name)
def test_axe_finds_nothing_on_a_desk(open_page, kind, elder):
    page = open_page(kind.path, width=1280, elder=elder, only_look=True)
    if page.locator("[data-map]").count():
        expect(page.locator(".map-mark").first).to_be_attached()
    assert violations(page) == []


@in_both_modes
def test_axe_finds_nothing_with_the_map_and_a_popup_open(open_page, elder):
    page = open_page("/centers/", elder=elder)
    page.get_by_role("button", name="看地图").click()
    expect(page.locator(".map-mark").first).to_be_visible()  # groups of centres
    assert violations(page) == []

    page.goto(ALONE)
    page.get_by_role("button", name="看地图").click()
    page.locator(".map-mark").press("Enter")
    expect(page.locator(".leaflet-popup a[href^='/centers/']")).to_be_visible()
    assert violations(page) == []


@in_both_modes
def test_axe_finds_nothing_with_everything_unfolded(open_page, elder):
    for path in ("/centers/", "/grids/"):
        page = open_page(path, elder=elder, only_look=True)
        page.locator("details").evaluate_all("all => all.forEach(details => { details.open = true })")
        assert violations(page) == []


def test_axe_finds_nothing_where_staff_sign_in(open_page):
    assert violations(open_page(ADMIN_LOGIN.path)) == []


@each_page
def test_the_language_and_the_title_are_stated(answer, kind):
    with answer(kind.path) as page:
        html = page.read().decode()
    assert '<html lang="zh-CN"' in html
    assert "漠阳党旗红</title>" in html
    assert len(re.findall(r"<h1[ >]", html)) == 1

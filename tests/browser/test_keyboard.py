"""Everything with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.public_pages import ALONE, WIDTHS

pytestmark = pytest.mark.parametrize("width", WIDTHS)

MOST_TABS = 250


def tab_to(page, selector, most=MOST_TABS):
    """Press Tab until what has the focus matches; the focus must be seen all along the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} was not reached with {most} tabs")


def test_the_first_stop_leads_past_the_header_to_the_search(open_page, width):
    page = open_page("/", width=width)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.insert_text("老人证")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator(".answer").first).to_be_visible()


def test_centres_can_be_filtered(open_page, width):
    page = open_page("/centers/", width=width)
    tab_to(page, "#f-service")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=open_now]", most=5)
    page.keyboard.press("Space")
    tab_to(page, "button[type=submit]", most=5)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"service=\w+.*open_now=1"))


def test_a_mark_on_the_map_opens_and_leads_to_its_centre(open_page, width):
    page = open_page(ALONE, width=width)
    if width < 960:
        tab_to(page, "[data-map-toggle]")
        page.keyboard.press("Enter")
    expect(page.locator(".map-mark").first).to_be_visible()
    tab_to(page, ".map-mark")
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a[href^='/centers/']")
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).not_to_be_attached()
    expect(page.locator(".map-mark:focus")).to_be_attached()
    page.keyboard.press("Enter")
    expect(link).to_be_focused()
    name = link.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_every_stop_shows_where_the_focus_is(open_page, width):
    page = open_page("/", width=width)
    page.emulate_media(reduced_motion="reduce")  # measured where the page will stand, not on its way there
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED_STOP)
        if stop is None:
            break
        if not stop["outlined"] or not stop["on_top"]:
            unseen.append(stop["name"])
    assert unseen == []


# Null at the end of the page. A stop is seen when it has an outline and nothing (the bottom bar) lies over it.
FOCUSED_STOP = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return {
        name: `${element.tagName} ${element.textContent.trim().slice(0, 20)}`,
        outlined: getComputedStyle(element).outlineStyle !== "none",
        on_top: above !== null && (element.contains(above) || above.contains(element)),
    };
}"""

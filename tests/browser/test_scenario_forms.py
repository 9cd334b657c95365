"""An officer's slips lose nothing and send nothing twice; a phone shows what a slider does."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def as_officer(open_page, portal):
    """Open a page of the dashboard as the organisation department's account."""

    def make(path, **options):
        username, password = portal.account("district")
        page = open_page(path, **options)
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(password)
        page.get_by_role("button", name="登录").click()
        return page

    return make


def test_a_stray_press_loses_nothing_and_saving_asks_nothing(as_officer):
    page, asked = as_officer("/oversight/scenarios/new/", width=1280), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("[name=name]").press_sequentially("没存的方案")
    page.get_by_role("link", name="不建了，回去").click(no_wait_after=True)
    expect(page.locator("[name=name]")).to_have_value("没存的方案")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="建好，去加候选点").dblclick()
    expect(page).to_have_url(re.compile("/candidates/"))
    assert asked == ["beforeunload"]
    page.goto("/oversight/scenarios/")
    expect(page.get_by_role("link", name="没存的方案")).to_have_count(1)


def test_on_a_phone_what_a_slider_changes_stays_in_sight(as_officer):
    page = as_officer("/oversight/coverage/")
    expect(page.locator(".circle-map .map-mark").first).to_be_visible()
    live = page.locator(".circle-live")
    # Without roads there is no one figure.
    expect(live.locator("strong")).to_have_count(3)
    slider = page.locator("input[type=range][name=minutes]")
    slider.scroll_into_view_if_needed()
    before = live.inner_text()
    slider.evaluate("(one) => { one.value = 3; one.dispatchEvent(new Event('input', { bubbles: true })); }")
    assert live.inner_text() != before
    expect(live).to_be_in_viewport(ratio=1)


def test_figures_stand_beside_the_map_where_there_is_room(as_officer):
    page = as_officer("/oversight/coverage/", width=1280)
    expect(page.locator(".circle-map .map-mark").first).to_be_visible()
    figures, drawn = (page.locator(name).bounding_box() for name in (".circle-main", ".circle-map-side"))
    assert figures["x"] >= drawn["x"] + drawn["width"]
    assert figures["y"] < drawn["y"] + 40

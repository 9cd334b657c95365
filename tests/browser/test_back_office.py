"""The back office in a real browser: it logs in, draws a point, keeps to its host and to its screen."""

import pytest


@pytest.mark.parametrize("width", [390, 1280])
def test_staff_log_in_and_mark_where_a_center_is(open_page, portal, width):
    username, password = portal.account("community")
    page = open_page("/admin/login/", width=width)
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.get_by_role("heading", name="我负责的范围").wait_for()
    page.goto("/admin/centers/center/")
    page.locator("#result_list a[href*='/change/']").first.click()
    page.get_by_role("link", name="地图位置").click()
    before = page.locator("#id_location").input_value()
    page.locator(".leaflet-draw-draw-marker").click()
    page.get_by_text("取消", exact=True).wait_for()
    page.locator("#id_location-map").click(position={"x": 200, "y": 120})
    assert page.locator("#id_location").input_value() != before
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
    page.locator(".form-tabs a", has_text="可办事项").click()
    page.get_by_role("link", name="填写可办事项").click()
    page.wait_for_url("**/services/")
    assert page.locator(".matrix-row").count() == 98
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")

"""The organisation department from a street file to a report: sliders, a gap, a scenario, the report read back."""

import json
import re
from math import sin

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import running_portal

# A drawn grid over the sample district near Yangjiang, cut by a river with one bridge. No street of it is real.
WEST, SOUTH, EAST, NORTH = 111.868, 21.818, 111.998, 21.888
STEP = 0.002
BRIDGE_AT = 111.962
IMPORT_MS = 60_000
WIDE = {"width": 1280, "height": 900}


def drawn_streets() -> dict:
    """The grid as GeoJSON: every side of a square that does not cross the river."""
    columns, rows = int((EAST - WEST) / STEP), int((NORTH - SOUTH) / STEP)
    sides = [((i, j), (i + 1, j)) for i in range(columns) for j in range(rows + 1)]
    sides += [((i, j), (i, j + 1)) for i in range(columns + 1) for j in range(rows)]
    lines = [[place(*one), place(*other)] for one, other in sides]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}}
        for line in lines
        if not crosses_river(*line)
    ]
    return {"type": "FeatureCollection", "features": features}


def place(i, j):
    return round(WEST + i * STEP, 6), round(SOUTH + j * STEP, 6)


def crosses_river(one, other) -> bool:
    is_bridge = abs(one[0] - BRIDGE_AT) < STEP / 2 and one[0] == other[0]
    return not is_bridge and (one[1] - river(one[0])) * (other[1] - river(other[0])) < 0


def river(lon):
    return 21.853 + 0.012 * sin((lon - 111.9) * 70)


@pytest.fixture(scope="module")
def own_portal(tmp_path_factory):
    """A portal of this test's own: roads change what every other page says of walking."""
    with running_portal(tmp_path_factory.mktemp("var")) as running:
        yield running


@pytest.fixture
def page(chromium, own_portal):
    context = chromium.new_context(
        viewport=WIDE, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", base_url=own_portal.url
    )
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on(
        "request",
        lambda request: complaints.append(request.url) if not request.url.startswith(own_portal.url) else None,
    )
    yield page
    context.close()
    assert complaints == []


def number(text) -> int:
    return int(re.search(r"\d+", text)[0])


def covered(page) -> int:
    return number(page.locator("[data-live=covered]").inner_text())


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


def test_from_a_street_file_to_the_report(page, own_portal, tmp_path):
    username, password = own_portal.account("district")
    page.goto("/oversight/coverage/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="登录").click()

    see_three_states(page)
    import_roads(page, tmp_path)
    at_first = move_the_sliders(page)
    try_a_centre(page)
    candidate = take_a_gap(page)
    gained = solve_a_scenario(page, candidate)
    read_the_workbook(page, gained, tmp_path)
    read_the_report(page, at_first, tmp_path)


def see_three_states(page):
    expect(page.get_by_text("还没有步行路网，所以没有一个准数。")).to_be_visible()
    expect(page.locator(".circle-states li")).to_have_count(4)
    expect(page.locator(".circle-big")).to_have_count(0)
    page.get_by_role("link", name="去导入步行路网").click()


def import_roads(page, tmp_path):
    file = tmp_path / "streets.geojson"
    file.write_text(json.dumps(drawn_streets()), encoding="utf-8")
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=crs]").select_option("WGS-84")
    page.locator("[name=source]").fill("画的方格路网，不是真实的路")
    page.get_by_role("button", name="上传").click()
    # The page reloads itself while the import runs.
    expect(page.get_by_text("正在使用").first).to_be_visible(timeout=IMPORT_MS)


def move_the_sliders(page) -> int:
    """Answers how many people are covered at ten minutes."""
    page.goto("/oversight/coverage/")
    expect(page.locator(".circle-map .map-mark").first).to_be_visible()
    at_first = covered(page)
    gap = number(page.locator("[data-live=gap]").inner_text())
    assert at_first > 0
    assert gap > 0
    # What stands on the screen in the very task of the slider's event: no server was asked.
    slide = """(slider, value) => {
        slider.value = value;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        return Number(document.querySelector("[data-live=covered]").textContent);
    }"""
    minutes = page.locator("input[type=range][name=minutes]")
    with page.expect_response(lambda answer: "part=figures" in answer.url):
        at_once = minutes.evaluate(slide, "15")
    assert at_once > at_first
    expect(page.locator("#figures-title")).to_contain_text("15分钟")
    assert covered(page) == at_once  # the server's own figure
    expect(page).to_have_url(re.compile(r"minutes=15"))
    year = page.locator("input[type=range][name=year]")
    with page.expect_response(lambda answer: "part=figures" in answer.url):
        in_2018 = year.evaluate(slide, "2018")
    assert in_2018 < at_once
    expect(page.locator("#figures-title")).to_contain_text("2018年底")
    assert covered(page) == in_2018
    page.goto("/oversight/coverage/")
    expect(page.locator(".circle-map .map-mark").first).to_be_visible()
    page.locator("[data-live=gap]").click()
    expect(page.locator(".oversight-lead b")).to_have_text(f"{gap}")
    page.go_back()
    return at_first


def try_a_centre(page):
    expect(page.locator(".circle-map .map-mark").first).to_be_visible()
    page.get_by_role("button", name="关一个中心").click()
    page.locator(".circle-map .map-mark:not(.is-out)").first.dispatch_event("click")
    expect(page.locator("[data-what-if-says]")).to_contain_text("人走得到")
    page.get_by_role("button", name="全部撤掉").click()
    expect(page.locator("[data-what-if-says]")).to_be_empty()


def take_a_gap(page) -> str:
    """Puts the worst gap into a new scenario; answers its name there."""
    page.get_by_role("navigation", name="统筹分析").get_by_role("link", name="空白点").click()
    worst = page.locator(".circle-gaps > li").first
    name = worst.locator("b").first.inner_text().split(maxsplit=1)[1]
    worst.get_by_role("button").click()
    expect(page.locator("[data-count]")).to_have_text("1")
    candidate = page.locator("[data-candidates] input").input_value()
    assert candidate == f"{name}附近"
    return candidate


def solve_a_scenario(page, candidate) -> int:
    page.get_by_role("button", name="把各社区（村）的位置都加进来").click()
    expect(page.locator("[data-candidates] tr").nth(1)).to_be_visible()
    page.get_by_role("link", name="去计算").click()
    page.get_by_role("button", name="计算", exact=True).click()
    expect(page.locator(".circle-proof-mark")).to_have_text(re.compile("已证明最优|与最优相差不超过"))
    expect(page.locator(".chosen-mark").first).to_be_visible()
    assert fits(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
    page.set_viewport_size(WIDE)
    gained = number(page.locator("#outcome-title").inner_text().split("新走得到")[1])
    assert gained > 0
    return gained


def read_the_workbook(page, gained, tmp_path):
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel").click()
    file = tmp_path / "scenario.xlsx"
    download.value.save_as(file)
    book = load_workbook(file)
    rows = list(book["选中的点"].iter_rows(min_row=2, values_only=True))
    assert sum(row[5] for row in rows) == gained
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def read_the_report(page, at_first, tmp_path):
    page.get_by_role("navigation", name="统筹分析").get_by_role("link", name="报告").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Word").click()
    file = tmp_path / "report.docx"
    download.value.save_as(file)
    document = Document(file)
    told = [paragraph.text for paragraph in document.paragraphs]
    told += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join(told)
    assert f"{at_first}" in words
    assert "步行路网" in words
    assert "画的方格路网，不是真实的路" in words

"""How much a first view costs a phone, and what the pages refuse to load or to allow."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.public_pages import AT_HERE, PAGES, each_page

MOST_BYTES = 150 * 1024
MOST_OWN_SCRIPT_BYTES = 30 * 1024
MAP_SCRIPTS = re.compile(r"/static/js/(map|marks)\.")
A_YEAR_S = 365 * 24 * 60 * 60
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@pytest.fixture
def first_view(open_page):
    """What the first view of a page fetches, as pairs of answer and bytes on the wire (packed); and if it has a map."""

    def fetch(kind):
        page = open_page(None)
        finished = []
        page.on("requestfinished", lambda request: finished.append(request))
        page.goto(kind.path)
        has_map = page.locator("[data-map]").count() > 0
        if has_map:
            page.wait_for_load_state("networkidle")
        return [(request.response(), request.sizes()["responseBodySize"]) for request in finished], has_map

    return fetch


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind.status == 200], ids=lambda kind: kind.name)
def test_a_first_view_is_light(first_view, kind):
    fetched, has_map = first_view(kind)
    own = [(answer, size) for answer, size in fetched if "/leaflet/" not in answer.url]
    assert len(own) >= 5  # the page, its sheets and its script
    assert sum(size for _, size in own) <= MOST_BYTES
    scripts = [answer for answer, _ in own if "/static/js/" in answer.url and not MAP_SCRIPTS.search(answer.url)]
    assert sum(len(script.body()) for script in scripts) <= MOST_OWN_SCRIPT_BYTES
    assert has_map == (len(own) < len(fetched))  # Leaflet only where there is a map


@each_page
def test_every_page_forbids_what_it_does_not_need(answer, kind):
    with answer(kind.path) as page:
        headers, html = page.headers, page.read().decode()
    assert page.status == kind.status
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"  # an address may hold a position
    cookies = headers.get_all("Set-Cookie") or []
    # A form that is sent needs its token; nothing else is left with a resident.
    assert [cookie.partition("=")[0] for cookie in cookies] == (["csrftoken"] if kind.is_form else [])
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert not re.search(r"<script(?![^>]*(\ssrc=|application/json))", html)


@each_page
def test_static_files_are_named_by_their_content(answer, kind):
    with answer(kind.path) as page:
        files = set(re.findall(r"[\"'](/static/[^\"'#]+)", page.read().decode()))
    assert files
    assert [file for file in files if not HASHED.search(file)] == []


def test_static_files_are_kept_for_ever_and_travel_packed(answer):
    with answer("/centers/") as page:
        files = set(re.findall(r"[\"'](/static/[^\"'#]+\.(?:css|js))", page.read().decode()))
    assert len(files) > 5
    for file in files:
        with answer(file, Accept_Encoding="gzip") as sent:
            assert sent.status == 200
            assert "immutable" in sent.headers["Cache-Control"]
            assert int(re.search(r"max-age=(\d+)", sent.headers["Cache-Control"])[1]) >= A_YEAR_S
            assert sent.headers["Content-Encoding"] == "gzip" or int(sent.headers["Content-Length"]) < 1000


def test_modules_import_each_other_by_hashed_names(open_page):
    page = open_page("/about/")
    scripts = []
    page.on("request", lambda request: scripts.append(request.url) if request.url.endswith(".js") else None)
    page.goto("/centers/")
    expect(page.get_by_role("button", name="看地图")).to_be_visible()
    assert any("/marks." in script for script in scripts)
    assert [script for script in scripts if not HASHED.search(script)] == []


class TestPrint:
    """A guide is printed and taken along."""

    @pytest.fixture(params=["normal", "elder"])
    def paper(self, open_page, request):
        page = open_page("/services/C05/", elder=request.param == "elder")
        page.emulate_media(media="print")
        return page

    def test_nothing_to_press_is_printed(self, paper):
        for selector in (".tabs", ".top nav", ".elder-switch", ".position", "main .acts", "[data-print]"):
            for element in paper.locator(selector).all():
                expect(element).to_be_hidden()

    def test_the_list_to_tick_is_printed_and_where_it_came_from(self, paper):
        expect(paper.locator(".ticks input").first).to_be_visible()
        expect(paper.get_by_role("heading", name="带什么")).to_be_visible()
        expect(paper.locator(".print-only")).to_contain_text("/services/C05/")
        expect(paper.locator("main")).to_contain_text("以窗口答复为准")

    def test_the_paper_does_not_say_where_the_reader_stood(self, open_page):
        page = open_page(f"/services/C05/?{AT_HERE}", only_look=True)
        page.emulate_media(media="print")
        address = page.locator(".foot .print-only")
        expect(address).to_contain_text("/services/C05/")
        expect(address).not_to_contain_text("111.961")

    def test_it_fits_on_the_paper(self, paper):
        paper.set_viewport_size({"width": 673, "height": 951})  # A4 without its margins, in CSS pixels
        assert paper.evaluate("document.documentElement.scrollWidth") <= 673

    def test_the_button_asks_the_browser_to_print(self, open_page):
        page = open_page("/services/C05/")
        page.evaluate("() => { window.print = () => { document.title = 'printed' } }")
        page.get_by_role("button", name="打印带去").click()
        expect(page).to_have_title("printed")

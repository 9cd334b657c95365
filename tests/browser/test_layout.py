"""What an old person's eyes and fingers need, measured on every kind of public page in both modes."""

import pytest

from tests.browser.public_pages import each_page

WIDTHS = (320, 390, 768, 1280)
SMALLEST_TEXT_PX = {False: 16, True: 18}
SMALLEST_TARGET_PX = {False: 44, True: 60}

# Texts that a person sees, and the size of their letters.
VISIBLE_TEXTS = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const words = walker.currentNode.textContent.trim();
        const element = walker.currentNode.parentElement;
        if (!words || !element.checkVisibility({ visibilityProperty: true }) || element.closest(".visually-hidden, script, noscript, option")) continue;
        found.push([parseFloat(getComputedStyle(element).fontSize), `${element.tagName}.${element.className}: ${words.slice(0, 30)}`]);
    }
    for (const element of document.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, textarea")) {
        if (element.checkVisibility()) found.push([parseFloat(getComputedStyle(element).fontSize), `${element.tagName}#${element.id}`]);
    }
    return found;
}"""

# What a finger goes for. Links inside a sentence are text and may be as high as their line (WCAG 2.5.8).
MAIN_TARGETS = """() => {
    const wanted = `button, .btn, .chip, .brand, .tabs a, .top nav a, .quick a, summary, .check, select,
        input:not([type=hidden]):not([type=checkbox]), .leaflet-bar a, .leaflet-marker-icon.leaflet-interactive`;
    return [...document.querySelectorAll(wanted)]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .map((element) => {
            const { width, height } = element.getBoundingClientRect();
            const name = element.id || element.textContent.trim().slice(0, 20) || element.name;
            return [Math.min(width, height), `${element.tagName}.${element.className} ${name}: ${width.toFixed(1)} × ${height.toFixed(1)}`];
        });
}"""

# What sticks out of the page on the right, outside boxes that scroll by themselves.
STICKING_OUT = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.getBoundingClientRect().right > width + 1 && !element.closest(".table-wrap, .map, .visually-hidden"))
        .map((element) => `${element.tagName}.${element.getAttribute("class")} ${element.textContent.trim().slice(0, 30)}`);
}"""


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@each_page
def test_everything_fits_and_can_be_read_and_hit(open_page, kind, elder):
    page = open_page(kind.path, elder=elder, status=kind.status)
    page.locator("details").evaluate_all("all => all.forEach(details => { details.open = true })")

    too_small = {text for size, text in page.evaluate(VISIBLE_TEXTS) if size < SMALLEST_TEXT_PX[elder]}
    assert not too_small

    out = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        narrow = {text for size, text in page.evaluate(MAIN_TARGETS) if size < SMALLEST_TARGET_PX[elder] - 0.5}
        assert not narrow, f"at {width} px"
        if sticking_out := page.evaluate(STICKING_OUT):
            out[width] = sticking_out
    assert out == {}

"""What an old person's eyes and fingers need, measured on every kind of public page in both modes."""

import pytest

from tests.browser.public_pages import each_page

WIDTHS = (320, 390, 768, 1280)
SMALLEST_TEXT_PX = {False: 16, True: 18}
SMALLEST_TARGET_PX = {False: 44, True: 60}
ROUNDING_PX = 0.5

# The size of the letters that a person sees, and the words.
TEXTS = """() => {
    const seen = (element) => element.checkVisibility({ visibilityProperty: true })
        && !element.closest(".visually-hidden, script, noscript, option");
    const size = (element) => parseFloat(getComputedStyle(element).fontSize);
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const words = walker.currentNode.textContent.trim().slice(0, 30);
        const element = walker.currentNode.parentElement;
        if (words && seen(element)) found.push([size(element), `${element.tagName}.${element.className}: ${words}`]);
    }
    for (const field of document.querySelectorAll("input:not([type=hidden], [type=checkbox]), select, textarea")) {
        if (seen(field)) found.push([size(field), `${field.tagName}#${field.id}`]);
    }
    return found;
}"""

# The smaller side of what a finger goes for. A link inside a sentence may be as high as its line (WCAG 2.5.8).
TARGETS = """() => {
    const wanted = `button, .btn, .chip, .brand, .tabs a, .top nav a, .quick a, summary, .check, select,
        input:not([type=hidden], [type=checkbox]), .leaflet-bar a, .leaflet-marker-icon.leaflet-interactive`;
    return [...document.querySelectorAll(wanted)]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .map((element) => {
            const { width, height } = element.getBoundingClientRect();
            const name = element.id || element.textContent.trim().slice(0, 20) || element.name;
            const measured = `${width.toFixed(1)} × ${height.toFixed(1)}`;
            return [Math.min(width, height), `${element.tagName}.${element.className} ${name}: ${measured}`];
        });
}"""

# What makes the page scroll sideways: whatever sticks out on the right, but for boxes that scroll by themselves.
STICKING_OUT = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.getBoundingClientRect().right > width + 1)
        .filter((element) => !element.closest(".table-wrap, .map, .visually-hidden"))
        .map((element) => `${element.tagName} ${element.className} ${element.textContent.trim()}`.slice(0, 60))
        .concat(`${document.documentElement.scrollWidth} px wide`);
}"""


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@each_page
def test_everything_fits_and_can_be_read_and_hit(open_page, kind, elder):
    page = open_page(kind.path, elder=elder, status=kind.status, only_look=True)
    page.locator("details").evaluate_all("all => all.forEach(details => { details.open = true })")

    defects = {f"{size} px: {text}" for size, text in page.evaluate(TEXTS) if size < SMALLEST_TEXT_PX[elder]}
    smallest_px = SMALLEST_TARGET_PX[elder] - ROUNDING_PX
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        defects |= {f"at {width}: {target}" for size, target in page.evaluate(TARGETS) if size < smallest_px}
        defects |= {f"out at {width}: {text}" for text in page.evaluate(STICKING_OUT)}
    assert defects == set()

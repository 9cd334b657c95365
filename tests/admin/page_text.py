"""What a person reads on a page."""

import re
from html.parser import HTMLParser

UNREAD = {"script", "style", "textarea", "title"}
# Names of programs and of OpenStreetMap, which are not translated.
NAMES = {"Excel", "Open"}
WITHOUT_END = {"input", "br", "hr", "img", "link", "meta"}


class _Reader(HTMLParser):
    """Collects text and the attributes that are read out; icons are words of a font."""

    def __init__(self):
        super().__init__()
        self.found, self.unread = [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.found += [attributes[name] for name in ("title", "placeholder", "aria-label") if attributes.get(name)]
        if tag not in WITHOUT_END:
            self.unread.append(tag in UNREAD or "material-symbols" in (attributes.get("class") or ""))

    def handle_endtag(self, tag):
        if tag not in WITHOUT_END and self.unread:
            self.unread.pop()

    def handle_data(self, data):
        if not any(self.unread):
            self.found.append(data)


def page_text(answer) -> str:
    """Everything that is read on a page, a piece a line."""
    reader = _Reader()
    reader.feed(answer.content.decode())
    return "\n".join(reader.found)


def english_in(answer) -> set[str]:
    """English words on a page: capitalised ones, and two or more lower-case ones in a row."""
    text = page_text(answer)
    found = re.findall(r"\b[A-Z][a-z]{2,}[a-z ]*|\b[a-z]{3,} [a-z]{2,}[a-z ]*", text)
    return {words.strip() for words in found} - NAMES

"""The guide for staff says the words that stand on the pages, and its pictures are there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

GUIDE = settings.BASE_DIR / "docs" / "staff-guide.md"
LARGEST_PICTURE = 150 * 1024
# Words of Django's own pages, by their English names.
OF_DJANGO = {"Save", "History", "Filter"}
# What a person types, and what is put together from two places.
PUT_TOGETHER = {"身份验证器", "+", "…", "写新稿：简介"}


@pytest.fixture(scope="module")
def words_on_pages():
    rooms = (
        "templates",
        "accounts",
        "centers",
        "coverage",
        "exchange",
        "grids",
        "oversight",
        "services",
        "jiangcheng",
        "locale",
    )
    files = [path for room in rooms for path in (settings.BASE_DIR / room).rglob("*") if _is_text(path)]
    with override("zh-hans"):
        of_django = " ".join(gettext(word) for word in OF_DJANGO)
    return of_django + "".join(path.read_text(encoding="utf-8") for path in files)


def _is_text(path: Path) -> bool:
    return path.suffix in {".html", ".py", ".po"} and "migrations" not in path.parts


def test_every_quoted_word_stands_on_a_page(words_on_pages):
    quoted = set(re.findall("“([^”]+)”", GUIDE.read_text(encoding="utf-8"))) - PUT_TOGETHER
    assert len(quoted) > 60
    assert sorted(word for word in quoted if word not in words_on_pages) == []


def test_every_picture_is_there_and_small():
    text = GUIDE.read_text(encoding="utf-8")
    pictures = re.findall(r'(?:src="|\]\()(screenshots/[^")]+)', text)
    assert len(pictures) >= 10
    assert {GUIDE.parent / name for name in pictures} == {*(GUIDE.parent / "screenshots").glob("staff-*.png")}
    assert [name for name in pictures if (GUIDE.parent / name).stat().st_size > LARGEST_PICTURE] == []

"""The drawn town of `tests.coverage.town` as the pages of coverage are asked about it."""

from io import BytesIO

from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.coverage.town import COMMUNITY, OTHER_COMMUNITY, lonlat

# Where a centre might go: at B it brings 200 people near, at C 50, between A and the centre nobody new.
SITES = {"在B": (-600, -100), "在C": (600, -100), "在A": (-350, 100)}
DISTRICT, STREET, OTHER_STREET = "441702", COMMUNITY[:9], OTHER_COMMUNITY[:9]


def address(name, *args) -> str:
    """The address of a page."""
    return reverse(f"oversight:{name}", args=args)


def pair(x, y) -> str:
    """A place in metres as an address writes it."""
    lon, lat = lonlat((x, y))[0]
    return f"{lon:.7f},{lat:.7f}"


def content_of(answer) -> bytes:
    """All bytes of an answer, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def cells_of(answer) -> list:
    """Every cell with something in it of a downloaded workbook, as stored."""
    book = load_workbook(BytesIO(content_of(answer)))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def workbook(*rows) -> BytesIO:
    """A file to upload."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "候选点.xlsx"
    return file

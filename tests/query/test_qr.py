"""QR codes hold the address, whole and readable: their modules are read back from what is drawn."""

import re
from io import BytesIO

import pytest
import segno
from PIL import Image

from query.qr import QUIET_ZONE, code_of, inline_svg, png_of, svg_of

ADDRESS = "https://dangqun.example.cn/grids/441702001001001001001/"


def modules_of_svg(svg: str) -> list[list[int]]:
    """The dark modules that the strokes of an SVG path paint, with the quiet zone."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    scale = float(match[1]) if (match := re.search(r"scale\(([\d.]+)\)", svg)) else 1
    size = round(size / scale)
    modules = [[0] * size for _ in range(size)]
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", re.search(r' d="([^"]+)"', svg)[1]):
        values = [float(number) for number in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            for step in range(int(values[0])):
                modules[int(y)][int(x) + step] = 1
            x += values[0]
    return modules


def expected(address) -> list[list[int]]:
    code = segno.make_qr(address, error="m", boost_error=False, mask=2)
    return [[int(bool(module)) for module in row] for row in code.matrix_iter(border=QUIET_ZONE)]


@pytest.mark.parametrize("draw", [lambda address: svg_of(address).decode(), inline_svg], ids=["file", "inline"])
def test_a_drawing_paints_the_code_of_the_address(draw):
    assert modules_of_svg(draw(ADDRESS)) == expected(ADDRESS)
    assert modules_of_svg(draw(ADDRESS)) != expected(ADDRESS + "x")


def test_a_picture_paints_the_code_of_the_address():
    picture = Image.open(BytesIO(png_of(ADDRESS))).convert("1")
    wanted = expected(ADDRESS)
    side = picture.width // len(wanted)
    assert picture.size == (side * len(wanted),) * 2
    assert picture.width >= 600
    middle = side // 2
    found = [
        [int(not picture.getpixel((x * side + middle, y * side + middle))) for x in range(len(wanted))]
        for y in range(len(wanted))
    ]
    assert found == wanted


def test_a_code_survives_scratches():
    assert code_of(ADDRESS).error == "M"


def test_a_drawing_in_a_page_needs_no_style_and_no_script():
    assert not re.search(r"style|class|script|id=", inline_svg(ADDRESS))

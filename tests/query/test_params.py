"""The one reader of query parameters: what fits is typed, and junk is named in Chinese."""

import pytest
from django.http import QueryDict

from query.params import BadParameter, Params


def params(**values):
    """A reader of these parameters."""
    query = QueryDict(mutable=True)
    query.update(values)
    return Params(query)


READERS = {
    "text": lambda p: p.text("x"),
    "number": lambda p: p.number("x", -90, 90),
    "integer": lambda p: p.integer("x", 1, 100),
    "flag": lambda p: p.flag("x"),
    "choice": lambda p: p.choice("x", ["a", "b"]),
    "words": lambda p: p.words("x", ["a", "b"]),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("values", [{}, {"x": ""}, {"x": "   "}])
def test_absent_and_blank_are_nothing(reader, values):
    assert READERS[reader](params(**values)) is None


@pytest.mark.parametrize(
    ("reader", "written", "read"),
    [
        ("text", "  社保 ", "社保"),
        ("text", "一" * 100, "一" * 100),
        ("number", "21.857", 21.857),
        ("number", " -90 ", -90.0),
        ("number", "1e1", 10.0),
        ("integer", "100", 100),
        ("flag", "1", True),
        ("flag", "On", True),
        ("flag", "0", False),
        ("flag", "false", False),
        ("choice", "b", "b"),
        ("words", "b, a", ["b", "a"]),
        ("words", "a,,", ["a"]),
    ],
)
def test_what_fits_is_typed(reader, written, read):
    assert READERS[reader](params(x=written)) == read


@pytest.mark.parametrize(
    ("reader", "written", "reason"),
    [
        ("text", "a\0b", "不能显示"),
        ("text", "a\nb", "不能显示"),
        ("text", "\ud800", "不能显示"),
        ("text", "\u202e", "不能显示"),
        ("text", "一" * 101, "最多100个字，现在有101个"),
        ("text", "x" * 100_000, "最多100个字"),
        ("number", "abc", "“abc”不是数字"),
        ("number", "91", "应在-90到90之间"),
        ("number", "-90.0001", "应在-90到90之间"),
        ("number", "nan", "不是数字"),
        ("number", "inf", "不是数字"),
        ("number", "1e999", "不是数字"),
        ("number", "1_0", "不是数字"),
        ("number", "1,5", "不是数字"),
        ("number", "0x10", "不是数字"),
        ("number", "9" * 100_000, "最多100个字"),
        ("integer", "0", "应在1到100之间"),
        ("integer", "-1", "应在1到100之间"),
        ("integer", "101", "应在1到100之间"),
        ("integer", "100000", "应在1到100之间"),
        ("integer", "1.0", "不是整数"),
        ("integer", "--5", "不是整数"),
        ("integer", "-", "不是整数"),
        ("integer", "5-", "不是整数"),
        ("integer", "１", "不是整数"),
        ("integer", "²", "不是整数"),
        ("integer", "1_0", "不是整数"),
        ("integer", "9" * 90, "不是整数"),
        ("flag", "2", "只能是 1 或 0"),
        ("choice", "c", "没有“c”，可选：a、b"),
        ("choice", "A", "没有“A”"),
        ("words", "a,c", "没有“c”，可选：a、b"),
    ],
)
def test_junk_is_named(reader, written, reason):
    with pytest.raises(BadParameter) as problem:
        READERS[reader](params(x=written))
    assert problem.value.parameter == "x"
    assert reason in problem.value.reason
    assert len(problem.value.reason) < 120
    assert str(problem.value).startswith("参数 x 不对：")


def test_the_last_of_several_values_counts():
    assert Params(QueryDict("x=a&x=b")).text("x") == "b"


def test_a_position_is_a_point_in_wgs84():
    point = params(lat="21.857", lon="111.961").position()
    assert (point.x, point.y, point.srid) == (111.961, 21.857, 4326)
    assert params().position() is None


@pytest.mark.parametrize(
    ("values", "parameter"),
    [
        ({"lat": "21"}, "lon"),
        ({"lon": "111"}, "lat"),
        ({"lat": "91", "lon": "111"}, "lat"),
        ({"lat": "21", "lon": "181"}, "lon"),
        ({"lat": "abc", "lon": "111"}, "lat"),
    ],
)
def test_half_a_position_is_none(values, parameter):
    with pytest.raises(BadParameter) as problem:
        params(**values).position()
    assert problem.value.parameter == parameter


def test_a_box_is_read_west_south_east_north():
    box = params(bbox="111.9,21.8,112,21.9").bbox()
    assert (box.extent, box.srid) == ((111.9, 21.8, 112.0, 21.9), 4326)
    assert params().bbox() is None


@pytest.mark.parametrize(
    "written",
    [
        "111.9,21.8,112",
        "111.9,21.8,112,21.9,1",
        "a,b,c,d",
        "112,21.8,111.9,21.9",
        "111.9,21.9,112,21.8",
        "111.9,21.8,111.9,21.9",
        "-181,21.8,112,21.9",
        "111.9,21.8,112,90.1",
        "nan,nan,nan,nan",
        "-inf,-inf,inf,inf",
        "1_1,2,12,3",
        ",,,",
    ],
)
def test_other_boxes_are_refused(written):
    with pytest.raises(BadParameter) as problem:
        params(bbox=written).bbox()
    assert problem.value.parameter == "bbox"
    assert "minLon,minLat,maxLon,maxLat" in problem.value.reason

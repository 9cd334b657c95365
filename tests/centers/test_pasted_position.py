"""Positions as people paste them: the pair, its order, and whose coordinates they are."""

import contextlib

import pytest

from centers.coordinates import CoordinateSystem
from centers.pasted_position import LONGEST_TEXT, UnreadablePosition, read_pasted

GCJ, BD, WGS, CGCS = (
    CoordinateSystem.GCJ02,
    CoordinateSystem.BD09,
    CoordinateSystem.WGS84,
    CoordinateSystem.CGCS2000,
)
HERE = (111.961, 21.857)


@pytest.mark.parametrize(
    "text",
    [
        "111.961,21.857",
        " 111.961000 , 21.857000 ",
        "111.961，21.857",
        "111.961、21.857",
        "１１１．９６１，２１．８５７",
        "111.961 21.857",
        "111.961\t21.857",
        "111.961\n21.857",
        "111.961;21.857",
        "(111.961, 21.857)",
        "[111.961,21.857]",
        "POINT(111.961 21.857)",
        "坐标：111.961,21.857。",
        "阳江市江城区南恩路102号 111.961,21.857",
        "lng=111.961&lat=21.857",
        "lat=21.857&lng=111.961",
        "lon: 111.961, lat: 21.857",
        '{"longitude": 111.961, "latitude": 21.857}',
        "经度：111.961 纬度：21.857",
        "纬度21.857，经度111.961",
        "东经111.961度，北纬21.857度",
        "location=111.961,21.857",
    ],
)
def test_a_pair_without_a_source_leaves_the_system_open(text):
    pasted = read_pasted(text)
    assert (pasted.lon, pasted.lat) == pytest.approx(HERE)
    assert pasted.system is None
    assert not pasted.order_was_swapped


@pytest.mark.parametrize(
    "text",
    ["21.857, 111.961", "21.857，111.961", "21.857 111.961", "lng=21.857&lat=111.961", "location=21.857,111.961"],
)
def test_a_pair_in_the_wrong_order_is_told_the_right_way_round(text):
    pasted = read_pasted(text)
    assert (pasted.lon, pasted.lat) == pytest.approx(HERE)
    assert pasted.order_was_swapped


@pytest.mark.parametrize(
    ("text", "system", "called"),
    [
        # 高德
        ("https://uri.amap.com/marker?position=111.961,21.857&name=中天城", GCJ, "高德链接"),
        ("https://uri.amap.com/marker?position=111.961%2C21.857&coordinate=gaode&callnative=1", GCJ, "高德链接"),
        ("https://uri.amap.com/marker?position=111.961,21.857&coordinate=wgs84", WGS, "高德链接"),
        ("https://uri.amap.com/navigation?from=111.9,21.8,家&to=111.961,21.857,中心&mode=walk", GCJ, "高德链接"),
        ("https://ditu.amap.com/?q=21.857,111.961,中天城", GCJ, "高德链接"),
        ("https://www.amap.com/?p=B0FFG1234X,21.857,111.961,某中心,某路1号", GCJ, "高德链接"),
        ("https://wb.amap.com/?q=21.857%2C111.961%2C某中心", GCJ, "高德链接"),
        ("https://restapi.amap.com/v3/geocode/regeo?location=111.961,21.857", GCJ, "高德链接"),
        ("https://ditu.amap.com/regeo?lng=111.961&lat=21.857&src=share", GCJ, "高德链接"),
        ("高德：111.961,21.857", GCJ, "高德坐标"),
        ("111.961,21.857（高德地图，GCJ-02）", GCJ, "高德坐标"),
        ("GCJ02 111.961,21.857", GCJ, "高德坐标"),
        # 百度
        (
            "https://api.map.baidu.com/marker?location=21.857,111.961&title=中心&content=中心&output=html",
            BD,
            "百度链接",
        ),
        ("http://api.map.baidu.com/marker?location=21.857,111.961&coord_type=gcj02", GCJ, "百度链接"),
        ("http://api.map.baidu.com/marker?location=21.857,111.961&coord_type=bd09ll", BD, "百度链接"),
        ("http://api.map.baidu.com/marker?location=21.857,111.961&coord_type=wgs84&src=a", WGS, "百度链接"),
        ("baidumap://map/marker?location=21.857,111.961&title=中心", BD, "百度链接"),
        (
            "http://api.map.baidu.com/direction?origin=latlng:21.8,111.9|name:家&destination=latlng:21.857,111.961|name:中心",
            BD,
            "百度链接",
        ),
        ("百度拾取坐标：111.961,21.857", BD, "百度坐标"),
        ("BD-09 111.961,21.857", BD, "百度坐标"),
        # 腾讯
        (
            "https://apis.map.qq.com/uri/v1/marker?marker=coord:21.857,111.961;title:中心;addr:某路&referer=x",
            GCJ,
            "腾讯链接",
        ),
        (
            "https://apis.map.qq.com/uri/v1/marker?marker=coord%3A21.857%2C111.961%3Btitle%3A%E4%B8%AD%E5%BF%83",
            GCJ,
            "腾讯链接",
        ),
        ("https://apis.map.qq.com/uri/v1/geocoder?coord=21.857,111.961&coord_type=1", WGS, "腾讯链接"),
        ("https://apis.map.qq.com/uri/v1/routeplan?type=walk&tocoord=21.857,111.961&to=中心", GCJ, "腾讯链接"),
        ("https://map.qq.com/?type=marker&pointx=111.961&pointy=21.857&name=中心", GCJ, "腾讯链接"),
        ("腾讯地图 21.857,111.961", GCJ, "腾讯坐标"),
        ("腾讯地图 111.961,21.857", GCJ, "腾讯坐标"),
        # others
        ("天地图 111.961,21.857", CGCS, "天地图坐标"),
        ("CGCS2000 111.961,21.857", CGCS, "天地图坐标"),
        ("GPS 111.961,21.857", WGS, "卫星定位坐标"),
        ("WGS84: 111.961,21.857", WGS, "卫星定位坐标"),
        ("geo:21.857,111.961", WGS, "卫星定位链接"),
    ],
)
def test_a_text_that_tells_its_source_tells_the_system(text, system, called):
    pasted = read_pasted(text)
    assert (pasted.lon, pasted.lat) == pytest.approx(HERE)
    assert (pasted.system, pasted.recognised_as) == (system, called)
    assert not pasted.order_was_swapped


def test_a_link_written_by_hand_in_the_wrong_order_is_told_too():
    pasted = read_pasted("https://uri.amap.com/marker?position=21.857,111.961")
    assert (pasted.lon, pasted.lat) == pytest.approx(HERE)
    assert pasted.order_was_swapped


def test_two_sources_that_disagree_tell_nothing():
    assert read_pasted("高德或百度 111.961,21.857").system is None


@pytest.mark.parametrize(
    "text",
    [
        "21°51′25.2″N 111°57′39.6″E",
        "21°51'25.2\"N, 111°57'39.6\"E",
        "21°51’25.2”N，111°57’39.6”E",
        "N21°51′25.2″ E111°57′39.6″",
        "111°57′39.6″E 21°51′25.2″N",
        "东经111°57′39.6″，北纬21°51′25.2″",
        "北纬21度51分25.2秒 东经111度57分39.6秒",
        "111°57′39.6″ 21°51′25.2″",
        "21°51.42′N 111°57.66′E",
        "21.857°N, 111.961°E",
        "E111.961 N21.857",
        "２１°５１′２５.２″N １１１°５７′３９.６″E",
    ],
)
def test_degrees_minutes_and_seconds_are_read(text):
    pasted = read_pasted(text)
    assert (pasted.lon, pasted.lat) == pytest.approx(HERE, abs=1e-9)
    assert pasted.recognised_as == "度分秒"
    assert pasted.system is None
    assert not pasted.order_was_swapped


def test_degrees_without_letters_in_the_wrong_order_are_told_the_right_way_round():
    pasted = read_pasted("21°51′25.2″ 111°57′39.6″")
    assert (pasted.lon, pasted.lat) == pytest.approx(HERE, abs=1e-9)
    assert pasted.order_was_swapped


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "请按“经度,纬度”填写"),
        ("在中天城", "请按“经度,纬度”填写"),
        ("111.961", "请按“经度,纬度”填写"),
        ("111,21", "请按“经度,纬度”填写"),
        ("0662-3221234", "请按“经度,纬度”填写"),
        ("-111.961,21.857", "请按“经度,纬度”填写"),
        ("\x00", "请按“经度,纬度”填写"),
        ("\ud800", "请按“经度,纬度”填写"),
        ("111.961,21.857 和 111.962,21.858", "不止一对坐标"),
        ("https://surl.amap.com/2sBkG1x1fE", "短链接里没有坐标"),
        ("https://j.map.baidu.com/3f/Lhd", "短链接里没有坐标"),
        ("https://map.baidu.com/search/x/@12462913.57,2478500.32,17.5z", "以米计的坐标"),
        ("http://api.map.baidu.com/marker?location=2478500.32,12462913.57&coord_type=bd09mc", "以米计的坐标"),
        ("lng=999&lat=21.857", "经度应在"),
        ("1" * (LONGEST_TEXT + 1), "太长"),
    ],
)
def test_what_is_no_position_is_explained(text, message):
    with pytest.raises(UnreadablePosition, match=message):
        read_pasted(text)


@pytest.mark.parametrize(
    "piece", ["1", "1.1", "1.11,", "°", "e", "n1", "1°1'", "lng", "lng=", " ", "%25", "q=1,", "@1", "1°\u2033", "p=a,"]
)
def test_any_text_has_an_answer(piece):
    with contextlib.suppress(UnreadablePosition):
        assert read_pasted((piece * LONGEST_TEXT)[:LONGEST_TEXT])

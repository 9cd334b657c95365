"""A position as people paste it: a pair, a link shared from a map service, degrees and minutes.

Reads only; nothing is converted and nothing fetched. The system is taken where the text tells its source, and left
open where it does not: a guess moves a point by 600 m.

Sources for the links: 高德 URI API (`position=lon,lat`, `coordinate=gaode|wgs84`), 百度 URI API (`location=lat,lon`,
`coord_type=bd09ll|gcj02|wgs84|bd09mc`), 腾讯 URI API (`marker=coord:lat,lon`, `coord_type=1` for GPS), RFC 5870
(`geo:`).
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from centers.coordinates import CoordinateSystem, looks_swapped

LONGEST_TEXT = 1000
_PLAIN = "请按“经度,纬度”填写，例如 111.961000,21.857000。"


class UnreadablePosition(ValueError):
    """No position in the text; the message says to the person what to paste instead."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a text says: degrees, longitude and latitude already in their right order."""

    lon: float
    lat: float
    system: CoordinateSystem | None  # None: the text does not tell
    order_was_swapped: bool  # as written, longitude and latitude stand the wrong way round
    recognised_as: str  # what it was taken for, in Chinese


@dataclass(frozen=True, slots=True)
class _Service:
    """A map service: how to recognise it, its system, and the order in which it writes a plain pair."""

    name: str
    hosts: re.Pattern
    words: re.Pattern
    system: CoordinateSystem
    latitude_first: bool = False


# Words stand alone: the letters of `gps` inside another word say nothing.
_SERVICES = (
    _Service(
        "高德",
        re.compile(r"amap\.com|amapuri:|iosamap:|androidamap:|gaode\.com"),
        re.compile(r"高德|火星坐标|(?<![a-z])(?:amap|gaode|gcj-?_?02)(?![a-z])"),
        CoordinateSystem.GCJ02,
    ),
    _Service(
        "百度",
        re.compile(r"map\.baidu\.com|bdapp:|baidumap:"),
        re.compile(r"百度|(?<![a-z])(?:baidu|bd-?_?09(?:ll)?)(?![a-z])"),
        CoordinateSystem.BD09,
    ),
    _Service(
        "腾讯",
        re.compile(r"map\.(?:wap\.)?qq\.com|qqmap:|lightmap"),
        re.compile(r"腾讯|(?<![a-z])(?:qq|tencent)(?![a-z])"),
        CoordinateSystem.GCJ02,
        latitude_first=True,
    ),
    _Service(
        "天地图",
        re.compile(r"tianditu\.(?:gov\.cn|com)"),
        re.compile(r"天地图|国家大地|(?<![a-z])cgcs-?_?2000"),
        CoordinateSystem.CGCS2000,
    ),
    _Service(
        "卫星定位",
        re.compile(r"(?<![a-z])geo:"),
        re.compile(r"卫星定位|(?<![a-z])(?:gps|wgs-?_?(?:19)?84)(?!\d)"),
        CoordinateSystem.WGS84,
    ),
)
# What a link says of its own system, before what its host uses.
_STATED = re.compile(r"(?<![a-z])(?:coord_?type|coordinate|coordsys|src_coord)[=:\"'\s]+([a-z][a-z0-9]*|\d(?![\d.]))")
_STATED_SYSTEMS = {
    "gaode": CoordinateSystem.GCJ02,
    "gcj02": CoordinateSystem.GCJ02,
    "gcj02ll": CoordinateSystem.GCJ02,
    "bd09": CoordinateSystem.BD09,
    "bd09ll": CoordinateSystem.BD09,
    "wgs84": CoordinateSystem.WGS84,
    "wgs84ll": CoordinateSystem.WGS84,
    "gps": CoordinateSystem.WGS84,
    "cgcs2000": CoordinateSystem.CGCS2000,
}
_TENCENT_STATED = {"1": CoordinateSystem.WGS84, "2": CoordinateSystem.GCJ02, "5": CoordinateSystem.GCJ02}

_NUMBER = r"(-?\d{1,3}(?:\.\d{1,15})?)"
_DECIMAL = r"(\d{1,3}\.\d{2,15})"
_NAMED_LON = re.compile(rf"(?<![a-z])(?:longitude|lng|lon|pointx|经度|东经)[\s\"'=:度]{{0,6}}{_NUMBER}(?![\d.°度])")
_NAMED_LAT = re.compile(rf"(?<![a-z])(?:latitude|lat|pointy|纬度|北纬)[\s\"'=:度]{{0,6}}{_NUMBER}(?![\d.°度])")
# Parameters that hold a pair, the most telling first; between name and pair may stand a place's number and marks.
_LONGITUDE_FIRST = re.compile(rf"(?<![a-z])(?:position|location|center|dest|to|lnglat)\"?[=:]\[?\"?{_NUMBER},{_NUMBER}")
_LATITUDE_FIRST = re.compile(
    rf"(?<![a-z])(?:latlng:|location=|latlng=|tocoord=|coord[:=]|center=|q=|destination=|geo:|p=[a-z0-9]{{1,20}},){_NUMBER},{_NUMBER}"
)
_AMAP_LATITUDE_FIRST = re.compile(rf"[?&](?:q=|p=[a-z0-9]{{1,20}},){_NUMBER},{_NUMBER}")
# 111°57′40.2″ with an E, N or 东经, 北纬 before or after it; the seconds or the minutes may be missing.
_ANGLE = (
    r"(?P<degrees>\d{1,3}(?:\.\d{1,15})?)\s?(?P<mark>[°度d]?)\s?"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d{1,12})?)\s?['分]\s?)?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d{1,10})?)\s?(?:\"|''|秒)\s?)?"
)
_ANGLE_AFTER_SIDE = re.compile(rf"(?<![a-z])(?P<side>[en]|东经|北纬)[\s:]{{0,3}}{_ANGLE}")
_ANGLE_BEFORE_SIDE = re.compile(rf"(?<![\d.\-]){_ANGLE}(?P<side>[en])(?![a-z])")
_ANGLE_ALONE = re.compile(rf"(?<![\d.\-])(?P<side>){_ANGLE}")
_PAIR = re.compile(rf"(?<![\d.\-]){_DECIMAL}\s?[,;、/|\s]\s?{_DECIMAL}(?![\d.])")
_MARKS = str.maketrans({"º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "″": '"', "”": '"', "“": '"', "，": ","})
_SHORT_LINK = re.compile(r"surl\.amap\.com|j\.map\.baidu\.com|(?<![a-z])dwz\.cn|(?<![a-z])url\.cn")
_METRES = re.compile(r"map\.baidu\.com\S{0,200}[@,/](\d{7,8})(?:\.\d+)?,(\d{7})|bd09mc")


def read_pasted(text: str) -> Pasted:
    """The position that a pasted text holds.

    :raises UnreadablePosition: when there is none, or more than one; the message is for the person.
    """
    if len(text) > LONGEST_TEXT:
        raise UnreadablePosition(f"文字太长，请只粘贴坐标，不超过{LONGEST_TEXT}个字。")
    plain = _plain(text)
    service, is_link = _service_of(plain)
    system = _system_of(plain, service)
    found = (
        _named(plain)
        or (_from_parameters(plain, service) if service or "=" in plain or ":" in plain else None)
        or _from_angles(plain)
        or _from_pair(plain, service)
    )
    if not found:
        raise UnreadablePosition(_why_not(plain))
    lon, lat, kind = found
    swapped = looks_swapped(lon, lat)
    if swapped:
        lon, lat = lat, lon
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise UnreadablePosition(f"经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间。{_PLAIN}")
    return Pasted(lon, lat, system, swapped, _called(service, is_link, kind))


def _plain(text: str) -> str:
    """One spelling of everything: half-width, small letters, no escapes of addresses."""
    decoded = unquote(unquote(text.translate(_MARKS), errors="replace"), errors="replace")
    return " ".join(unicodedata.normalize("NFKC", decoded.translate(_MARKS)).translate(_MARKS).lower().split())


def _service_of(plain):
    """The service that the text names, and whether by an address; two services named tell nothing."""
    by_host = [service for service in _SERVICES if service.hosts.search(plain)]
    if len(by_host) == 1:
        return by_host[0], True
    named = [service for service in _SERVICES if service.words.search(plain)]
    # `高德坐标（GCJ-02）`, `腾讯地图 GCJ-02`: names that agree.
    if named and len({service.system for service in named}) == 1:
        return named[-1], False
    return None, False


def _system_of(plain, service):
    """What the text says of its system, else what its service uses; a stated system that is unknown tells nothing."""
    stated = _STATED.search(plain)
    if not stated:
        return service.system if service else None
    by_name = _TENCENT_STATED if service and service.name == "腾讯" else {}
    return by_name.get(stated[1]) or _STATED_SYSTEMS.get(stated[1])


def _named(plain):
    lon, lat = _only(_NAMED_LON.findall(plain)), _only(_NAMED_LAT.findall(plain))
    return (float(lon), float(lat), "写明了经度和纬度") if lon and lat else None


def _from_parameters(plain, service):
    """The pair in a link's parameter, in the order that this service writes there."""
    order = [(_LATITUDE_FIRST, False)]
    if service is None or service.name in {"高德", "天地图"}:
        order = [(_AMAP_LATITUDE_FIRST, False), (_LONGITUDE_FIRST, True)] if service else [(_LONGITUDE_FIRST, True)]
    for pattern, longitude_first in order:
        # A route has a start and an end; the end is where one goes.
        if found := pattern.findall(plain):
            first, second = map(float, found[-1])
            return (first, second, "链接里的坐标") if longitude_first else (second, first, "链接里的坐标")
    return None


def _from_angles(plain):
    """A pair of angles: each with its side, or both with minutes and without."""
    for pattern in (_ANGLE_AFTER_SIDE, _ANGLE_BEFORE_SIDE, _ANGLE_ALONE):
        angles = [
            (match["side"], _degrees_of(match))
            for match in pattern.finditer(plain)
            if match["side"] or (match["mark"] and match["minutes"])
        ]
        if len(angles) == 2:
            (first_side, first), (second_side, second) = angles
            if _is_latitude(first_side) and not _is_latitude(second_side):
                return second, first, "度分秒"
            if not first_side or (_is_latitude(second_side) and not _is_latitude(first_side)):
                return first, second, "度分秒"
    return None


def _degrees_of(match):
    return float(match["degrees"]) + float(match["minutes"] or 0) / 60 + float(match["seconds"] or 0) / 3600


def _is_latitude(side):
    return side in {"n", "北纬"}


def _from_pair(plain, service):
    pair = _only(_PAIR.findall(plain))
    if not pair:
        return None
    first, second = map(float, pair)
    if service and service.latitude_first and looks_swapped(first, second):
        return second, first, "坐标"
    return first, second, "坐标"


def _only(found):
    """The one value found; None when there is none, or when values disagree."""
    return found[0] if len(set(found)) == 1 else None


def _called(service, is_link, kind):
    if service is None:
        return "没写来源的坐标" if kind in {"坐标", "链接里的坐标"} else kind
    return f"{service.name}{'链接' if is_link else '坐标'}"


def _why_not(plain):
    if _METRES.search(plain):
        return "百度网址里是以米计的坐标，不能用。请用百度“拾取坐标系统”，复制那里的经纬度。"
    if _SHORT_LINK.search(plain):
        return "短链接里没有坐标。请在浏览器里打开它，再复制打开后的完整网址，或者复制经纬度。"
    if len(set(_PAIR.findall(plain))) > 1:
        return f"里面有不止一对坐标，不知道用哪一对。{_PLAIN}"
    return _PLAIN

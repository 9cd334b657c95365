"""Files that are not what they should be: a sentence each, and the network in use stays."""

import json
import struct
import zlib

import pytest
from django.core.management import CommandError, call_command

from coverage.models import RoadNetwork
from coverage.roads.guarding import LARGEST
from coverage.roads.importing import Declared, import_roads
from coverage.roads.problems import RoadsRefused
from tests.coverage.extracts import extract
from tests.coverage.streets import geojson, grid, lonlat, osm

pytestmark = pytest.mark.django_db
PLACES = dict(enumerate(lonlat((0, 0), (100, 0), (200, 0)), 1))
STREETS = geojson(grid(1))
ONE_STREET = {"type": "LineString", "coordinates": lonlat((0, 0), (100, 0))}


def varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def block(kind, blob, size=None):
    """One block of a .osm.pbf file."""
    header = b"\x0a" + varint(len(kind)) + kind + b"\x18" + varint(size or len(blob))
    return struct.pack(">I", len(header)) + header + blob


def packed(raw, claimed=None):
    """A blob of a block: what it unpacks to, and the packed bytes."""
    content = zlib.compress(raw)
    return b"\x10" + varint(claimed or len(raw)) + b"\x1a" + varint(len(content)) + content


HEAD = block(b"OSMHeader", packed(b"\x22\x0eOsmSchema-V0.6"))
MANY = b"".join(block(b"OSMData", packed(b"\0" * (32 << 20))) for _ in range(3))
BAD = {
    "an empty file": ("a.osm.pbf", b"", "文件是空的"),
    "no ending that we know": ("streets.shp", b"x", "只能读取"),
    "a packed file": ("a.osm.gz", b"\x1f\x8b", "只能读取"),
    "a text called pbf": ("a.osm.pbf", b"hello world" * 100, "不是 .osm.pbf"),
    "a picture called osm": ("a.osm", b"\x89PNG\r\n", "不是 .osm 文件"),
    "rows called GeoJSON": ("a.geojson", "经度,纬度\n1,2", "不是 GeoJSON"),
    "a block of ten gigabytes": ("a.osm.pbf", HEAD + block(b"OSMData", b"x", 10 << 30), "不完整"),
    "a block that claims to unpack to ten gigabytes": (
        "a.osm.pbf",
        HEAD + block(b"OSMData", packed(b"\0" * 100, claimed=10 << 30)),
        "不完整",
    ),
    "blocks that unpack to a thousand times their size": ("a.osm.pbf", HEAD + MANY, "压缩得不正常"),
    "a block with nothing sound in it": ("a.osm.pbf", HEAD + block(b"OSMData", packed(b"\xff" * 500)), "不完整"),
    "a header longer than the format has": ("a.osm.pbf", b"\x7f\xff\xff\xffOSMHeader", "不完整"),
    "a cut XML": ("a.osm", osm(PLACES, [([1, 2, 3], {"highway": "path"})])[:-40], "不完整"),
    "XML that grows": (
        "a.osm",
        '<?xml version="1.0"?><!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><osm version="0.6">&b;</osm>',
        "不完整",
    ),
    "no street at all": ("a.osm", osm(PLACES, []), "文件里没有路"),
    "only motorways": ("a.osm", osm(PLACES, [([1, 2, 3], {"highway": "motorway"})]), "没有可以步行的路"),
    "another continent": ("a.osm", osm({1: (24.9, 60.1), 2: (24.91, 60.1)}, [([1, 2], {"highway": "path"})]), "24.90"),
    "only points that are missing": ("a.osm", osm({}, [([1, 2, 3], {"highway": "path"})]), "坐标都不在文件里"),
    "not UTF-8": ("a.geojson", '{"type": "FeatureCollection", "名": "路"}'.encode("gb18030"), "UTF-8"),
    "a cut GeoJSON": ("a.geojson", STREETS[:-30], "不是完好的"),
    "lists a hundred thousand deep": ("a.geojson", '{"a":' + "[" * 100_000, "不是完好的"),
    "another kind of GeoJSON": ("a.geojson", json.dumps(ONE_STREET), "要 FeatureCollection"),
    "features that are none": ("a.geojson", '{"type": "FeatureCollection", "features": 5}', "没有 features"),
    "a coordinate that is no number": ("a.geojson", geojson([[[111.96, 21.86], [float("nan"), 21.86]]]), "不是完好的"),
    "a coordinate that is a word": ("a.geojson", geojson([[[111.96, 21.86], ["x", 21.86]]]), "不是数字"),
    "a coordinate beyond the earth": ("a.geojson", geojson([[[111.96, 21.86], [1e300, 21.86]]]), "不是经纬度"),
    "an infinite coordinate": (
        "a.geojson",
        geojson([[[111.96, 21.86], [1, 2]]]).replace("[1, 2]", "[1e999, 2]"),
        "数字",
    ),
    "metres for degrees": ("a.geojson", geojson([[[599_000, 2_418_000], [599_100, 2_418_000]]]), "不是经纬度"),
    "another system stated": ("a.geojson", geojson(grid(1), crs="urn:ogc:def:crs:EPSG::4547"), "不是 WGS-84"),
    "points only": (
        "a.geojson",
        json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [111.9, 21.8]}}),
        "文件里没有路",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_it_is_refused_with_a_sentence_and_the_network_in_use_stays(network, write, case):
    name, content, sentence = BAD[case]
    with pytest.raises(RoadsRefused) as refused:
        import_roads(write(name, content), Declared(crs="WGS-84"))
    assert sentence in str(refused.value)
    assert str(refused.value).endswith("。")
    assert RoadNetwork.objects.get() == network


@pytest.mark.parametrize("share", [0.1, 0.5, 0.97])
def test_a_cut_extract_is_refused(network, write, share):
    whole = extract("test").read_bytes()
    with pytest.raises(RoadsRefused, match=r"重新下载"):
        import_roads(write("cut.osm.pbf", whole[: int(len(whole) * share)]), Declared())


def test_a_file_that_is_too_large_is_refused_before_it_is_read(network, write, monkeypatch):
    monkeypatch.setitem(LARGEST, "geojson", 100)
    with pytest.raises(RoadsRefused, match="文件太大"):
        import_roads(write("a.geojson", STREETS), Declared(crs="WGS-84"))


def test_geojson_that_says_no_system_is_refused(network, write):
    with pytest.raises(RoadsRefused, match="没有写明坐标系"):
        import_roads(write("a.geojson", geojson(grid(2))), Declared())


def test_geojson_that_says_wgs84_itself_is_taken(network, write):
    path = write("a.geojson", geojson(grid(2), crs="urn:ogc:def:crs:OGC:1.3:CRS84"))
    assert import_roads(path, Declared()).is_new
    with pytest.raises(RoadsRefused, match="和选的坐标系不一样"):
        import_roads(path, Declared(crs="GCJ-02"))


def test_openstreetmap_in_another_system_is_refused(network, write):
    path = write("a.osm", osm(PLACES, [([1, 2, 3], {"highway": "path"})]))
    with pytest.raises(RoadsRefused, match="一定是 WGS-84"):
        import_roads(path, Declared(crs="GCJ-02"))


def test_the_command_tells_what_is_wrong(network, write, tmp_path):
    for arguments, sentence in (
        ([tmp_path / "none.osm.pbf"], "读不到文件"),
        ([], "请写上道路文件"),
        ([write("a.osm", "<osm")], "现在的路网不变"),
        ([write("b.geojson", STREETS), "--date", "gestern"], "日期请写成"),
        ([write("b.geojson", STREETS), "--margin", "-5"], "--margin"),
        ([write("b.geojson", STREETS), "--crs", "Beijing54"], "不认识坐标系"),
        ([write("b.geojson", STREETS), "--crs", "WGS-84", "--area", tmp_path / "none"], "读不到范围文件"),
        ([write("b.geojson", STREETS), "--crs", "WGS-84", "--area", write("area.json", "[]")], "读不了范围文件"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("import_roads", *arguments, verbosity=0)
    assert RoadNetwork.objects.get() == network


def test_a_file_that_needs_more_memory_than_there_is_is_refused(network, write, monkeypatch):
    def grows(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr("coverage.roads.importing.build_network", grows)
    with pytest.raises(RoadsRefused, match="内存放不下"):
        import_roads(write("a.geojson", STREETS), Declared(crs="WGS-84"))
    assert RoadNetwork.objects.get() == network

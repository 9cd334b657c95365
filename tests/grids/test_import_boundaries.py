"""`import_boundaries`: shapes by code, refused by name when they cannot be right."""

import io
import json

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from grids.models import GridUnit

pytestmark = pytest.mark.django_db

OUTLINE = settings.DATA_DIR / "outline.geojson"
VILLAGE, OTHER = "441702009207", "441702009208"


def box(west=111.95, south=21.85, size=0.01):
    east, north = west + size, south + size
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(code=VILLAGE, coordinates=None, kind="Polygon", **more):
    geometry = {"type": kind, "coordinates": coordinates or box()}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry} | more


@pytest.fixture
def run(tmp_path):
    """Import this document; answers what the command printed."""

    def run(document):
        path = tmp_path / "shapes.geojson"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        said = io.StringIO()
        call_command("import_boundaries", path, stdout=said)
        return said.getvalue()

    return run


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features)} | more


def boundary(code=VILLAGE):
    return GridUnit.objects.get(code=code).boundary


def test_polygon_and_multipolygon_become_boundaries(run):
    said = run(collection(feature(), feature(OTHER, [box(111.93), box(111.91)], "MultiPolygon")))
    assert "新增2" in said
    assert "441702009207 阮西村" in said
    assert len(boundary(OTHER)) == 2
    assert boundary().srid == 4326
    holding = GridUnit.objects.containing(Point(111.955, 21.855, srid=4326))
    assert VILLAGE in [unit.code for unit in holding]


def test_one_feature_alone_is_a_file_too_and_twice_changes_nothing(run):
    run(feature())
    assert "新增0，更换0，未变1" in run(feature())
    assert "更换1" in run(feature(coordinates=box(size=0.02)))


def test_heights_are_left_out(run):
    run(feature(coordinates=[[[*position, 12.5] for position in box()[0]]]))
    assert not boundary().hasz


def test_districts_outline_imports_and_keeps_its_note():
    call_command("import_boundaries", OUTLINE, verbosity=0)
    call_command("import_divisions", settings.DATA_DIR / "divisions.csv", verbosity=0)
    district = GridUnit.objects.get(code="441702")
    assert district.boundary.contains(Point(111.961, 21.857, srid=4326))
    assert "海陵岛" in district.note
    said = io.StringIO()
    call_command("import_boundaries", OUTLINE, stdout=said)
    assert "未变1" in said.getvalue()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (feature("441702009999"), "区划里没有这个编码"),
        (feature(None), "properties 里没有 code"),
        (feature(properties=None), "properties 里没有 code"),
        (
            feature(
                coordinates=[[[111.95, 21.85], [111.96, 21.86], [111.96, 21.85], [111.95, 21.86], [111.95, 21.85]]]
            ),
            "边线自相交",
        ),
        (feature(coordinates=[box()[0], box(112.5, 22.5)[0]]), "洞在外圈之外"),
        (feature(geometry=None), "没有形状"),
        (feature(geometry={"type": "Polygon", "coordinates": []}), "形状是空的"),
        (feature(geometry={"type": "MultiPolygon", "coordinates": [[]]}), "形状是空的"),
        (feature(geometry={"type": "Polygon"}), "形状是空的"),
        (feature(geometry={"type": "Polygon", "coordinates": [[]]}), "形状是空的"),
        (feature(kind="Point", coordinates=[111.95, 21.85]), "不能是Point"),
        (feature(kind="GeometryCollection"), "不能是GeometryCollection"),
        (feature(coordinates=box(113.0)), "超出所在区的范围"),
        (feature(coordinates=box(size=3)), "超出所在区的范围"),
        (feature(coordinates=[[[y, x] for x, y in box()[0]]]), "不是经纬度"),
        (feature(coordinates=[[[x * 1e5, y * 1e5] for x, y in box()[0]]]), "不是经纬度"),
        (feature(coordinates=[box()[0][:-1]]), "没有闭合"),
        (feature(coordinates=[[["a", "b"]] * 5]), "坐标要写成"),
        (feature(coordinates=[[[True, False]] * 5]), "坐标要写成"),
        (feature(coordinates={"a": 1}), "写法不对"),
        (feature(properties={"code": VILLAGE, "crs": "GCJ-02"}), "坐标系不是WGS-84：GCJ-02"),
        (feature(crs={"type": "name", "properties": {"name": "EPSG:4490"}}), "坐标系不是WGS-84：EPSG:4490"),
        ("Feature", "properties 里没有 code"),
    ],
)
def test_bad_row_refuses_the_file_by_name(run, bad, reason):
    with pytest.raises(CommandError, match=reason):
        run(collection(feature(OTHER), bad))
    assert boundary(OTHER) is None


def test_all_bad_rows_are_listed_by_name(run):
    nowhere = feature("441702009999") | {"properties": {"code": "441702009999", "name": "新村"}}
    with pytest.raises(CommandError) as refused:
        run(collection(feature(OTHER, box(113)), nowhere, feature(), feature()))
    said = str(refused.value)
    assert "3处问题" in said
    assert "阮东村：超出所在区的范围" in said
    assert "441702009999 新村：区划里没有这个编码" in said
    assert "第4个 441702009207 阮西村：编码重复" in said
    assert boundary() is None


@pytest.mark.parametrize(
    "crs",
    [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:OGC::CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "EPSG:4326",
    ],
)
def test_stated_wgs84_is_taken(run, crs):
    assert "新增1" in run(collection(feature(), crs={"type": "name", "properties": {"name": crs}}))


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
        {"type": "link", "properties": {"href": "http://example.invalid/crs"}},
        "GCJ-02",
        17,
        {"type": "name", "properties": None},
    ],
)
def test_another_stated_system_is_refused(run, crs):
    with pytest.raises(CommandError, match="坐标系不是WGS-84"):
        run(collection(feature(), crs=crs))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "3",
        '{"type": "Topology"}',
        '{"type": "FeatureCollection"}',
        '{"type": "FeatureCollection", "features": []}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"type": "Feature", "geometry": NaN}',
        '{"type": "FeatureCollection", "features": {"a": 1}}',
    ],
)
def test_junk_is_refused_in_chinese(run, text):
    with pytest.raises(CommandError, match="边界没有导入"):
        run(text)


@pytest.mark.parametrize("deep", [1, 3, 5000])
def test_coordinates_of_any_depth_are_refused(run, deep):
    shape = json.dumps(feature()).replace(json.dumps(box()), "[" * deep + "]" * deep)
    with pytest.raises(CommandError, match="边界没有导入"):
        run(shape)


def test_huge_numbers_are_refused(run):
    text = json.dumps(feature()).replace("111.95,", "1e999,", 1).replace("111.95,", "1" + "0" * 400 + ",", 1)
    with pytest.raises(CommandError, match="不是经纬度"):
        run(text)


def test_too_large_a_file_is_refused(run, monkeypatch):
    monkeypatch.setattr("query.tables.LARGEST_FILE", 1024)
    with pytest.raises(CommandError, match="文件太大"):
        run(json.dumps(feature()) + " " * 2000)


def test_edge_of_the_simplified_outline_is_forgiven_but_a_gcj02_shift_is_not(run):
    """A box whose northern edge is 200 m beyond the district's northernmost point is taken; 700 m beyond is not."""
    call_command("import_boundaries", OUTLINE, verbosity=0)
    district = boundary("441702")
    longitude, north = max((point for polygon in district for point in polygon[0]), key=lambda point: point[1])
    GridUnit.objects.filter(code="441702").update(boundary=None)

    def beyond(metres):
        top = north + metres / 110_574
        west, east, south = longitude - 0.0001, longitude + 0.0001, north - 0.0001
        return [[[west, south], [east, south], [east, top], [west, top], [west, south]]]

    run(feature(coordinates=beyond(200)))
    with pytest.raises(CommandError, match="超出所在区的范围"):
        run(feature(OTHER, beyond(700)))


def test_districts_own_boundary_counts_before_the_outline(run):
    run(feature("441702", box(113.0, 23.0, 0.1)))
    assert "新增1" in run(feature(coordinates=box(113.02, 23.02)))
    with pytest.raises(CommandError, match="超出所在区的范围"):
        run(feature(OTHER))

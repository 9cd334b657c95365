"""Demand points: all or nothing, every fault by row and column, and no coordinate system by guess."""

import json
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from centers.coordinates import from_wgs84
from coverage.demand_files.importing import DeclaredDemand, import_demand
from coverage.demand_files.rows import DemandRefused, FitsBetterElsewhere
from coverage.models import DemandPoint, DemandSet
from grids.models import GridUnit
from tests.admin.page_text import english_in, page_text
from tests.coverage.streets import lonlat

pytestmark = pytest.mark.django_db
HEADERS = ("编号", "名称", "经度", "纬度", "人口", "65岁以上")
UPLOAD = reverse("admin:coverage_demandset_upload")
WGS84 = DeclaredDemand("WGS-84")


def workbook(*rows, headers=HEADERS) -> bytes:
    book = Workbook()
    book.active.append(headers)
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    """A workbook that unpacks to a thousand times its size."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (8 << 20))
    return buffer.getvalue()


def houses(count=60, system="WGS-84") -> list[tuple]:
    """Houses two metres beside the streets of the little town; every street is 100 m from the next."""
    chance = np.random.default_rng(1)
    along, street = chance.uniform(0, 400, count), chance.integers(0, 5, count) * 100
    places = [from_wgs84(*place, system) for place in lonlat(*zip(street + 2.0, along, strict=True))]
    return [(f"H{number}", "", lon, lat, 100, 20) for number, (lon, lat) in enumerate(places)]


@pytest.fixture
def file(write):
    return write("houses.xlsx", workbook(*houses()))


@pytest.fixture
def as_district(client, district):
    client.force_login(district)
    return client


def refused(write, *rows, headers=HEADERS, name="a.xlsx"):
    with pytest.raises(DemandRefused) as error:
        import_demand(write(name, workbook(*rows, headers=headers)), WGS84)
    assert not DemandSet.objects.exists()
    return str(error.value)


def test_a_set_comes_in_whole_and_waits_to_be_put_to_use(file, district):
    found = import_demand(file, WGS84, by=district).demand_set
    assert (found.state, found.points_count, found.people, found.elders) == ("ready", 60, 6000, 1200)
    assert found.points.get(key="H0").location.srid == 4326
    found.activate(district)
    assert DemandSet.objects.active().get() == found


def test_sets_are_switched_and_taken_back(file, write, district):
    first = import_demand(file, WGS84).demand_set
    first.activate()
    second = import_demand(write("b.xlsx", workbook(*houses(30))), WGS84).demand_set
    second.activate(district)
    assert DemandSet.objects.active().get() == second
    assert second.roll_back(district) == first
    assert DemandSet.objects.active().get() == first


def test_the_same_file_in_the_same_system_makes_no_new_version(file):
    first = import_demand(file, WGS84)
    again = import_demand(file, WGS84)
    assert (again.demand_set, again.is_new) == (first.demand_set, False)
    assert import_demand(file, DeclaredDemand("GCJ-02")).is_new


@pytest.mark.parametrize("crs", ["", "Beijing54", "WGS-84、GCJ-02"])
def test_without_a_coordinate_system_nothing_is_imported(file, crs):
    with pytest.raises(DemandRefused, match="坐标系"):
        import_demand(file, DeclaredDemand(crs))
    assert not DemandSet.objects.exists()


def test_every_fault_is_named_by_row_and_column_and_nothing_is_taken(write):
    words = refused(
        write,
        ("A", "", 111.96, 21.86, 100, 20),
        ("B", "", "东经", 21.86, 100, 20),
        ("C", "", 111.96, None, 100, 20),
        ("D", "", 111.96, 21.86, -5, 20),
        ("E", "", 111.96, 21.86, 100, 120),
        ("A", "", 111.96, 21.86, 1, 1),
        ("F", "", 555.0, 21.86, 1, 1),
        ("G", "", 111.96, 21.86, "=SUM(A1:A9)", 1),
        ("H", "", 111.96, 21.86, 999_999, 1),
    )
    for expected in (
        "第 3 行“经度”列“东经”：不是数字。请写十进制的度",
        "第 4 行“纬度”列：没有填。",
        "第 5 行“人口”列“-5”",
        "第 6 行“65岁以上”列“120”：比人口还多",
        "第 9 行“人口”列",
        "第 10 行“人口”列",
    ):
        assert expected in words


def test_a_number_given_twice_would_count_people_twice(write):
    house = ("A", "", 111.96, 21.86, 1, 1)
    assert "第 3 行“A”：和第 2 行的编号一样" in refused(write, house, house)


def test_a_place_that_is_none_or_lies_elsewhere_is_refused(write):
    from coverage.roads.importing import Declared, area_of

    assert "坐标超出范围" in refused(write, ("F", "", 555.0, 21.86, 1, 1))
    area = area_of(Declared())
    for pair, words in (((113.3, 23.1), "不在江城区范围里。请核对坐标"), ((21.86, 111.96), "好像写反了")):
        with pytest.raises(DemandRefused, match=words):
            import_demand(write("a.xlsx", workbook(("A", "", *pair, 1, 1))), WGS84, area=area)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"PK\x03\x04 no", "已经损坏"),
        ("a.xls", b"x", "旧格式"),
        ("a.csv", b"x", "只能读取"),
        ("a.xlsx", bomb(), "压缩得不正常"),
        ("a.xlsx", workbook(("A", 1), headers=("编号", "人口")), "没有找到表头"),
        ("a.xlsx", workbook(), "没有数据"),
        ("a.geojson", b"{", "不是完好的"),
        ("a.geojson", "名".encode("gb18030"), "UTF-8"),
        ("a.geojson", b'{"type": "Feature"}', "FeatureCollection"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [{"geometry": null}, 5]}', "要 Point"),
        (
            "a.geojson",
            b'{"type":"FeatureCollection","features":[{"properties":{},"geometry":{"type":"Point",'
            b'"coordinates":[NaN,21]}}]}',
            "不是完好的",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_none_is_refused(write, name, content, words):
    with pytest.raises(DemandRefused, match=words):
        import_demand(write(name, content), WGS84)


def test_geojson_points_come_in_with_their_properties(write):
    features = [
        {
            "type": "Feature",
            "properties": {"名称": "一栋", "人口": 30, "65岁以上": "6", "颜色": "红"},
            "geometry": {"type": "Point", "coordinates": [111.96, 21.86]},
        }
    ]
    path = write("a.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    point = import_demand(path, WGS84).demand_set.points.get()
    assert (point.label, point.people, point.elders) == ("一栋", 30, 6)


def test_too_many_rows_are_refused(file):
    with pytest.raises(DemandRefused, match="超过 50 行"):
        import_demand(file, WGS84, most_rows=50)


def test_points_in_gcj02_are_stored_in_wgs84(write):
    path = write("gcj.xlsx", workbook(*houses(30, "GCJ-02")))
    found = import_demand(path, DeclaredDemand("GCJ-02")).demand_set
    expected = {row[0]: row[2:4] for row in houses(30)}
    for point in found.points.all():
        assert (point.location.x, point.location.y) == pytest.approx(expected[point.key], abs=1e-7)


@pytest.mark.parametrize(("system", "declared"), [("GCJ-02", "WGS-84"), ("BD-09", "GCJ-02"), ("WGS-84", "GCJ-02")])
def test_a_batch_that_fits_the_roads_better_in_another_system_is_questioned(network, write, system, declared):
    path = write("houses.xlsx", workbook(*houses(system=system)))
    with pytest.raises(FitsBetterElsewhere, match=f"当作 {system} 换算以后只有 2 米"):
        import_demand(path, DeclaredDemand(declared))
    assert not DemandSet.objects.exists()
    confirmed = import_demand(path, DeclaredDemand(declared, is_confirmed=True)).demand_set
    assert confirmed.report["fits_better_as"] == system


@pytest.mark.parametrize("system", ["WGS-84", "GCJ-02", "BD-09", "CGCS2000"])
def test_a_batch_in_the_system_that_it_says_is_not_questioned(network, write, system):
    path = write("houses.xlsx", workbook(*houses(system=system)))
    report = import_demand(path, DeclaredDemand(system)).demand_set.report
    assert report["median_m"] == pytest.approx(2, abs=0.1)
    assert report["fits_better_as"] == ""


def test_points_far_from_every_road_are_counted(network, write):
    rows = [*houses(20), ("far", "", *lonlat((3000, 3000))[0], 70, 1)]
    report = import_demand(write("a.xlsx", workbook(*rows)), WGS84).demand_set.report
    assert (report["off_points"], report["off_people"]) == (1, 70)


def test_a_point_belongs_to_the_smallest_unit_around_it_else_to_the_nearest(write, ours):
    GridUnit.objects.filter(pk=ours.unit_id).update(
        boundary="SRID=4326;MULTIPOLYGON(((111.0 20.0,111.001 20.0,111.001 20.001,111.0 20.001,111.0 20.0)))"
    )
    nearest = GridUnit.objects.current().filter(point__isnull=False, level=GridUnit.Level.CLUSTER).first()
    rows = [("in", "", 111.0005, 20.0005, 1, 1), ("near", "", nearest.point.x, nearest.point.y, 1, 1)]
    rows.append(("sea", "", 112.9, 20.2, 1, 1))
    found = import_demand(write("a.xlsx", workbook(*rows)), WGS84).demand_set
    codes = dict(found.points.values_list("key", "unit_code"))
    assert codes == {"in": ours.unit.code, "near": nearest.code, "sea": ""}


def test_the_command_imports_and_puts_to_use(file):
    out = StringIO()
    call_command("import_demand", file, crs="WGS-84", name="楼栋人口", date="2025-12-31", stdout=out)
    found = DemandSet.objects.active().get()
    assert (found.name, str(found.data_date)) == ("楼栋人口", "2025-12-31")
    assert "60 个点，6000 人" in out.getvalue()
    call_command("import_demand", file, crs="WGS-84", stdout=out)
    assert "没有新版本" in out.getvalue()


def test_the_command_asks_before_it_takes_a_batch_that_looks_shifted(network, write):
    path = write("gcj.xlsx", workbook(*houses(system="GCJ-02")))
    with pytest.raises(CommandError, match="--confirmed"):
        call_command("import_demand", path, crs="WGS-84", verbosity=0)
    call_command("import_demand", path, crs="WGS-84", confirmed=True, verbosity=0)
    assert DemandSet.objects.active().exists()


# --- Pages -----------------------------------------------------------------------------------------------------------


def upload(client, content, name="houses.xlsx", **more):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content), "crs": "WGS-84", "source": "import", **more})


def page(found, name="change"):
    return reverse(f"admin:coverage_demandset_{name}", args=[found.pk])


def test_an_upload_is_shown_before_it_counts(as_district, ours, django_assert_max_num_queries):
    answer = upload(as_district, workbook(*houses()), name="楼栋.xlsx")
    found = DemandSet.objects.get()
    assert answer.url == page(found)
    with django_assert_max_num_queries(12):
        answer = as_district.get(page(found))
    text = page_text(answer)
    assert "这是预览，还没有启用" in text
    assert "6000" in text
    assert english_in(answer) == set()
    as_district.post(page(found, "activate"))
    assert "正在使用" in page_text(as_district.get(page(found)))


def test_an_upload_without_a_system_is_sent_back(as_district):
    answer = upload(as_district, workbook(*houses()), crs="")
    assert answer.status_code == 400
    assert "没有写明坐标系的文件不导入" in page_text(answer)
    assert not DemandSet.objects.exists()


def test_an_upload_with_faults_is_sent_back_with_all_of_them(as_district):
    answer = upload(as_district, workbook(("A", "", "x", 21.86, 1, 1), ("B", "", 111.96, "y", 1, 1)))
    text = page_text(answer)
    assert answer.status_code == 400
    assert "第 2 行“经度”列“x”" in text
    assert "第 3 行“纬度”列“y”" in text


def test_an_upload_that_looks_shifted_asks_for_a_tick(as_district, network):
    content = workbook(*houses(system="GCJ-02"))
    answer = upload(as_district, content)
    assert "坐标系很可能写错了" in page_text(answer)
    assert upload(as_district, content, confirmed="on").status_code == 302
    assert DemandPoint.objects.count() == 60


@pytest.mark.parametrize("name", ["a.xls", "a.zip", "a.xlsx", "a.geojson"])
def test_an_upload_of_something_else_is_sent_back(as_district, name):
    answer = upload(as_district, b"\x00\x01 nothing", name=name)
    assert answer.status_code == 400
    assert not DemandSet.objects.exists()

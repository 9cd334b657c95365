"""Reading a register: what offices write is understood, and every mistake is named with its place and its cure."""

import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from centers.coordinates import from_wgs84
from centers.register.sheet import read_register
from grids.sources import Source


def problems(path, **options):
    return [str(problem) for problem in read_register(path, **options).problems]


def test_a_right_row_is_read_whole(make_register):
    register = read_register(make_register({}))

    assert register.problems == []
    assert not register.is_sample
    row = register.rows[0]
    assert (row.number, row.name, row.tier, row.setting) == (901, "测试党群服务中心", "community", "residential")
    assert (row.floor_area_m2, row.staff_count, row.opened_month) == (400, 3, date(2024, 6, 1))
    assert (row.lon, row.lat, row.source) == (111.979902, 21.832866, Source.IMPORT)


def test_columns_may_stand_in_any_order_among_others(make_register):
    headers = ["备注", "资料来源", "中心名称", "行政区划代码", "序号", "层级", "负责人"]
    row = read_register(make_register({"备注": "无", "资料来源": "报道"}, headers=headers)).rows[0]

    assert (row.name, row.number, row.source) == ("测试党群服务中心", 901, Source.ARTICLE)
    assert row.lon is None


@pytest.mark.parametrize(
    ("written", "read"),
    [("４００", 400), ("400㎡", 400), ("1,800 平方米", 1800), ("589.5m²", 590), (589.4, 589), ("1，800", 1800)],
)
def test_areas_are_read_as_offices_write_them(make_register, written, read):
    assert read_register(make_register({"建筑面积(㎡)": written})).rows[0].floor_area_m2 == read


@pytest.mark.parametrize(
    "written",
    ["2018-11", "2018年11月", "2018.11", "2018/11", "201811", "２０１８年１１月", "2018-11-05", date(2018, 11, 5)],
)
def test_months_are_read_as_offices_write_them(make_register, written):
    assert read_register(make_register({"启用时间": written})).rows[0].opened_month == date(2018, 11, 1)


@pytest.mark.parametrize(
    ("word", "source"),
    [
        ("报道", Source.ARTICLE),
        ("示例", Source.SAMPLE),
        ("官方", Source.OFFICIAL),
        ("台账", Source.OFFICIAL),
        ("导入", Source.IMPORT),
        (None, Source.IMPORT),
    ],
)
def test_the_source_words(make_register, word, source):
    assert read_register(make_register({"资料来源": word})).rows[0].source == source


def test_lines_of_opening_hours_become_clauses(make_register):
    row = read_register(make_register({"开放时间": "周一至周五 08:30-12:00\n周六 09:00-12:00"})).rows[0]
    assert row.hours_text == "周一至周五 08:30-12:00；周六 09:00-12:00"


@pytest.mark.parametrize("title", ["台账（示例数据）", "示例"])
def test_a_title_that_says_sample_makes_the_file_sample(make_register, title):
    assert read_register(make_register({}, title=title)).is_sample


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("层级", "社区站", "请从这些里选：区委、区级中心"),
        ("五进类型", "工厂", "请从这些里选：楼宇"),
        ("场地来源", "借用", "请从这些里选：新建"),
        ("资料来源", "听说", "请从这些里选"),
        ("建筑面积(㎡)", "约四百", "不是数字"),
        ("建筑面积(㎡)", 0, "应在 1 到 200000 之间"),
        ("工作人员数", -1, "应在 0 到 2000 之间"),
        ("启用时间", "去年", "请写成 2018-11"),
        ("启用时间", "2018-13", "请写成 2018-11"),
        ("序号", None, "没有填"),
        ("序号", 1000, "应在 1 到 999 之间"),
        ("中心名称", None, "没有填"),
        ("中心名称", "长" * 61, "最多60个"),
        ("行政区划代码", "城南", "6位、9位或12位"),
        ("坐标系", "某某系", "不认识坐标系"),
        ("坐标系", None, "没有写明坐标系"),
        ("经度", "东边", "十进制的度"),
        ("纬度", None, "只填了一个"),
        ("建筑面积(㎡)", "=A1", "这是公式"),
        ("批次", "=1+1", "这是公式"),
        ("地址", "一\u200b号", "不能显示"),
    ],
)
def test_a_wrong_cell_names_its_place_reason_and_cure(make_register, column, value, reason):
    (problem,) = problems(make_register({column: value}))

    assert problem.startswith(f"工作表“台账”第 3 行“{column}”列")
    assert reason in problem
    if value is not None:
        assert str(value)[:40] in problem


def test_swapped_coordinates_are_recognised(make_register):
    (problem,) = problems(make_register({"经度": 21.832866, "纬度": 111.979902}))
    assert "写反了" in problem
    assert "对调" in problem


@pytest.mark.parametrize(("lon", "lat"), [(113.26, 23.13), (111.98, 22.5), (111.4, 21.8)])
def test_a_point_far_from_the_district_is_refused(make_register, lon, lat):
    (problem,) = problems(make_register({"经度": lon, "纬度": lat}))
    assert "超过 20 公里" in problem


def test_a_point_a_little_outside_the_outline_passes(make_register):
    assert problems(make_register({"经度": 111.6, "纬度": 21.85})) == []


@pytest.mark.parametrize("system", ["GCJ-02", "BD-09", "CGCS2000", "高德"])
def test_coordinates_are_converted_from_the_stated_system(make_register, system):
    lon, lat = from_wgs84(111.979902, 21.832866, "GCJ-02" if system == "高德" else system)
    row = read_register(make_register({"经度": lon, "纬度": lat, "坐标系": system})).rows[0]
    assert (row.lon, row.lat) == pytest.approx((111.979902, 21.832866), abs=1e-7)


def test_the_system_of_the_whole_file(make_register):
    lon, lat = from_wgs84(111.979902, 21.832866, "GCJ-02")
    path = make_register({"经度": lon, "纬度": lat}, without=["坐标系"])
    row = read_register(path, system="gcj02").rows[0]
    assert (row.lon, row.lat) == pytest.approx((111.979902, 21.832866), abs=1e-7)


def test_without_a_stated_system_the_file_is_refused_once(make_register):
    path = make_register({}, {"序号": 902, "中心名称": "另一个"}, without=["坐标系"])
    (problem,) = problems(path)
    assert "没有写明坐标系" in problem
    assert "--system" in problem


def test_a_row_and_the_command_must_agree_on_the_system(make_register):
    (problem,) = problems(make_register({}), system="BD-09")
    assert "和命令里写的 BD-09 不一样" in problem


def test_an_unknown_system_on_the_command_line(make_register):
    (problem,) = problems(make_register({}), system="mars")
    assert "不认识坐标系“mars”" in problem


def test_numbers_and_names_may_not_repeat(make_register):
    found = problems(make_register({}, {}))
    assert found == [
        "工作表“台账”第 4 行“序号”列“901”：和第 3 行重复。每个中心只能有一行。",
        "工作表“台账”第 4 行“中心名称”列“测试党群服务中心”：和第 3 行重复。每个中心只能有一行。",
    ]


def test_all_problems_come_at_once(make_register):
    path = make_register({"层级": "x", "启用时间": "y"}, {"序号": 902, "中心名称": "乙", "经度": 1, "纬度": 1})
    assert len(problems(path)) == 3


def test_a_missing_required_column_is_named(make_register):
    (problem,) = problems(make_register({}, without=["层级"]))
    assert "没有“层级”列" in problem


def test_a_column_twice_is_refused(make_register):
    headers = ["序号", "中心名称", "层级", "行政区划代码", "批次", "批次"]
    (problem,) = problems(make_register({}, headers=headers))
    assert "“批次”列：这一列出现了两次" in problem


def test_a_sheet_without_the_header_is_refused(tmp_path):
    workbook = Workbook()
    workbook.active.append(["甲", "乙"])
    path = tmp_path / "other.xlsx"
    workbook.save(path)
    (problem,) = problems(path)
    assert "没有找到表头" in problem


def test_the_register_may_be_the_second_sheet(make_register, tmp_path):
    from openpyxl import load_workbook

    path = make_register({})
    workbook = load_workbook(path)
    workbook.create_sheet("说明", 0).append(["填表说明"])
    workbook.save(path)
    register = read_register(path)
    assert register.sheet == "台账"
    assert len(register.rows) == 1


def test_a_register_without_rows_is_refused(make_register):
    (problem,) = problems(make_register())
    assert "没有内容" in problem


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("register.xls", b"", "只能读取 .xlsx"),
        ("register.csv", b"", "只能读取 .xlsx"),
        ("register.xlsx", b"not a zip", "不是 .xlsx 文件"),
    ],
)
def test_other_files_are_refused(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    (problem,) = problems(path)
    assert reason in problem


def test_an_absent_file_is_named(tmp_path):
    (problem,) = problems(tmp_path / "no.xlsx")
    assert "没有找到文件" in problem


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "zip.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x>")
    (problem,) = problems(path)
    assert "打不开" in problem


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
    (problem,) = problems(path)
    assert "解开后超过" in problem


def test_entities_are_not_expanded(make_register, tmp_path):
    path = make_register({})
    bad = tmp_path / "entities.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            target.writestr(entry, content)
    (problem,) = problems(bad)
    assert "打不开" in problem

"""A file comes in: understood as offices write it, every mistake named at once, nothing written unconfirmed."""

from datetime import date

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from centers.coordinates import from_wgs84
from centers.models import Center
from exchange.models import ImportVersion
from services.models import ServiceItem
from tests.exchange.conftest import applied, list_address, page, reasons, send, step, table, uploaded, workbook

pytestmark = pytest.mark.django_db


def row_of(center, **changes) -> dict:
    """A row of the list of centres that changes a centre."""
    return {"编码": center.code, "中心名称": center.name} | changes


def new_row(center, **changes) -> dict:
    """A row with a new centre in the unit of `center`."""
    row = {"编码": None, "中心名称": "新设的中心", "层级": "社区中心", "行政区划代码": center.unit.code}
    return row | changes


def test_nothing_is_written_before_it_is_confirmed(as_staff, ours):
    version = uploaded(as_staff, "centers", table(row_of(ours, 地址="新的地址1号")))
    ours.refresh_from_db()
    assert ours.address != "新的地址1号"
    text = page(as_staff, version).content.decode()
    assert "什么都还没有改" in text
    assert ours.address in text
    assert "新的地址1号" in text


def test_confirmed_it_is_written_with_who_and_why(as_staff, ours, staff):
    old = ours.address
    version = applied(as_staff, "centers", table(row_of(ours, 地址="新的地址1号"), new_row(ours)))
    ours.refresh_from_db()
    assert ours.address == "新的地址1号"
    entry = ours.history.first()
    assert (entry.history_user, entry.history_change_reason) == (staff, version.reason)
    assert entry.prev_record.address == old
    new = Center.objects.get(name="新设的中心")
    assert new.history.get().history_change_reason == version.reason
    assert new.offerings.count() == ServiceItem.objects.active().count()
    assert (version.state, version.new_count, version.changed_count) == ("applied", 1, 1)
    audited = AuditEntry.objects.filter(action="import").latest("pk")
    assert (audited.actor, audited.detail["new"], audited.detail["changed"]) == (staff.username, 1, 1)
    assert audited.detail["file"] == "资料.xlsx"


def test_what_offices_write_is_understood(as_staff, ours):
    version = applied(
        as_staff,
        "centers",
        table(
            {
                "备注": "多出来的列",
                "面积": "589㎡",
                "联系电话": "0662－3221234",
                "启用年月": "2022年7月",
                "名称": ours.name,
                "开放时间": "周一至周五 08:30–12:00、14:30—17:30",
                "工作人员": "１２人",
                "中心编码": f" {ours.code.lower()} ",
            },
            title="江城区党群服务中心台账",
        ),
    )
    ours.refresh_from_db()
    assert ours.hours_text == "周一至周五 08:30-12:00、14:30-17:30"
    assert (ours.floor_area_m2, ours.telephone, ours.staff_count) == (589, "0662-3221234", 12)
    assert ours.opened_month == date(2022, 7, 1)
    assert sorted(ours.opening_hours.values_list("opens", "closes")) == [(510, 720), (870, 1050)]
    assert version.findings["ignored"] == ["备注"]
    assert "备注" in page(as_staff, version).content.decode()


def test_a_file_takes_away_what_somebody_had_vouched_for(as_staff, ours, staff):
    on = {f"{group}_confirmed_on": date(2026, 11, 1) for group in ("place", "hours", "contacts", "photos")}
    by = {f"{group}_confirmed_by": staff for group in ("place", "hours", "contacts", "photos")}
    Center.objects.filter(pk=ours.pk).update(**on, **by)
    applied(
        as_staff, "centers", table(row_of(ours, 地址="新的地址", 联系电话="0662-1234567", 开放时间="每天 9:00-12:00"))
    )
    ours.refresh_from_db()
    for group in ("place", "hours", "contacts"):
        assert getattr(ours, f"{group}_confirmed_on") is None
        assert getattr(ours, f"{group}_confirmed_by") is None
    assert ours.photos_confirmed_on == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"经度": 21.85, "纬度": 111.96, "坐标系": "WGS-84"}, "经度和纬度写反了"),
        ({"经度": 113.26, "纬度": 23.13, "坐标系": "WGS-84"}, "不在江城区里"),
        ({"经度": 111.62, "纬度": 21.5, "坐标系": "WGS-84"}, "不在江城区里"),
        ({"经度": 111.96, "纬度": 21.85}, "没有写明坐标系"),
        ({"经度": 111.96, "纬度": None, "坐标系": "WGS-84"}, "只填了一个"),
        ({"行政区划代码": "441702999999"}, "没有这个区划"),
        ({"层级": "社区站"}, "不在可选的范围里"),
        ({"地址": "=A1"}, "这是公式"),
        ({"面积": "=1+1"}, "这是公式"),
        ({"联系电话": "没有"}, "看不出是电话"),
        ({"启用时间": "去年"}, "看不出是哪年哪月"),
        ({"面积": "很大"}, "不是数字"),
        ({"无障碍设施": "坡道、滑梯"}, "不在可选的范围里"),
        ({"地址": "长" * 121}, "最多120个"),
        ({"地址": "a\u200bb"}, "不能显示"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place(as_staff, ours, changes, reason):
    version = uploaded(as_staff, "centers", table(row_of(ours, **changes), title="台账"))
    (problem,) = version.findings["problems"]
    assert reason in problem["reason"]
    assert (problem["sheet"], problem["row"]) == ("表一", 3)
    assert problem["column"] in changes or problem["column"] == "坐标系"
    assert problem["cure"]
    assert version.state == "wrong"


def test_a_name_twice_in_the_file_or_in_the_database_is_wrong(as_staff, ours, foreign):
    version = uploaded(as_staff, "centers", table(new_row(ours), new_row(ours), new_row(ours, 中心名称=foreign.name)))
    found = reasons(version)
    assert "3 中心名称: 和第 2 行重复。" in found
    assert "4 中心名称: 已有中心叫这个名字。" in found
    assert foreign.code not in str(version.findings)


def test_a_name_twice_is_told_though_the_first_row_has_a_wrong_unit(as_staff, ours):
    version = uploaded(as_staff, "centers", table(new_row(ours, 行政区划代码="441702999999"), new_row(ours)))
    assert reasons(version) == ["2 行政区划代码: 没有这个区划，或者不归您管。", "3 中心名称: 和第 2 行重复。"]


def test_required_cells_of_a_new_row(as_staff, ours):
    version = uploaded(as_staff, "centers", workbook(["编码", "中心名称", "地址"], [None, "新的", "某路"]))
    assert set(reasons(version)) == {"2 层级: 没有填。", "2 行政区划代码: 没有填。"}


def test_all_wrong_rows_come_at_once_on_the_page_and_in_the_copy(as_staff, ours):
    rows = [new_row(ours, 中心名称=f"中心{number}", 层级="没有的") for number in range(150)]
    version = uploaded(as_staff, "centers", table(*rows, title="台账"))
    assert (version.wrong_count, version.findings["problem_count"]) == (150, 150)
    first = page(as_staff, version).content.decode()
    assert "第 3 行" in first
    assert "下一页" in first
    assert "第 152 行" in page(as_staff, version, p=2).content.decode()
    answer = as_staff.get(reverse("admin:exchange_importversion_annotated", args=[version.pk]))
    from io import BytesIO

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert sheet["A1"].value == "台账"
    assert sheet["E2"].value == "问题"
    assert sum("不在可选的范围里" in (sheet.cell(row, 5).value or "") for row in range(3, 153)) == 150
    assert step(as_staff, version, "apply").status_code == 409
    assert not Center.objects.filter(name="中心1").exists()


def test_a_row_that_nobody_finds_tells_its_other_mistakes_too(as_staff, ours):
    row = {"编码": "QQ999", "中心名称": "x", "地址": "=A1", "层级": "社区站"}
    found = reasons(uploaded(as_staff, "centers", table(row)))
    assert found == ["2 编码: 没有这个中心，或者不归您管。", "2 层级: 不在可选的范围里。", "2 地址: 这是公式。"]


def test_a_corrected_copy_is_taken(as_staff, ours):
    row = row_of(ours, 地址="新的地址") | {"问题": "地址：某个问题"}
    version = applied(as_staff, "centers", table(row))
    assert version.findings["ignored"] == []


def test_an_empty_cell_changes_nothing_unless_the_person_says_so(as_staff, ours):
    Center.objects.filter(pk=ours.pk).update(telephone="0662-1111111")
    content = table(row_of(ours, 联系电话=None))
    version = uploaded(as_staff, "centers", content)
    assert (version.changed_count, version.findings["kept_although_empty"]) == (0, 1)
    assert "按“不改”处理" in page(as_staff, version).content.decode()
    applied(as_staff, "centers", content, empty_clears="on")
    ours.refresh_from_db()
    assert ours.telephone == ""


def test_what_cannot_be_empty_cannot_be_emptied(as_staff, ours):
    version = uploaded(as_staff, "centers", table(row_of(ours, 层级=None)), empty_clears="on")
    assert reasons(version) == ["2 层级: 这一格不能清空。"]


def test_data_that_has_changed_since_the_preview_is_not_overwritten_unseen(as_staff, ours):
    version = uploaded(as_staff, "centers", table(row_of(ours, 地址="新的地址")))
    ours.refresh_from_db()
    ours.address = "别人刚改的地址"
    ours.save()
    answer = step(as_staff, version, "apply")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "有变化" in text
    assert "别人刚改的地址" in text
    ours.refresh_from_db()
    assert ours.address == "别人刚改的地址"
    assert step(as_staff, version, "apply").status_code == 302
    ours.refresh_from_db()
    assert ours.address == "新的地址"


def test_a_version_is_applied_once(as_staff, ours):
    version = applied(as_staff, "centers", table(row_of(ours, 地址="新的地址")))
    assert step(as_staff, version, "apply").status_code == 409
    assert ours.history.filter(history_change_reason=version.reason).count() == 1


def test_a_dropped_upload_leaves_no_file(as_staff, ours, settings):
    version = uploaded(as_staff, "centers", table(row_of(ours, 地址="新的地址")))
    assert list((settings.VAR_DIR / "imports").glob("*.xlsx"))
    assert step(as_staff, version, "drop").status_code == 302
    assert not list((settings.VAR_DIR / "imports").glob("*.xlsx"))
    version.refresh_from_db()
    assert (version.state, version.findings) == ("dropped", {})
    assert step(as_staff, version, "apply").status_code == 409


def test_coordinates_come_in_the_system_that_the_row_states(as_staff, ours):
    lon, lat = from_wgs84(111.95, 21.86, "GCJ-02")
    applied(as_staff, "centers", table(row_of(ours, 经度=lon, 纬度=lat, 坐标系="高德")))
    ours.refresh_from_db()
    assert (ours.location.x, ours.location.y) == pytest.approx((111.95, 21.86), abs=1e-6)
    assert ours.location_source == "import"
    # The same numbers in another system are another place.
    version = uploaded(as_staff, "centers", table(row_of(ours, 经度=111.95, 纬度=21.86, 坐标系="GCJ-02")))
    assert version.changed_count == 1


def test_a_file_marked_as_sample_brings_no_real_facts(as_staff, ours):
    Center.objects.filter(pk=ours.pk).update(
        location=Point(111.96, 21.86, srid=4326), location_source="survey", source="official"
    )
    row = row_of(ours, 经度=111.97, 纬度=21.85, 坐标系="WGS-84", 联系电话="0662-7654321")
    version = uploaded(as_staff, "centers", table(row, title="台账（示例数据）"))
    assert version.changed_count == 0
    assert "位置是示例" in str(version.findings["notices"])


def test_two_centres_exchange_their_names(client, street, ours):
    client.force_login(street)
    first, second = Center.objects.visible_to(street).order_by("code")[:2]
    applied(client, "centers", table(row_of(first, 中心名称=second.name), row_of(second, 中心名称=first.name)))
    assert Center.objects.get(pk=first.pk).name == second.name
    assert first.history.last().name == first.name


def test_a_new_centre_gets_a_code_and_a_demonstration_centre_its_own(client, street, ours):
    client.force_login(street)
    rows = [new_row(ours), new_row(ours, 中心名称="第二个"), new_row(ours, 中心名称="示范", 示范点序号=901)]
    applied(client, "centers", table(*rows))
    codes = set(Center.objects.filter(name__in=["新设的中心", "第二个", "示范"]).values_list("code", flat=True))
    assert codes == {"ZX00001", "ZX00002", "JC901"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空"),
        (b"junk", "不是 .xlsx"),
        (workbook(["甲", "乙"], [1, 2]), "没有找到"),
        (workbook(["编码", "中心名称"]), "没有内容"),
    ],
)
def test_a_file_with_nothing_to_read_stays_on_the_page_with_its_reason(as_staff, content, reason, settings):
    answer = send(as_staff, "centers", content)
    assert answer.status_code == 400
    assert reason in answer.content.decode()
    assert not ImportVersion.objects.exists()
    assert not list((settings.VAR_DIR / "imports").glob("*.xlsx"))


def test_a_form_without_a_file_and_strange_names_are_no_failure(as_staff, ours):
    assert as_staff.post(list_address("centers", "upload")).status_code == 400
    for name in ("../../etc/passwd.xlsx", "\u202e名\x01.xlsx", "长" * 150 + ".xlsx"):
        answer = send(as_staff, "centers", table(row_of(ours, 地址="x1")), name=name)
        assert answer.status_code == 302
        assert "/" not in ImportVersion.objects.latest("pk").file_name


def test_junk_in_the_pages_address_is_no_failure(as_staff, ours):
    version = uploaded(as_staff, "centers", table(row_of(ours, 地址="新的地址")))
    for data in ({"show": "x", "p": "-1"}, {"p": "9" * 50}, {"show": "problems"}):
        assert page(as_staff, version, **data).status_code == 200


def test_many_rows_stay_within_few_queries(as_staff, ours, django_assert_max_num_queries):
    rows = [
        {"中心编码": ours.code, "事项编码": code, "状态": "可办"}
        for code in ServiceItem.objects.active().values_list("code", flat=True)
    ]
    version = uploaded(as_staff, "offerings", table(*rows))
    with django_assert_max_num_queries(45):
        step(as_staff, version, "apply")
    version.refresh_from_db()
    assert version.state == "applied"

"""Uploads of the lists beside that of the centres: rooms, hours, offerings, units and stewards."""

from datetime import date

import pytest

from centers.models import Center, Offering, OpeningHours, Room
from grids.models import GridAlias, GridUnit, Steward
from tests.exchange.conftest import applied, reasons, table, uploaded

pytestmark = pytest.mark.django_db


def test_rooms_are_known_by_number_or_by_what_they_are(as_staff, ours):
    office = Room.objects.create(center=ours, kind="office", name="一楼办公室", source="survey")
    hall = Room.objects.create(center=ours, kind="service_hall", source="survey")
    version = applied(
        as_staff,
        "rooms",
        table(
            {"系统编号": hall.pk, "中心编码": ours.code, "类型": "服务大厅", "名称": "大厅", "面积": "120㎡"},
            {"中心编码": ours.code, "类型": "办公室", "名称": "一楼办公室", "座位": "６"},
            {"中心编码": ours.code, "类型": "图书阅览室", "名称": "书屋", "座位": 20},
        ),
    )
    assert (version.new_count, version.changed_count) == (1, 2)
    hall.refresh_from_db()
    office.refresh_from_db()
    assert (hall.name, hall.area_m2, office.seats) == ("大厅", 120, 6)
    assert ours.rooms.get(name="书屋").source == "import"


def test_opening_hours_replace_a_period_as_a_whole(as_staff, ours):
    OpeningHours.objects.filter(center=ours).delete()
    kept = OpeningHours.objects.create(center=ours, weekdays=31, opens=510, closes=720)
    OpeningHours.objects.create(center=ours, weekdays=31, opens=870, closes=1050)
    version = applied(
        as_staff,
        "hours",
        table(
            {"中心编码": ours.code, "开放时间": "周一至周五 08:30–12:00、15:00—18:00；周六 9:00-12:00"},
            {"中心编码": ours.code, "时段起": "2027年1月1日", "时段止": "2027/2/28", "开放时间": "每天 10:00-16:00"},
        ),
    )
    rows = set(ours.opening_hours.values_list("weekdays", "opens", "closes", "first"))
    assert rows == {
        (31, 510, 720, None),
        (31, 900, 1080, None),
        (32, 540, 720, None),
        (127, 600, 960, date(2027, 1, 1)),
    }
    assert ours.opening_hours.filter(pk=kept.pk).exists()
    assert (version.new_count, version.changed_count) == (1, 1)
    ours.refresh_from_db()
    assert (ours.hours_source, ours.hours_leftover) == ("import", "")


def test_hours_that_nobody_understands_and_periods_that_cross_are_wrong(as_staff, ours):
    version = uploaded(
        as_staff,
        "hours",
        table(
            {"中心编码": ours.code, "时段起": "2027-01-01", "时段止": "2027-02-28", "开放时间": "农历初一"},
            {"中心编码": ours.code, "时段起": "2027-03-01", "时段止": "2027-05-01", "开放时间": "每天 9:00-12:00"},
            {"中心编码": ours.code, "时段起": "2027-04-01", "时段止": "2027-06-01", "开放时间": "每天 9:00-12:00"},
        ),
    )
    assert reasons(version) == [
        "2 开放时间: 没有看懂“农历初一”。",
        "3 时段起: 日期和另一个时段部分重叠。",
        "4 时段起: 日期和另一个时段部分重叠。",
    ]


def test_offerings_change_and_lose_their_confirmation(as_staff, ours, staff):
    cells = list(ours.offerings.select_related("item").order_by("item__code")[:2])
    Offering.objects.filter(pk=cells[0].pk).update(status="available", source="survey", confirmed_on="2026-01-01")
    Center.objects.filter(pk=ours.pk).update(services_confirmed_on="2026-01-01", services_confirmed_by=staff)
    applied(
        as_staff,
        "offerings",
        table(
            {"中心编码": ours.code, "事项编码": cells[0].item.code, "状态": "暂停办理", "说明": "装修"},
            {"中心编码": ours.code, "事项编码": cells[1].item.code, "状态": "未登记"},
        ),
    )
    cells[0].refresh_from_db()
    told = (cells[0].status, cells[0].source, cells[0].confirmed_on, cells[0].note)
    assert told == ("suspended", "import", None, "装修")
    ours.refresh_from_db()
    assert (ours.services_confirmed_on, ours.services_confirmed_by) == (None, None)


def test_units_below_ones_own_are_made_and_renamed(as_staff, ours):
    code = ours.unit.code
    applied(
        as_staff,
        "units",
        table(
            {"编码": f"{code}901", "名称": "一组", "人口": "１,200人", "人口数据来源": "实地核实"},
            {"编码": f"{code}901001", "名称": "一巷"},
            {"编码": code, "名称": "改了名的社区"},
        ),
    )
    group = GridUnit.objects.get(code=f"{code}901")
    assert (group.level, group.parent_id, group.population, group.figures_source) == (4, code, 1200, "survey")
    assert GridUnit.objects.get(code=f"{code}901001").parent_id == f"{code}901"
    assert GridAlias.objects.filter(unit=ours.unit, name=ours.unit.name).exists()
    version = uploaded(
        as_staff,
        "units",
        table({"编码": f"{code}902001", "名称": "没有上级"}, {"编码": code, "65岁以上人口": 10**6, "人口": 5}),
    )
    assert reasons(version) == ["2 编码: 没有这个区划，或者不归您管。", "3 65岁以上人口: 65岁以上人口多于人口。"]


def test_stewards_come_with_dates_and_plain_telephones(as_staff, ours):
    row = {
        "区划编码": ours.unit.code,
        "职责": "楼长",
        "姓名": "陈某某",
        "工作电话": "０６６２—3221234",
        "任职起": "2026.1.5",
    }
    version = applied(as_staff, "stewards", table(row))
    steward = Steward.objects.get(name="陈某某")
    assert (steward.telephone, steward.first, steward.is_public) == ("0662-3221234", date(2026, 1, 5), False)
    assert steward.history.get().history_change_reason == version.reason
    again = uploaded(as_staff, "stewards", table(row))
    assert again.unchanged_count == 1

"""The newest version is taken back as a whole, and what others have done since is not lost unseen."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from centers.models import Center, Offering, OpeningHours, Room
from grids.models import GridAlias, GridUnit, Steward
from search.find import find
from tests.exchange.conftest import applied, page, step, table

pytestmark = pytest.mark.django_db


def snapshot(model) -> list:
    """Every row of a model, without what counts changes."""
    names = [field.attname for field in model._meta.concrete_fields if field.name not in {"revision", "modified"}]
    return sorted((tuple(map(str, row)) for row in model.objects.values_list(*names)), key=lambda row: int(row[0]))


def differences(before, after) -> list:
    """Values of rows that stand in one of two snapshots only."""
    return [
        set(row) - set(other)
        for old, new in zip(before, after, strict=True)
        for row, other in zip(sorted(set(old) - set(new)), sorted(set(new) - set(old)), strict=True)
    ]


def new_row(center, name):
    return {"中心名称": name, "层级": "社区中心", "行政区划代码": center.unit.code, "开放时间": "每天 9:00-12:00"}


def test_everything_stands_again_as_it_stood(as_staff, ours, staff):
    models = (Center, OpeningHours, Offering)
    before = [snapshot(model) for model in models]
    changes = {"编码": ours.code, "地址": "新的地址", "联系电话": "0662-1111111", "工作人员数": 9}
    changes |= {"经度": 111.95, "纬度": 21.86, "坐标系": "WGS-84", "开放时间": "周一 10:00-11:00"}
    version = applied(as_staff, "centers", table(new_row(ours, ours.name) | changes, new_row(ours, "新的中心")))
    assert find("新的中心", kinds=("center",))
    assert [snapshot(model) for model in models] != before
    assert step(as_staff, version, "rollback").status_code == 302
    assert differences(before, [snapshot(model) for model in models]) == []
    assert not find("新的中心", kinds=("center",))
    version.refresh_from_db()
    assert (version.state, version.rolled_back_by) == ("rolled_back", staff)
    entry = ours.history.first()
    assert (entry.history_user, entry.history_change_reason) == (staff, version.rollback_reason)
    audited = AuditEntry.objects.filter(action="rollback").latest("pk")
    assert audited.detail == {"deleted": audited.detail["deleted"], "set_back": audited.detail["set_back"]}
    assert audited.detail["deleted"] >= 1


def test_rooms_hours_offerings_units_and_stewards_come_back(as_staff, ours):
    room = Room.objects.create(center=ours, kind="office", name="甲", source="survey")
    steward = Steward.objects.create(unit=ours.unit, role="grid", name="陈某", source="survey")
    item = ours.offerings.select_related("item").first().item.code
    files = {
        "rooms": [{"系统编号": room.pk, "中心编码": ours.code, "类型": "办公室", "名称": "乙"},
                  {"中心编码": ours.code, "类型": "服务大厅", "名称": "新"}],
        "hours": [{"中心编码": ours.code, "开放时间": "周日 10:00-11:00"}],
        "offerings": [{"中心编码": ours.code, "事项编码": item, "状态": "筹备中"}],
        "units": [{"编码": ours.unit.code, "名称": "改了名"}, {"编码": f"{ours.unit.code}901", "名称": "一组"}],
        "stewards": [{"系统编号": steward.pk, "区划编码": ours.unit.code, "职责": "楼长", "姓名": "陈某"},
                     {"区划编码": ours.unit.code, "职责": "志愿者", "姓名": "新来的"}],
    }  # fmt: skip
    models = (Center, OpeningHours, Offering, Room, Steward, GridUnit)
    before = [snapshot(model) for model in models]
    versions = [applied(as_staff, kind, table(*rows)) for kind, rows in files.items()]
    changed = [snapshot(model) for model in models]
    assert all(old != new for old, new in zip(before[1:], changed[1:], strict=True))
    for version in versions:
        assert step(as_staff, version, "rollback").status_code == 302
    assert differences(before, [snapshot(model) for model in models]) == []
    assert find("改了名", kinds=("grid_unit",)) == []
    assert GridAlias.objects.filter(unit=ours.unit, name=ours.unit.name).count() <= 1


def test_a_row_that_somebody_changed_since_is_shown_and_asked_about(as_staff, ours, district, client):
    version = applied(as_staff, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "导入的地址"}))
    ours.refresh_from_db()
    ours.address = "后来改的地址"
    ours.save()
    text = as_staff.get(reverse("admin:exchange_importversion_rollback", args=[version.pk])).content.decode()
    assert "后来改的地址" in text
    assert "后来的这些改动一起撤回" in text
    assert step(as_staff, version, "rollback").status_code == 409
    ours.refresh_from_db()
    assert ours.address == "后来改的地址"
    assert step(as_staff, version, "rollback", overwrite="1").status_code == 302
    ours.refresh_from_db()
    assert ours.address not in {"后来改的地址", "导入的地址"}


def test_what_was_changed_elsewhere_in_the_row_stays(as_staff, ours):
    old = ours.address
    version = applied(as_staff, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "导入的地址"}))
    ours.refresh_from_db()
    ours.telephone = "0662-2222222"
    ours.save()
    text = as_staff.get(reverse("admin:exchange_importversion_rollback", args=[version.pk])).content.decode()
    assert "会保留" in text
    assert step(as_staff, version, "rollback", overwrite="1").status_code == 302
    ours.refresh_from_db()
    assert (ours.address, ours.telephone) == (old, "0662-2222222")


def test_what_hangs_on_a_created_row_is_shown_and_asked_about(as_staff, ours):
    version = applied(as_staff, "centers", table(new_row(ours, "新的中心")))
    center = Center.objects.get(name="新的中心")
    Room.objects.create(center=center, kind="office", name="刚加的房间", source="survey")
    text = as_staff.get(reverse("admin:exchange_importversion_rollback", args=[version.pk])).content.decode()
    assert "刚加的房间" in text
    assert step(as_staff, version, "rollback").status_code == 409
    assert step(as_staff, version, "rollback", overwrite="1").status_code == 302
    assert not Center.objects.filter(pk=center.pk).exists()


def test_only_the_newest_is_taken_back(as_staff, ours):
    first = applied(as_staff, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "第一次"}))
    second = applied(as_staff, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "第二次"}))
    assert step(as_staff, first, "rollback", overwrite="1").status_code == 409
    assert step(as_staff, second, "rollback").status_code == 302
    ours.refresh_from_db()
    assert ours.address == "第一次"
    assert step(as_staff, first, "rollback", overwrite="1").status_code == 302
    assert step(as_staff, first, "rollback").status_code == 409


def test_a_later_import_of_another_account_into_the_same_rows_comes_first(client, staff, street, ours):
    client.force_login(staff)
    first = applied(client, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "社区导入"}))
    client.force_login(street)
    applied(client, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "街道导入"}))
    client.force_login(staff)
    answer = step(client, first, "rollback", overwrite="1")
    assert answer.status_code == 409
    assert "更新的导入" in answer.content.decode()


def test_an_import_into_other_rows_stands_in_nobodys_way(client, staff, neighbour, ours, foreign):
    client.force_login(staff)
    first = applied(client, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "甲地"}))
    client.force_login(neighbour)
    applied(client, "centers", table({"编码": foreign.code, "中心名称": foreign.name, "地址": "乙地"}))
    client.force_login(staff)
    assert step(client, first, "rollback").status_code == 302
    foreign.refresh_from_db()
    assert foreign.address == "乙地"


def test_rows_that_have_moved_out_of_scope_are_not_taken_back(client, street, ours, foreign):
    client.force_login(street)
    version = applied(client, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "甲地"}))
    ours.refresh_from_db()
    ours.unit = foreign.unit
    ours.save()
    answer = step(client, version, "rollback", overwrite="1")
    assert answer.status_code == 409
    assert "不归您管" in answer.content.decode()


def test_a_name_that_is_taken_in_the_meantime_is_told_and_nothing_changes(as_staff, ours, make_like):
    old = ours.name
    version = applied(as_staff, "centers", table({"编码": ours.code, "中心名称": "导入的名称"}))
    make_like(ours, name=old)
    answer = step(as_staff, version, "rollback")
    assert answer.status_code == 409
    assert "被别的记录用了" in answer.content.decode()
    ours.refresh_from_db()
    assert ours.name == "导入的名称"


def test_the_page_of_a_version_offers_to_take_it_back(as_staff, ours):
    version = applied(as_staff, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "甲地"}))
    assert "撤回这次导入" in page(as_staff, version).content.decode()
    step(as_staff, version, "rollback")
    assert "撤回这次导入" not in page(as_staff, version).content.decode()


@pytest.fixture
def make_like():
    def make(center, **values):
        return Center.objects.create(code="QQ1", tier=center.tier, unit=center.unit, source="survey", **values)

    return make

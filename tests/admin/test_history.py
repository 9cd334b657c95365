"""Every change of a record has who, when, old → new; a value and a deleted part can be brought back."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.recorded import update_recorded
from accounts.timeline import timeline_of
from centers.models import Center, Offering, OpeningHours, Room
from grids.models import Steward
from tests.admin.registry import address


def entry_texts(record):
    return [
        f"{entry.by} {entry.kind} {entry.subject} {change.label} {change.old} {change.new}"
        for entry in timeline_of(record).entries
        for change in entry.changes
    ]


@pytest.fixture
def as_staff_named(as_staff, staff):
    staff.last_name, staff.first_name = "陈", "小明"
    staff.save()
    return as_staff


def restore(client, record, entry, name=""):
    model = record._meta
    page = reverse(f"admin:{model.app_label}_{model.model_name}_restore", args=[record.pk])
    data = {"model": entry.model_label, "change": entry.history_id, "field": name}
    return client.post(page, data)


def test_the_first_change_knows_what_stood_there_before(ours):
    before = ours.telephone
    ours.telephone = "0662-3221234"
    ours.save()
    entry = timeline_of(ours).entries[0]
    (change,) = entry.changes
    assert (change.label, change.old, change.new) == ("联系电话", before or "（空）", "0662-3221234")


def test_a_save_without_a_change_is_no_entry(ours):
    before = len(timeline_of(ours).entries)
    ours.save()
    ours.save()
    assert len(timeline_of(ours).entries) == before


def test_what_a_command_changed_is_not_laid_to_the_next_persons_charge(ours, staff):
    Center.objects.filter(pk=ours.pk).update(address="导入时改的地址")
    ours.refresh_from_db()
    ours.telephone = "0662-3221234"
    ours._history_user = staff
    ours.save()
    entry = timeline_of(ours).entries[0]
    assert (entry.by, [change.label for change in entry.changes]) == (staff.username, ["联系电话"])


def test_the_page_says_who_and_what_in_chinese(as_staff_named, ours, staff):
    steward = Steward.objects.create(unit=ours.unit, role="grid", name="张某", source="survey")
    steward.telephone = "0662-3000000"
    steward._history_user = staff
    steward.save()
    text = as_staff_named.get(address(Steward, "history", steward.pk)).content.decode()
    assert "陈小明" in text
    assert "公开工作电话" in text
    assert "0662-3000000" in text


def test_changes_in_bulk_are_kept_too(ours, staff):
    assert ours.offerings.all()[:2]
    cells = Offering.objects.filter(pk__in=[cell.pk for cell in ours.offerings.missing()[:3]])
    count = cells.change(by=staff, status=Offering.Status.AVAILABLE, source="survey")
    assert count == 3
    texts = [text for text in entry_texts(ours) if "状态 未登记 可办" in text]
    assert len(texts) == 3
    assert all(text.startswith(f"{staff.username} 修改 可办事项") for text in texts)


def test_bulk_changes_raise_the_revision(ours, staff):
    before = ours.revision
    Offering.objects.filter(center=ours).change(by=staff, note="午休")
    ours.refresh_from_db()
    assert ours.revision > before


def test_values_are_told_in_words(ours):
    row = OpeningHours.objects.create(center=ours, weekdays=1, opens=480, closes=720)
    row.weekdays, row.opens, row.closed_on_holidays = 31, 510, False
    row.save()
    texts = " ".join(entry_texts(ours))
    assert "星期 周一 周一至周五" in texts
    assert "08:00 08:30" in texts
    assert "法定节假日休息 是 否" in texts


def test_a_value_comes_back(as_staff, ours, staff):
    ours.address = "第一条路1号"
    ours.save()
    ours.address = "错的地址"
    ours.save()
    entry = timeline_of(ours).entries[0]
    assert restore(as_staff, ours, entry, "address").status_code == 302
    ours.refresh_from_db()
    assert ours.address == "第一条路1号"
    assert timeline_of(ours).entries[0].reason == "恢复旧值"
    kept = AuditEntry.objects.get(action="restore")
    assert (kept.actor, kept.subject, kept.detail["field"]) == (staff.username, ours.name, "address")


def test_a_deleted_part_comes_back(as_staff, ours):
    room = Room.objects.create(center=ours, kind="office", name="小会议室", source="survey")
    key = room.pk
    room.delete()
    entry = timeline_of(ours).entries[0]
    assert entry.is_deletion
    assert restore(as_staff, ours, entry).status_code == 302
    assert Room.objects.get(pk=key).name == "小会议室"
    assert restore(as_staff, ours, entry).status_code == 404  # it is there again


def test_a_value_that_breaks_a_rule_of_today_stays_away(as_staff, ours, foreign):
    former = ours.name
    ours.name = "新名字"
    ours.save()
    Center.objects.filter(pk=foreign.pk).update(name=former)
    answer = restore(as_staff, ours, timeline_of(ours).entries[0], "name")
    assert answer.status_code == 302
    ours.refresh_from_db()
    assert ours.name == "新名字"
    assert "旧值现在不能用" in as_staff.get(answer.url).content.decode()


def test_what_an_operation_decides_is_not_set_back(as_superuser, ours):
    Center.objects.filter(pk=ours.pk).change(code="ZZ1")
    entry = timeline_of(ours).entries[0]
    assert not entry.changes[0].can_restore
    assert restore(as_superuser, ours, entry, "code").status_code == 404


def test_nobody_restores_or_reads_a_neighbours_record(as_staff, ours, foreign):
    for center in (ours, foreign):
        center.address = "改过的地址"
        center.save()
    theirs = timeline_of(foreign).entries[0]
    assert restore(as_staff, foreign, theirs, "address").status_code == 404
    assert restore(as_staff, ours, theirs, "address").status_code == 404
    foreign.refresh_from_db()
    assert foreign.address == "改过的地址"
    assert as_staff.get(address(Center, "history", foreign.pk)).status_code == 404


def test_junk_restores_nothing(as_staff, ours):
    page = reverse("admin:centers_center_restore", args=[ours.pk])
    assert as_staff.get(page).status_code == 405
    assert as_staff.post(page, {}).status_code == 404
    assert as_staff.post(page, {"model": "centers.Center", "change": "x", "field": "name"}).status_code == 400


def test_a_long_history_costs_no_more(as_staff, ours, django_assert_max_num_queries):
    cells = list(ours.offerings.missing()[:40])
    for cell in cells:
        cell.note = "说明"
    update_recorded(cells, ["note"])
    with django_assert_max_num_queries(40):
        answer = as_staff.get(address(Center, "history", ours.pk))
    assert answer.content.decode().count("可办事项") >= 30

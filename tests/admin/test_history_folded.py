"""What one person did to many parts of a record at once is told once, so that the rest is found."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.folding import folded
from accounts.timeline import Entry, FieldChange, timeline_of
from centers.models import Center, FactGroup, Offering
from tests.admin.registry import address

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def entry(subject, *, seconds=0, by="陈小明", old="（空）", can_restore=False):
    changes = [FieldChange("confirmed_on", "最近确认日期", old, "2026-11-25", can_restore)]
    return Entry(1, "centers.Offering", NOW - timedelta(seconds=seconds), by, "修改", subject, "", changes)


def test_the_same_change_of_many_parts_is_one_entry_that_names_them_all():
    (one,) = folded([entry("甲"), entry("乙", seconds=1), entry("丙", seconds=2)])
    assert one.parts == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    "other",
    [
        entry("乙", by="李小红"),
        entry("乙", old="2026-01-01"),
        entry("乙", seconds=90),
        entry("乙", can_restore=True),
        entry(""),
    ],
    ids=["another person", "another change", "another time", "with a way back", "the record itself"],
)
def test_what_differs_stays_apart(other):
    assert [one.parts for one in folded([entry("甲"), other])] == [["甲"], [other.subject]]


@pytest.mark.django_db
def test_confirming_a_centre_does_not_bury_what_was_changed_before(as_staff, ours, staff):
    cells = Offering.objects.filter(center=ours).exclude(status=Offering.Status.MISSING)
    cells.update(confirmed_on=None)
    answered = cells.count()
    assert answered > 20
    before = len(timeline_of(ours).entries)
    ours.confirm(FactGroup, staff)
    entries = timeline_of(ours).entries
    new = entries[: len(entries) - before]
    assert sorted(len(one.parts) for one in new) == [1, answered]
    text = as_staff.get(address(Center, "history", ours.pk)).content.decode()
    assert f"等{answered}项" in text
    assert "恢复为（空）" not in text


@pytest.mark.django_db
def test_whoever_was_the_first_to_confirm_is_named(ours, staff):
    staff.last_name, staff.first_name = "陈", "小燕"
    staff.save()
    ours.confirm([FactGroup.CONTACTS], staff)
    told = {change.label: (change.old, change.new) for change in timeline_of(ours).entries[0].changes}
    assert told["联系方式确认人"] == ("（空）", "陈小燕")

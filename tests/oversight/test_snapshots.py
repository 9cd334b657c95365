"""A snapshot stays what it was; a correction is a new version beside it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from centers.models import Center
from oversight.models import Snapshot, units_with_snapshots
from oversight.periods import Period
from oversight.querysets import SnapshotImmutable
from oversight.tiles import read
from oversight.trends import trends_of


@pytest.fixture
def quarter():
    return Period.quarter_of(timezone.localdate())


@pytest.fixture
def snapshot(street_unit, quarter):
    return Snapshot.take(quarter, [street_unit])[0]


def kept_before(unit, period, figures):
    """A snapshot of an earlier period, as it would stand there by now."""
    return Snapshot.objects.create(
        period=str(period),
        last_day=period.last,
        unit=unit,
        taken_at=timezone.now(),
        figures=figures,
        reading=read(unit).kept(),
    )


def test_last_quarter_stays_what_it_was_whatever_changes(snapshot, ours, street_unit):
    before = snapshot.as_reading()
    Center.objects.filter(pk=ours.pk).update(status="closed", name="改了名")
    again = Snapshot.objects.get(pk=snapshot.pk).as_reading()
    assert again.kept() == before.kept()
    assert read(street_unit).figures()["network.open"].value == again.figures()["network.open"].value - 1


def test_a_snapshot_is_neither_changed_nor_deleted(snapshot):
    snapshot.note = "改一下"
    for change in (
        snapshot.save,
        snapshot.delete,
        Snapshot.objects.all().delete,
        lambda: Snapshot.objects.update(note="改一下"),
        lambda: Snapshot.objects.bulk_update([snapshot], ["note"]),
    ):
        with pytest.raises(SnapshotImmutable):
            change()
    assert Snapshot.objects.get().note == ""


def test_whoever_took_it_may_leave(street_unit, quarter, district):
    Snapshot.take(quarter, [street_unit], by=district)
    district.delete()
    assert Snapshot.objects.get().taken_by is None


def test_a_correction_says_why_and_keeps_the_old_version(snapshot, street_unit, quarter, ours):
    with pytest.raises(ValidationError, match="写明原因"):
        Snapshot.take(quarter, [street_unit], note="  ")
    Center.objects.filter(pk=ours.pk).update(status="closed")
    newer = Snapshot.take(quarter, [street_unit], note="漏了一个关闭的中心")[0]
    assert (newer.version, newer.note) == (2, "漏了一个关闭的中心")
    assert list(Snapshot.objects.of(street_unit).newest_versions()) == [newer]
    assert Snapshot.objects.get(version=1).figures == snapshot.figures != newer.figures


def test_the_database_refuses_a_second_of_the_same_version_and_a_correction_without_a_reason(snapshot, street_unit):
    for version, note in ((1, ""), (2, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Snapshot.objects.create(
                period=snapshot.period,
                last_day=snapshot.last_day,
                unit=street_unit,
                version=version,
                note=note,
                taken_at=timezone.now(),
                figures={},
                reading={},
            )


def test_of_a_period_long_past_or_to_come_there_is_nothing_to_take(street_unit):
    for period in (Period(2019, 1, True), Period(timezone.localdate().year + 1, 4, True)):
        with pytest.raises(ValidationError, match="补不回来"):
            Snapshot.take(period, [street_unit])


def test_the_command_takes_the_district_and_every_street_or_none(db, quarter, capsys):
    call_command("take_snapshot", str(quarter))
    assert Snapshot.objects.count() == len(units_with_snapshots()) > 10
    with pytest.raises(CommandError, match="写明原因"):
        call_command("take_snapshot", str(quarter))
    with pytest.raises(CommandError, match="2026Q4"):
        call_command("take_snapshot", "去年")
    assert Snapshot.objects.filter(version=2).count() == 0


def test_the_trend_tells_the_last_period_and_a_year_ago(street_unit, quarter):
    now = read(street_unit)
    value = now.figures()["network.open"].value
    last = Period.quarter_of(quarter.first - timedelta(days=1))
    kept_before(street_unit, last, {"network.open": [value - 2, value]})
    kept_before(street_unit, quarter.a_year_before, {"network.open": [value, value]})
    trend = trends_of(street_unit, now)["network.open"]
    assert [(step.label, step.words.split("，")[0]) for step in trend.steps] == [
        (f"比上一期（{last.label}）", "+2个"),
        (f"比一年前（{quarter.a_year_before.label}）", "持平"),
    ]
    assert [point[0] for point in trend.points] == [str(quarter.a_year_before), str(last), "现在"]
    assert trend.has_line


def test_without_snapshots_the_trend_says_so(street_unit):
    trend = trends_of(street_unit, read(street_unit))["network.open"]
    assert trend.steps == []
    assert trend.without == ["上一期没有快照", "一年前没有快照"]
    assert not trend.has_line


def test_the_department_takes_them_with_a_button(as_district, district_unit, quarter, page_of):
    page = page_of("snapshots")
    assert as_district.post(page, {"period": str(quarter)}).status_code == 302
    again = as_district.post(page, {"period": str(quarter), "note": ""})
    assert again.status_code == 400
    assert "请写明原因" in again.content.decode()
    assert as_district.get(page).context["page"].count == 1


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"period": "明年"},
        {"period": "2019Q1"},
        {"period": "2026Q4\x00"},
        {"period": "\ufffd"},
        {"period": str(Period.quarter_of(date(2026, 1, 1))), "note": "长" * 100_000},
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_taken(as_district, page_of, posted):
    answer = as_district.post(page_of("snapshots"), posted)
    assert answer.status_code == 400
    assert Snapshot.objects.count() == 0


def test_a_note_with_junk_stays_in_the_form(as_district, page_of, quarter):
    answer = as_district.post(page_of("snapshots"), {"period": str(quarter), "note": "长" * 201})
    assert answer.status_code == 400
    assert "长" * 201 in answer.content.decode()


def test_a_street_takes_none(as_street, page_of, quarter):
    assert as_street.post(page_of("snapshots"), {"period": str(quarter)}).status_code == 403
    assert Snapshot.objects.count() == 0

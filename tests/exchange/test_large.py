"""Thousands of rows: within memory, in a process of their own, with a page that says how far it is."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from centers.models import Center
from exchange import applying
from exchange.models import ImportVersion
from tests.exchange.conftest import page, step, table, uploaded


def test_seven_thousand_centres_come_in_at_once_within_500_megabytes():
    """The slowest test of this room: half a minute, in a SpatiaLite database of its own."""
    if connection.vendor != "sqlite":
        pytest.skip("once is enough: the bench makes a SpatiaLite database")
    command = [sys.executable, str(settings.BASE_DIR / "bench" / "excel.py"), "web", "--count", "7000"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": ""})
    told = dict(pair.split("=") for pair in run.stdout.splitlines()[-1].split())
    assert told["centres"] == "7000"
    assert int(told["megabytes"]) < 500
    steps = [int(done) for done in re.findall(r"^(\d+)/7000$", run.stderr, re.MULTILINE)]
    assert len(steps) >= 10
    assert steps == sorted(steps)


@pytest.fixture
def large(as_staff, ours, monkeypatch):
    """A confirmed upload that counts as large; its process is not started but kept in `started`."""
    monkeypatch.setattr("exchange.admin.QUICK", 0)
    monkeypatch.setattr(applying.subprocess, "Popen", lambda command, **options: started.append(command))
    started = []
    version = uploaded(as_staff, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "新的地址"}))
    assert step(as_staff, version, "apply").status_code == 302
    version.refresh_from_db()
    version.started = started
    return version


@pytest.mark.django_db
def test_a_large_upload_is_written_by_a_process_of_its_own(as_staff, large, ours, staff):
    assert large.state == "applying"
    (command,) = large.started
    assert command[-3:] == ["apply_import", str(large.pk), str(staff.pk)]
    answer = page(as_staff, large)
    assert "正在导入：0 / 1" in answer.content.decode()
    assert answer["Refresh"] == "3"
    assert step(as_staff, large, "apply").status_code == 409
    call_command("apply_import", large.pk, staff.pk, verbosity=0)
    ours.refresh_from_db()
    assert ours.address == "新的地址"
    assert ours.history.first().history_user == staff
    answer = page(as_staff, large)
    assert "已经导入" in answer.content.decode()
    assert "Refresh" not in answer


@pytest.mark.django_db
def test_a_process_that_has_died_is_started_again(as_staff, large):
    applying.progress_file(large).unlink()
    assert "中断了" in page(as_staff, large).content.decode()
    assert step(as_staff, large, "apply").status_code == 302
    assert len(large.started) == 2


@pytest.mark.django_db
def test_a_process_that_fails_leaves_the_upload_to_be_tried_again(large, staff, monkeypatch):
    def fails(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr("exchange.applying.check", fails)
    with pytest.raises(MemoryError):
        call_command("apply_import", large.pk, staff.pk, verbosity=0)
    large.refresh_from_db()
    assert large.state == ImportVersion.State.READY


@pytest.mark.django_db
def test_data_that_changed_before_the_process_began_is_told(as_staff, large, ours, staff):
    Center.objects.filter(pk=ours.pk).update(address="别人刚改的")
    with pytest.raises(CommandError, match="有变化"):
        call_command("apply_import", large.pk, staff.pk, verbosity=0)
    assert "别人刚改的" in page(as_staff, large).content.decode()

"""The audit trail: append-only in the database itself, sealed row by row."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import audit, audit_triggers
from accounts.audit import Action, record
from accounts.models import AuditEntry


@pytest.fixture
def trail(db):
    return [record(Action.SIGN_IN, actor=f"person{number}", detail={"number": number}) for number in range(5)]


@pytest.fixture
def without_triggers(db):
    """What somebody could do who has the rights of the database's owner."""
    audit_triggers.remove(connection)
    yield
    audit_triggers.install(connection)


def refused(change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()


def test_the_database_refuses_changes(trail):
    refused(lambda: AuditEntry.objects.filter(pk=trail[2].pk).update(actor="nobody"))
    refused(lambda: AuditEntry.objects.filter(pk=trail[2].pk).delete())

    def raw():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_auditentry")

    refused(raw)
    assert AuditEntry.objects.count() == 5


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no TRUNCATE")
def test_the_database_refuses_to_empty_the_table(trail):
    def raw():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE accounts_auditentry")

    refused(raw)


def test_an_untouched_trail_is_whole(trail):
    assert audit.first_bad_entry() == (None, 5)
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "完整，共5条" in out.getvalue()


@pytest.mark.parametrize("field", ["actor", "action", "subject", "subject_key", "detail", "at", "address"])
def test_a_changed_entry_is_named(field, trail, without_triggers):
    value = {"detail": {"number": 9}, "at": timezone.now(), "address": "192.0.2.1"}.get(field, "role")
    AuditEntry.objects.filter(pk=trail[2].pk).update(**{field: value})
    assert audit.first_bad_entry() == (trail[2], 3)
    with pytest.raises(CommandError, match=f"第3条（编号{trail[2].pk}"):
        call_command("verify_audit")


def test_a_removed_entry_shows_in_the_next(trail, without_triggers):
    AuditEntry.objects.filter(pk=trail[2].pk).delete()
    assert audit.first_bad_entry()[0] == trail[3]


def test_a_removed_beginning_shows(trail, without_triggers):
    AuditEntry.objects.filter(pk=trail[0].pk).delete()
    assert audit.first_bad_entry()[0] == trail[1]


def test_old_entries_go_and_the_trail_stays_whole(db, settings, monkeypatch):
    settings.AUDIT_KEEP_MONTHS = 36
    now = timezone.now()
    with monkeypatch.context() as patch:
        for days in (1200, 1150, 200):
            patch.setattr(timezone, "now", lambda days=days: now - timedelta(days=days))
            record(Action.SIGN_IN, actor="someone")
    assert audit.prune() == 2
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["sign_in", "prune"]
    assert audit.first_bad_entry() == (None, 2)
    assert audit.prune() == 0


def test_what_was_typed_at_a_sign_in_never_breaks_the_trail(db):
    record(Action.SIGN_IN_REFUSED, actor="\x00\ud800" + "长" * 500)
    assert audit.first_bad_entry() == (None, 1)

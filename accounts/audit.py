"""Writing and checking the audit trail."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.models.audit import AuditEntry
from query.turns import take_turn

Action = AuditEntry.Action
GENESIS = "0" * 64
LONGEST_MONTH = 31  # days
# Entries are appended one after the other. Any number that the portal's other turns do not use.
_TURN = 441702_01
_LONGEST = {name: AuditEntry._meta.get_field(name).max_length for name in ("actor", "subject", "subject_key")}


def record(action, *, request=None, actor=None, subject="", subject_key="", detail=None) -> AuditEntry:
    """Append one entry.

    :param request: where it came from; gives the address, and the account unless `actor` names it. None takes the
        request that this thread is answering, if it is answering one.
    :param actor: an account, or a username as typed at a sign-in.
    :param subject: what it was done to, in words; `subject_key` is its code or key.
    :param detail: what else is to be known, as plain JSON without personal data.
    """
    request = request or getattr(HistoricalRecords.context, "request", None)
    if actor is None and getattr(request, "user", None) is not None and request.user.is_authenticated:
        actor = request.user
    entry = AuditEntry(
        action=action,
        actor=_fit("actor", getattr(actor, "username", actor) or ""),
        address=_address_of(request),
        subject=_fit("subject", subject),
        subject_key=_fit("subject_key", subject_key),
        detail=json.loads(json.dumps(detail or {}, default=str)),
    )
    with transaction.atomic():
        take_turn(_TURN)
        entry.at = timezone.now()
        entry.previous_hash = AuditEntry.objects.order_by("-pk").values_list("hash", flat=True).first() or GENESIS
        entry.hash = seal(entry)
        entry.save(force_insert=True)
    return entry


def seal(entry: AuditEntry) -> str:
    """SHA-256 over the hash of the entry before and everything that this entry says."""
    told = [
        entry.previous_hash,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.action,
        entry.actor,
        entry.address or "",
        entry.subject,
        entry.subject_key,
        entry.detail,
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def first_bad_entry() -> tuple[AuditEntry | None, int]:
    """The first entry with a broken seal or link to the one before (None when all hold), and how many were read.

    The trail may begin where a pruning ended: that pruning's own entry says after which hash.
    """
    count = 0
    previous = None
    for entry in AuditEntry.objects.order_by("pk").iterator(chunk_size=2000):
        count += 1
        if previous is None:
            previous = entry.previous_hash if entry.previous_hash in _beginnings() else GENESIS
        if entry.previous_hash != previous or seal(entry) != entry.hash:
            return entry, count
        previous = entry.hash
    return None, count


def prune(now: datetime | None = None) -> int:
    """Delete entries older than `AUDIT_KEEP_MONTHS` and note where the trail now begins; says how many went."""
    now = now or timezone.now()
    oldest_kept = now - timedelta(days=LONGEST_MONTH * settings.AUDIT_KEEP_MONTHS)
    with transaction.atomic():
        take_turn(_TURN)
        # Only from the beginning: a clock that was once wrong must not tear a hole.
        first_kept = AuditEntry.objects.filter(at__gte=oldest_kept).order_by("pk").values_list("pk", flat=True).first()
        old = AuditEntry.objects.filter(at__lt=oldest_kept)
        if first_kept is not None:
            old = old.filter(pk__lt=first_kept)
        last = old.order_by("-pk").first()
        if last is None:
            return 0
        count = old.count()
        record(Action.PRUNE, detail={"count": count, "through": last.at.isoformat(), "hash": last.hash})
        old._raw_delete(old.db)
    return count


def _beginnings() -> Iterator[str]:
    yield GENESIS
    for detail in AuditEntry.objects.filter(action=Action.PRUNE).values_list("detail", flat=True):
        yield detail.get("hash", "")


def _address_of(request):
    return None if request is None else request.META.get("REMOTE_ADDR") or None


def _fit(name, value) -> str:
    # A NUL byte or half a surrogate pair in a typed username must not lose the entry.
    plain = str(value).replace("\x00", "").encode("utf-8", "replace").decode()
    return plain[: _LONGEST[name]]

"""A checked upload becomes a version: in one transaction, all of it or nothing."""

import json
import subprocess
import sys
import time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import Action, record
from exchange.checking import check
from exchange.findings import digest_of, findings_of, take_findings
from exchange.models import ImportVersion

# So many rows are written while the person waits; more go to a process of their own, which says how far it is.
QUICK = 1000
SILENT_FOR = 600  # seconds without a word: the process is gone


class NotApplied(Exception):
    """Why nothing was written, in Chinese."""


class _ChangedSince(Exception):
    def __init__(self, laying):
        self.laying = laying


def _refuse_unanswered(version: ImportVersion, is_answered: bool) -> None:
    """:raises NotApplied: when the preview asks something and the person has not said yes."""
    if version.questions and not is_answered:
        raise NotApplied("什么都没有导入。请先看“请先回答”；核对过、没有错的，勾选以后再确认。")


def apply_version(version: ImportVersion, user, *, request=None, progress=None, is_answered=False) -> None:
    """Check the file again and write what it says.

    :param is_answered: the person has said yes to what the preview asks.
    :raises NotApplied: when it asks and nobody has, the version is past that, or the data has changed since the
        preview, which is then renewed.
    """
    try:
        with transaction.atomic():
            _write(version, user, request, progress, is_answered)
    except _ChangedSince as error:
        take_findings(version, error.laying)
        version.save()
        raise NotApplied("预览之后，后台的资料有变化，什么都没有导入。请再看一遍下面的预览，然后确认。") from error
    except IntegrityError as error:
        ImportVersion.objects.filter(pk=version.pk).update(state=ImportVersion.State.READY)
        raise NotApplied("刚才有人改了同样的资料，什么都没有导入。请再确认一次。") from error
    finally:
        progress_file(version).unlink(missing_ok=True)


def _write(version, user, request, progress, is_answered):
    stored = ImportVersion.objects.select_for_update().get(pk=version.pk)
    if stored.state not in {ImportVersion.State.READY, ImportVersion.State.APPLYING}:
        raise NotApplied(f"这次上传已经是“{stored.get_state_display()}”，不能再导入。")
    _refuse_unanswered(version, is_answered)
    laying = check(
        version.resource,
        version.path,
        user,
        name=version.file_name,
        empty_clears=version.empty_clears,
        is_writing=True,
    )
    if digest_of(findings_of(laying)) != version.findings_digest or laying.sheet.problems:
        raise _ChangedSince(laying)
    laying.write(by=user, reason=version.reason, progress=progress)
    version.state = ImportVersion.State.APPLIED
    version.applied_at = timezone.now()
    version.save()
    record(
        Action.IMPORT,
        request=request,
        actor=user,
        subject=f"{version.kind_label}（Excel）",
        subject_key=str(version.pk),
        detail={
            "file": version.file_name,
            "sha256": version.digest,
            "new": version.new_count,
            "changed": version.changed_count,
            "unchanged": version.unchanged_count,
            **({"answered": "".join(version.questions)} if version.questions else {}),
        },
    )


def apply_in_background(version: ImportVersion, user, *, is_answered=False) -> None:
    """Start a process that applies a large version; its page shows how far it is."""
    _refuse_unanswered(version, is_answered)
    changed = ImportVersion.objects.filter(pk=version.pk, state=version.state)
    if not changed.update(state=ImportVersion.State.APPLYING):
        raise NotApplied("这次上传已经在导入了。")
    say_how_far(version, 0, version.differing_count)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "apply_import", str(version.pk), str(user.pk)]
    subprocess.Popen(  # noqa: S603  (our own command, numbers only)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )


def progress_file(version):
    """Where the process that applies a version says how far it is: its transaction hides the rows from others."""
    return settings.VAR_DIR / "imports" / f"{version.pk}.progress"


def say_how_far(version, done: int, total: int) -> None:
    """Note how many rows are written."""
    path = progress_file(version)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([done, total]))


def how_far(version) -> tuple[int, int] | None:
    """How many rows are written, and of how many; None when the process has not said anything for long."""
    path = progress_file(version)
    try:
        if time.time() - path.stat().st_mtime > SILENT_FOR:
            return None
        done, total = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return done, total

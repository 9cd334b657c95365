"""An upload as a version: checked, shown, applied as a whole, rolled back as a whole."""

import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from exchange.querysets import ImportVersionQuerySet, scope_of
from exchange.registry import resource_named, resources
from exchange.storage import private_storage


def private_name(version, filename) -> str:
    """A name that nobody can guess and that says nothing of the uploaded file's."""
    return f"{secrets.token_urlsafe(16)}.xlsx"


class ImportVersion(models.Model):
    """One uploaded file, what it would change, and what became of it."""

    class State(models.TextChoices):
        WRONG = "wrong", "有错，不能导入"
        READY = "ready", "等待确认"
        APPLYING = "applying", "正在导入"
        APPLIED = "applied", "已导入"
        ROLLED_BACK = "rolled_back", "已撤回"
        DROPPED = "dropped", "已放弃"

    kind = models.CharField("清单", max_length=20)  # a resource's name
    file_name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("大小（字节）")
    digest = models.CharField("文件摘要", max_length=64)  # SHA-256
    file = models.FileField("文件", storage=private_storage, upload_to=private_name)
    empty_clears = models.BooleanField("空白格清空原内容", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="import_versions", verbose_name="上传人"
    )
    by_name = models.CharField("上传账号", max_length=150)  # stays when the account goes
    scope = models.CharField(max_length=64)  # the uploader's units (`scope_of`)
    at = models.DateTimeField("上传时间", default=timezone.now)
    state = models.CharField("状态", max_length=12, choices=State)
    new_count = models.PositiveIntegerField("新增", default=0)
    changed_count = models.PositiveIntegerField("变更", default=0)
    unchanged_count = models.PositiveIntegerField("未变", default=0)
    wrong_count = models.PositiveIntegerField("有错", default=0)  # rows
    findings = models.JSONField(default=dict)  # as `exchange.findings` writes them
    findings_digest = models.CharField(max_length=64, blank=True)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    rolled_back_at = models.DateTimeField("撤回时间", null=True, blank=True)
    rolled_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="撤回人"
    )

    objects = ImportVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "导入记录"
        verbose_name_plural = "导入记录"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "state"], name="import_kind_state")]

    def __str__(self):
        return f"{self.resource.label} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"

    @classmethod
    def keep(cls, kind: str, upload, user, *, empty_clears: bool = False) -> "ImportVersion":
        """An unsaved version with the uploaded file kept privately. Check it, then save."""
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        version = cls(
            kind=kind,
            file_name=plain_name(upload.name),
            size=upload.size,
            digest=digest.hexdigest(),
            empty_clears=empty_clears,
            by=user,
            by_name=user.username,
            scope=scope_of(user),
        )
        version.file.save("upload.xlsx", upload, save=False)
        return version

    @property
    def resource(self):
        """What the file holds (`exchange.resources.Resource`)."""
        return resource_named(self.kind)

    @property
    def path(self) -> Path:
        """Where the uploaded file lies."""
        return Path(self.file.path)

    @property
    def reason(self) -> str:
        """What the history says of every row that this version wrote."""
        return f"导入记录{self.pk}"

    @property
    def rollback_reason(self) -> str:
        """What the history says of every row that was set back."""
        return f"撤回{self.reason}"

    @property
    def kind_label(self) -> str:
        """What the file holds, in words."""
        return self.resource.label

    @property
    def row_count(self) -> int:
        """How many rows were read."""
        return self.new_count + self.changed_count + self.unchanged_count + self.wrong_count

    @property
    def differing_count(self) -> int:
        """How many rows would be written."""
        return self.new_count + self.changed_count

    @property
    def questions(self) -> list[str]:
        """What the person must say yes to before the file is written."""
        return self.findings.get("questions", [])

    @transaction.atomic
    def drop(self) -> bool:
        """Give the upload up: nothing was written, and the file goes. False when it is past that."""
        stored = type(self).objects.select_for_update().get(pk=self.pk)
        if stored.state not in {self.State.READY, self.State.WRONG}:
            return False
        stored.state, stored.findings = self.State.DROPPED, {}
        stored.forget_file()
        stored.save()
        return True

    def forget_file(self) -> None:
        """Remove the uploaded file from the disk."""
        if self.file:
            self.file.delete(save=False)


def plain_name(name: str) -> str:
    """A file's name as shown: no path, nothing unprintable, not too long."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in name if letter.isprintable())[-200:] or "upload.xlsx"


def kinds() -> list[tuple[str, str]]:
    """The kinds of lists as choices."""
    return [(resource.kind, resource.label) for resource in resources()]

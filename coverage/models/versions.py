"""What is imported as a version: one is active, the others are kept, and the last change can be taken back."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from query.turns import take_turn

COMMAND_LINE = "命令行"
# Any number that the portal's other turns do not use.
_TURN = 441702_04


def take_coverage_turn() -> None:
    """Wait for others who switch versions or count edits. Whoever also writes to the audit trail takes this turn first:
    two who take turns in different orders would wait for each other."""
    take_turn(_TURN)


class NotPossible(Exception):
    """Why nothing was changed, in Chinese."""


class VersionQuerySet(models.QuerySet):
    def active(self):
        """The version in use: one row or none."""
        return self.filter(state=self.model.State.ACTIVE)

    def usable(self):
        """Versions that were imported to the end."""
        return self.filter(state__in=[self.model.State.READY, self.model.State.ACTIVE, self.model.State.FORMER])

    def same_as(self, digest: str):
        """Versions made from the same inputs."""
        return self.usable().filter(digest=digest)


class Version(models.Model):
    """One imported file. The database allows one active version."""

    class State(models.TextChoices):
        IMPORTING = "importing", "正在导入"
        READY = "ready", "等待启用"
        ACTIVE = "active", "正在使用"
        FORMER = "former", "以前用过"
        FAILED = "failed", "没有导入"

    file_name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    file_digest = models.CharField("文件摘要", max_length=64)  # SHA-256
    # Of everything that the result depends on: the same inputs make no new version.
    digest = models.CharField(max_length=64, db_index=True, blank=True)
    crs = models.CharField("坐标系", max_length=20, default="WGS-84")  # as declared; what is stored is WGS-84
    source = models.CharField("来源", max_length=120, blank=True)
    data_date = models.DateField("数据日期", null=True, blank=True)
    imported_at = models.DateTimeField("导入时间", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="导入人"
    )
    by_name = models.CharField("导入账号", max_length=150, default=COMMAND_LINE)  # stays when the account goes
    state = models.CharField("状态", max_length=12, choices=State, default=State.IMPORTING)
    problem = models.TextField("没有导入的原因", blank=True)
    report = models.JSONField("导入报告", default=dict, blank=True)
    activated_at = models.DateTimeField("启用时间", null=True, blank=True)
    activated_by_name = models.CharField("启用账号", max_length=150, blank=True)
    # What was in use when this one was put to use: where taking back leads.
    previous = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="之前的版本"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="active"),
                name="%(class)s_one_active",
                violation_error_message="同时只能有一个正在使用的版本。",
            )
        ]

    def __str__(self):
        return f"{self._meta.verbose_name}第{self.pk}版"

    @property
    def may_be_activated(self) -> bool:
        """Whether it could be put to use."""
        return self.state in {self.State.READY, self.State.FORMER}

    @property
    def may_be_rolled_back(self) -> bool:
        """Whether it is in use and there is one to go back to."""
        return self.state == self.State.ACTIVE and self.previous_id is not None

    def prepare_for_use(self) -> None:
        """What a version needs before it is put to use; called inside the transaction.

        :raises NotPossible: when it cannot be used.
        """

    @transaction.atomic
    def activate(self, by=None) -> None:
        """Put this version to use; the one in use becomes a former one.

        :raises NotPossible: when it is not one that could be used.
        """
        standing = self._take_turn()
        if self.state == self.State.ACTIVE:
            raise NotPossible("这一版已经在使用。")
        if not self.may_be_activated:
            raise NotPossible(f"这一版是“{self.get_state_display()}”，不能启用。")
        self.prepare_for_use()
        self._replace(standing, by)
        self.previous = standing
        self.save()
        self._write_down("IMPORT", by, change="activated")

    @transaction.atomic
    def roll_back(self, by=None) -> "Version":
        """Put what was in use before this version to use again; answers it.

        :raises NotPossible: when this one is not in use, or there was none before.
        """
        self._take_turn()
        if self.state != self.State.ACTIVE:
            raise NotPossible("这一版现在没有在用，不用撤回。")
        former = self.previous
        if former is None:
            raise NotPossible("这是最早的一版，没有可以退回的。")
        former.prepare_for_use()
        former._replace(self, by)
        former.save()
        former._write_down("ROLLBACK", by, change="rolled back", row=self.pk)
        return former

    def _take_turn(self):
        """Wait for others who switch versions, read this row anew, and answer the version in use."""
        take_coverage_turn()
        self.refresh_from_db()
        return type(self).objects.active().first()

    def _replace(self, standing, by) -> None:
        if standing is not None:
            standing.state = self.State.FORMER
            standing.save(update_fields=["state"])
        self.state = self.State.ACTIVE
        self.activated_at = timezone.now()
        self.activated_by_name = name_of(by)

    def _write_down(self, action, by, **detail) -> None:
        from accounts.audit import Action, record  # which imports models itself

        told = {"file": self.file_name, "sha256": self.file_digest, **self.figures(), **detail}
        record(Action[action], actor=by or COMMAND_LINE, subject=str(self), subject_key=self.pk, detail=told)

    def figures(self) -> dict:
        """How much it holds, for the audit trail."""
        return {}

    def fail(self, problem: str) -> None:
        """Nothing was taken of the file; what is in use stays."""
        self.state, self.problem = self.State.FAILED, problem
        self.save(update_fields=["state", "problem"])


def name_of(user) -> str:
    """An account's name as it is kept."""
    return getattr(user, "username", "") or COMMAND_LINE

"""Figures of a period, kept as they were."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from grids.models import GridUnit
from oversight.periods import WRITTEN, Period, takeable
from oversight.querysets import SnapshotImmutable, SnapshotQuerySet
from oversight.readings import Reading
from oversight.tiles import read
from query.turns import take_turn

LONGEST_NOTE = 200
# Any number that the portal's other turns do not use.
_TURN = 441702_31


class Snapshot(models.Model):
    """What the dashboard said of a unit when the snapshot of a period was taken. Never changed, never deleted."""

    period = models.CharField("时期", max_length=7)
    # So that quarters and months stand in the order of time.
    last_day = models.DateField("时期最后一天")
    unit = models.ForeignKey(GridUnit, models.PROTECT, related_name="snapshots", verbose_name="范围")
    version = models.PositiveSmallIntegerField("版次", default=1)
    taken_at = models.DateTimeField("生成时间")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="生成人"
    )
    note = models.CharField("更正原因", max_length=LONGEST_NOTE, blank=True)
    figures = models.JSONField("数字")
    reading = models.JSONField("全部内容")

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = "快照"
        verbose_name_plural = "快照"
        ordering = ["-last_day", "-period", "unit", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "version"], name="snapshot_version_once"),
            models.CheckConstraint(condition=Q(period__regex=WRITTEN), name="snapshot_period_written"),
            models.CheckConstraint(
                condition=Q(version=1) | Q(version__gt=1) & ~Q(note=""), name="snapshot_correction_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.label} {self.unit}"

    def save(self, **kwargs):
        if not self._state.adding:
            raise SnapshotImmutable
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise SnapshotImmutable

    @property
    def label(self) -> str:
        """The period in words, with the version where there are several."""
        label = Period.read(self.period).label
        return label if self.version == 1 else f"{label}（第{self.version}版）"

    @property
    def is_early(self) -> bool:
        """Whether the period was not over when it was taken."""
        return timezone.localdate(self.taken_at) <= self.last_day

    def as_reading(self) -> Reading:
        """What the dashboard said."""
        return Reading.of(self.reading)

    @classmethod
    def take(cls, period: Period, units, *, by=None, note: str = "") -> list["Snapshot"]:
        """Keep what stands now of every one of these units, or of none.

        :param note: why, where there is a snapshot of the period already; it stays, and the new one counts.
        :raises ValidationError: for a period that has not begun or is long over, or a correction without a reason.
        """
        now = timezone.now()
        if period not in takeable(timezone.localdate(now)):
            raise ValidationError("只能为现在的季度和月份、或者刚结束31天以内的生成快照：过去的数字补不回来。")
        note = note.strip()
        if len(note) > LONGEST_NOTE or not note.isprintable():
            raise ValidationError(f"更正原因最多{LONGEST_NOTE}个字，不能有特殊字符。")
        with transaction.atomic():
            take_turn(_TURN)
            newest = cls.objects.filter(period=str(period), unit__in=units).order_by("version")
            versions = dict(newest.values_list("unit", "version"))
            if versions and not note:
                raise ValidationError("这一期已经有快照。旧的会保留；重新生成请写明原因。")
            return [cls._take(period, unit, versions.get(unit.pk, 0) + 1, now, by, note) for unit in units]

    @classmethod
    def _take(cls, period, unit, version, now, by, note):
        reading = read(unit, timezone.localdate(now))
        return cls.objects.create(
            period=str(period),
            last_day=period.last,
            unit=unit,
            version=version,
            taken_at=now,
            taken_by=by,
            note=note if version > 1 else "",
            figures=reading.figures_kept(),
            reading=reading.kept(),
        )


def units_with_snapshots():
    """The district and its streets: the units that snapshots are taken of."""
    return list(GridUnit.objects.current().filter(level__lte=GridUnit.Level.STREET).without_shapes().order_by("code"))

"""What the district knows better than the street file: a way that is shut, a footbridge that is new."""

import contextlib
import hashlib

import numpy as np
from django.apps import apps
from django.contrib.gis.db import models
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.recorded import Recorded, RecordedQuerySet
from coverage.models.versions import NotPossible
from query.dates import holds_q


class RoadEditQuerySet(RecordedQuerySet):
    def in_force(self, day):
        """Edits that hold on a day, in the order in which they were drawn."""
        return self.filter(holds_q(day, "valid_from", "valid_to")).order_by("pk")

    def digest(self) -> str:
        """What tells one set of edits from another; empty for none."""
        told = [f"{edit.kind} {edit.line.hex.decode()}" for edit in self]
        return hashlib.sha256("\n".join(told).encode()).hexdigest() if told else ""


class RoadEdit(Recorded):
    """A line drawn by the district. Every change builds the network in use anew, and the next import takes it over."""

    class Kind(models.TextChoices):
        BARRIER = "barrier", "走不通"
        BRIDGE = "bridge", "新的人行桥或通道"

    kind = models.CharField("种类", max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=60, help_text="例如“漠阳江人行桥”“工地围挡”。")
    line = models.LineStringField("位置")
    reason = models.CharField("依据", max_length=200, help_text="怎么知道的：现场看过、文件、施工公告。")
    valid_from = models.DateField("起用日期", null=True, blank=True)
    valid_to = models.DateField("截止日期", null=True, blank=True, help_text="临时围挡写到哪天为止。")

    objects = RoadEditQuerySet.as_manager()

    class Meta:
        verbose_name = "道路修正"
        verbose_name_plural = "道路修正"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="road_edit_dates_in_order",
                violation_error_message="截止日期不能早于起用日期。",
            )
        ]

    def __str__(self):
        return self.name

    @classmethod
    def value_words(cls, name, value):
        """Where a line begins and ends."""
        if name != "line" or value is None:
            return None
        (west, south), (east, north) = value.coords[0][:2], value.coords[-1][:2]
        return f"从东经{west:.5f}、北纬{south:.5f}到东经{east:.5f}、北纬{north:.5f}"

    def save(self, **kwargs):
        with transaction.atomic():
            super().save(**kwargs)
            _build_anew()

    def delete(self, **kwargs):
        with transaction.atomic():
            deleted = super().delete(**kwargs)
            _build_anew()
        return deleted

    @property
    def is_in_force(self) -> bool:
        """Whether it holds today."""
        today = timezone.localdate()
        return (self.valid_from is None or self.valid_from <= today) and (
            self.valid_to is None or self.valid_to >= today
        )

    def lonlat(self) -> np.ndarray:
        """The line as the engine takes it: (points, 2)."""
        return np.array([point[:2] for point in self.line.coords], dtype=np.float64)


def _build_anew():
    # By name, since a network knows its edits and not the other way round. Where the files of the network are not whole
    # the edit is kept all the same: the network's page says that it is not counted yet.
    with contextlib.suppress(NotPossible):
        apps.get_model("coverage", "RoadNetwork").objects.take_edits()

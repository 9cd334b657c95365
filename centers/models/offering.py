"""What a centre does: centre × service item. A missing answer is a row too, so completeness is an ordinary query."""

from django.db import models

from centers.models.center import Center, CenterPart, CenterPartQuerySet
from centers.querysets import OfferingReads, PartScope
from grids.sources import Source
from services.models import ServiceItem


class OfferingQuerySet(OfferingReads, PartScope, CenterPartQuerySet):
    """Offerings with their named reads."""


class Offering(CenterPart):
    """One cell of the matrix of centres and service items."""

    class Status(models.TextChoices):
        AVAILABLE = "available", "可办"
        BY_APPOINTMENT = "by_appointment", "需预约"
        PLANNED = "planned", "筹备中"
        SUSPENDED = "suspended", "暂停办理"
        MISSING = "missing", "未登记"

    # A resident may come for these.
    OFFERED = (Status.AVAILABLE, Status.BY_APPOINTMENT)

    center = models.ForeignKey(Center, models.CASCADE, related_name="offerings", verbose_name="中心")
    item = models.ForeignKey(ServiceItem, models.CASCADE, related_name="offerings", verbose_name="事项")
    status = models.CharField("状态", max_length=14, choices=Status, default=Status.MISSING)
    confirmed_on = models.DateField("最近确认日期", null=True, blank=True)
    note = models.CharField("说明", max_length=60, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source, blank=True)

    objects = OfferingQuerySet.as_manager()

    class Meta:
        verbose_name = "可办事项"
        verbose_name_plural = "可办事项"
        constraints = [
            models.UniqueConstraint(fields=["center", "item"], name="offering_once"),
            models.CheckConstraint(
                condition=models.Q(status="missing") | ~models.Q(source=""),
                name="offering_says_source",
                violation_error_message="登记了状态，就要写明来源。",
            ),
        ]
        indexes = [models.Index(fields=["item", "status"], name="offering_item_status")]

    def __str__(self):
        return f"{self.item}：{self.get_status_display()}"

    @property
    def is_offered(self) -> bool:
        """Whether a resident may come for it."""
        return self.status in self.OFFERED

"""What a centre does: centre × service item. A missing answer is a row too, so completeness is an ordinary query."""

from django.db import connection, models

from centers.models.center import Center, CenterPart, CenterPartQuerySet, touch_centers
from centers.querysets import OfferingReads, PartScope
from grids.sources import Source
from services.models import ServiceItem

CENTERS_AT_ONCE = 200
# Seven thousand centres have seven hundred thousand cells: the database makes them itself. Another process may fill the
# same cells at this moment.
_FILL = """INSERT INTO centers_offering (center_id, item_id, status, note, source)
SELECT center.id, item.id, 'missing', '', '' FROM centers_center AS center CROSS JOIN services_serviceitem AS item
WHERE item.is_active AND center.id IN ({places}) AND NOT EXISTS (
    SELECT 1 FROM centers_offering AS cell WHERE cell.center_id = center.id AND cell.item_id = item.id
)
ON CONFLICT DO NOTHING"""


class OfferingQuerySet(OfferingReads, PartScope, CenterPartQuerySet):
    """Offerings with their named reads."""

    def fill_missing(self, centers=None) -> int:
        """Create the cells that lack, with status `missing`; says how many.

        Two queries when nothing lacks. Every centre gets a cell for every item that is done at present.

        :param centers: only these centres; None is all.
        """
        cells_of = self.model.objects.order_by()
        items = list(ServiceItem.objects.active().order_by("pk").values_list("pk", flat=True))
        filled = cells_of.filter(item__is_active=True).values("center").annotate(cells=models.Count("pk"))
        incomplete = Center.objects.exclude(pk__in=filled.filter(cells__gte=len(items)).values("center"))
        if centers is not None:
            incomplete = incomplete.filter(pk__in=[center.pk for center in centers])
        lacking = 0
        centers = list(incomplete.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(centers), CENTERS_AT_ONCE):
            some = centers[start : start + CENTERS_AT_ONCE]
            with connection.cursor() as cursor:
                cursor.execute(_FILL.format(places=", ".join(["%s"] * len(some))), some)
                lacking += cursor.rowcount
            touch_centers(some)
        return lacking


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

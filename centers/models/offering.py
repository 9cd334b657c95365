"""What a centre does: centre × service item. A missing answer is a row too, so completeness is an ordinary query."""

from dataclasses import dataclass
from zlib import crc32

from django.db import connection, models, transaction
from django.utils import timezone

from accounts.recorded import update_recorded
from centers.models.center import Center, CenterPart, CenterPartQuerySet, touch_centers
from centers.models.confirmed import FactGroup
from centers.querysets import OfferingReads, PartScope
from grids.sources import Source
from services.models import ServiceItem

CENTERS_AT_ONCE = 200
ANSWERED_FIELDS = ("status", "note", "source", "confirmed_on")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says of a cell; a note of None leaves the note as it stands."""

    status: str
    note: str | None = None

    def stands_in(self, cell) -> bool:
        """Whether the cell says so already."""
        return cell.status == self.status and self.note in {None, cell.note}


class AnsweredMeanwhile(Exception):
    """Somebody else has answered some of the cells since they were looked at; `keys` are theirs."""

    def __init__(self, keys):
        super().__init__(f"{len(keys)} cells have changed")
        self.keys = keys


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

    @transaction.atomic
    def answer(self, answers: dict[tuple[int, int], Answer], *, by, seen: dict[tuple[int, int], str]) -> int:
        """Answer cells, all or none; says how many changed. Whoever answers vouches: seen on the spot, today.

        Of the centres with a changed cell the services count as confirmed.

        :param answers: by the keys of the centre and of the item.
        :param seen: the stamp that each cell had when the answer was given.
        :raises AnsweredMeanwhile: when another answer has come in between; nothing is changed then.
        :raises Offering.DoesNotExist: for an item that is not done at present, or a centre that is not there.
        """
        cells = self._cells_to_answer(answers)
        differing = [key for key, answer in answers.items() if not answer.stands_in(cells[key])]
        overtaken = [key for key in differing if cells[key].stamp != seen.get(key)]
        if overtaken:
            raise AnsweredMeanwhile(overtaken)
        today = timezone.localdate()
        for key in differing:
            cells[key].take(answers[key], today)
        update_recorded([cells[key] for key in differing], ANSWERED_FIELDS, by=by)
        centers = Center.objects.filter(pk__in={center for center, _ in differing})
        centers.change(by=by, **Center.confirmed_values([FactGroup.SERVICES], by))
        return len(differing)

    answer.alters_data = True

    def _cells_to_answer(self, keys):
        """The cells by their keys, locked until the answer is written; those that lack are made first."""
        centers, items = {center for center, _ in keys}, {item for _, item in keys}
        self.fill_missing(Center.objects.filter(pk__in=centers).only("pk"))
        locked = self.model.objects.select_for_update().order_by("pk")
        found = locked.filter(center__in=centers, item__in=items, item__is_active=True)
        cells = {(cell.center_id, cell.item_id): cell for cell in found}
        if not cells.keys() >= set(keys):
            raise self.model.DoesNotExist
        return cells

    def confirm(self, *, by) -> int:
        """Somebody vouches today for the answers as they stand; says for how many. Missing ones stay missing."""
        answered = self.exclude(status=self.model.Status.MISSING)
        answered.change(by=by, confirmed_on=timezone.localdate())
        return answered.count()

    confirm.alters_data = True


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

    named_by = "item"

    center = models.ForeignKey(Center, models.CASCADE, related_name="offerings", verbose_name="中心")
    item = models.ForeignKey(ServiceItem, models.CASCADE, related_name="offerings", verbose_name="事项")
    status = models.CharField("状态", max_length=14, choices=Status, default=Status.MISSING)
    confirmed_on = models.DateField("最近确认日期", null=True, blank=True)
    note = models.CharField("说明", max_length=60, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source, blank=True)

    objects = OfferingQuerySet.as_manager()

    # A confirmation is given anew, never brought back.
    not_restorable = CenterPart.not_restorable | {"confirmed_on"}

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

    @property
    def stamp(self) -> str:
        """Tells this answer from any other: what a page hands back, so that nobody overwrites what they never saw."""
        return f"{self.status}-{crc32(self.note.encode()):x}"

    def being_restored(self, name, by):
        """Whoever sets an answer back gives it anew."""
        noted = super().being_restored(name, by)
        if name != "status":
            return noted
        self.take(Answer(self.status), timezone.localdate())
        return [*noted, "source", "confirmed_on"]

    def take(self, answer: Answer, today) -> None:
        """Set what the answer says, without saving."""
        is_missing = answer.status == self.Status.MISSING
        self.status = answer.status
        self.note = self.note if answer.note is None else answer.note
        self.source = "" if is_missing else Source.SURVEY
        self.confirmed_on = None if is_missing else today

"""When a centre is open: periods with weekday spans, and dated exceptions. `centers.hours` resolves them."""

from collections import defaultdict
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.recorded import create_recorded, delete_recorded
from centers.hours import DAY_MINUTES, DatedException
from centers.hours_labels import clock_text, weekdays_text
from centers.models.center import Center, CenterPart, CenterPartQuerySet
from centers.models.dates import refuse_crossing
from centers.models.timetable import lock_centers
from centers.querysets import PartScope


class PartQuerySet(PartScope, CenterPartQuerySet):
    """Scoped reads and touching writes for the rows of a centre."""


def _minute_words(name: str, value) -> str | None:
    """Clock times and weekdays in the words of the timetable."""
    if value is None:
        return None
    if name == "weekdays":
        return weekdays_text(value)
    return clock_text(value) if name in {"opens", "closes"} else None


class OpeningHours(CenterPart):
    """One span of open minutes on some weekdays within a period (empty dates: always).

    Rows of one centre with the same dates form a period. A period with both dates set (a winter timetable)
    replaces the open-ended one on its days.
    """

    named_by = "weekdays"

    center = models.ForeignKey(Center, models.CASCADE, related_name="opening_hours", verbose_name="中心")
    first = models.DateField("时段起", null=True, blank=True)
    last = models.DateField("时段止", null=True, blank=True)
    # Bit 0 is Monday, bit 6 Sunday.
    weekdays = models.PositiveSmallIntegerField("星期", validators=[MinValueValidator(1), MaxValueValidator(127)])
    opens = models.PositiveSmallIntegerField("开门（当天第几分钟）")
    closes = models.PositiveSmallIntegerField("关门（当天第几分钟）", help_text="过了午夜的,加1440。")
    closed_on_holidays = models.BooleanField("法定节假日休息", default=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "开放时间"
        verbose_name_plural = "开放时间"
        ordering = ["first", "weekdays", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__gte=1, weekdays__lte=127),
                name="hours_weekdays",
                violation_error_message="请至少选一天。",
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=DAY_MINUTES, closes__gt=F("opens"), closes__lte=F("opens") + DAY_MINUTES),
                name="hours_in_order",
                violation_error_message="关门时间必须晚于开门时间，且不超过24小时。",
            ),
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(last__isnull=True) | Q(last__gte=F("first")),
                name="hours_dates_in_order",
                violation_error_message="时段止不能早于时段起。",
            ),
        ]

    @classmethod
    def value_words(cls, name, value):
        return _minute_words(name, value)

    def clean(self):
        _refuse_crossing(self, "另一个时段")

    def __str__(self):
        return f"{self.opens // 60:02}:{self.opens % 60:02}–{self.closes // 60:02}:{self.closes % 60:02}"


def _refuse_crossing(row, other):
    """:raises ValidationError: when the row's dates cross those of another row of its centre."""
    others = type(row).objects.filter(center=row.center_id).exclude(pk=row.pk)
    refuse_crossing(row.first, row.last, others.values_list("first", "last"), other)


class ExceptionQuerySet(PartQuerySet):
    """Exceptions by time, and one arrangement for many centres."""

    def past(self, day: date | None = None):
        """Exceptions whose last day is over on `day` (default today)."""
        return self.filter(last__lt=day or timezone.localdate())

    def coming(self, day: date | None = None):
        """Exceptions that hold on `day` (default today) or later."""
        return self.filter(last__gte=day or timezone.localdate())

    def problems(self, arrangement: DatedException, centers) -> dict[int, str]:
        """Why some of these centres (keys) cannot take it: a sentence by centre."""
        taken = defaultdict(set)
        for key, first, last in self.filter(center__in=centers).values_list("center", "first", "last"):
            taken[key].add((first, last))
        found = {}
        for key, dates in taken.items():
            try:
                if (arrangement.first, arrangement.last) in dates:
                    raise ValidationError("这些天已经有一条特别安排，请先删掉它，再重新加。")
                refuse_crossing(arrangement.first, arrangement.last, sorted(dates), "另一条特别安排")
            except ValidationError as error:
                found[key] = error.messages[0]
        return found

    def arrange(self, arrangement: DatedException, centers, *, by=None) -> None:
        """Give all of these centres (keys) the arrangement, or none.

        :raises ValidationError: when one of them has an exception that is in the way.
        """
        spans = arrangement.spans or ((None, None),)
        with transaction.atomic():
            lock_centers(centers)
            if problems := self.problems(arrangement, centers):
                raise ValidationError(sorted(set(problems.values())))
            rows = [
                self.model(
                    center_id=key,
                    first=arrangement.first,
                    last=arrangement.last,
                    opens=opens,
                    closes=closes,
                    note=arrangement.note,
                )
                for key in centers
                for opens, closes in spans
            ]
            create_recorded(rows, by=by)

    def remove(self, *, by=None) -> int:
        """Delete these rows, with a history entry each in the name of `by`; says how many went."""
        rows = list(self)
        with transaction.atomic():
            delete_recorded(rows, by=by)
        return len(rows)

    remove.alters_data = True


class OpeningException(CenterPart):
    """A dated exception (春节闭馆): closed, or open only within the given minutes."""

    named_by = "note"

    center = models.ForeignKey(Center, models.CASCADE, related_name="opening_exceptions", verbose_name="中心")
    first = models.DateField("从")
    last = models.DateField("到")
    opens = models.PositiveSmallIntegerField("开门（当天第几分钟）", null=True, blank=True)
    closes = models.PositiveSmallIntegerField("关门（当天第几分钟）", null=True, blank=True)
    note = models.CharField("说明", max_length=60, blank=True, help_text="例如：春节闭馆。")

    objects = ExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = "特别安排"
        verbose_name_plural = "特别安排"
        ordering = ["first", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="exception_dates_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(
                    opens__isnull=False,
                    closes__isnull=False,
                    opens__lt=DAY_MINUTES,
                    closes__gt=F("opens"),
                    closes__lte=F("opens") + DAY_MINUTES,
                ),
                name="exception_times_in_order",
                violation_error_message="开门和关门时间要么都填（关门晚于开门），要么都不填（全天不开放）。",
            ),
        ]

    def __str__(self):
        return self.note or f"{self.first}—{self.last}"

    @classmethod
    def value_words(cls, name, value):
        return _minute_words(name, value)

    def clean(self):
        _refuse_crossing(self, "另一条特别安排")

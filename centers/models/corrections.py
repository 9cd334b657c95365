"""What residents say is wrong about a centre (居民纠错): a change request, decided field by field."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.roles import Right
from centers.hours_text import parse_hours_text
from centers.models.center import Center
from centers.models.confirmed import FactGroup
from centers.models.decided import Conflict, Refused, demand, locked_center, reason_of, write_facts
from centers.private_numbers import COVERED, covered
from centers.querysets import PartScope
from centers.shown import shown_of
from centers.week import RowValues, Validity, values_of, week_of
from query.turns import take_turn

A_WHILE = timedelta(hours=1)
MOST_OF_ONE_SENDER = 5
MOST_OF_ALL = 60
HISTORY_REASON = "采纳居民纠错"
_TELEPHONE = re.compile(r"[+0-9][0-9()（）\- 、/，,；;转]{2,}")
# Any number that the portal's other turns do not use.
_TURN = 441702_02


class TooMany(Exception):
    """More requests than are taken in an hour; `of_all`: from everybody together, not from this sender."""

    def __init__(self, *, of_all: bool):
        super().__init__()
        self.of_all = of_all


class AlreadySent(Exception):
    """The form was sent before, with other words."""


class ChangeRequestQuerySet(PartScope):
    def with_waiting(self):
        """Annotate `waiting`: how many fields nobody has decided yet."""
        return self.annotate(waiting=Count("changes", filter=Q(changes__state=ProposedChange.State.WAITING)))

    def waiting(self):
        """Requests of which a field waits for its answer."""
        return self.filter(changes__state=ProposedChange.State.WAITING).distinct()

    def receive(self, center: Center, proposals: dict, *, senders, form_key: str, at: datetime | None = None):
        """Take what a resident sent: a request with a proposal for each field, numbers of persons covered.

        The same form sent twice makes one request.

        :param proposals: from `ProposedChange.Field` to what it should be.
        :param senders: the sender's keyed hash, and those that the same sender had within the last hour.
        :raises TooMany: at the limit of an hour.
        :raises AlreadySent: when the form's key is known with other words.
        """
        at = at or timezone.now()
        words = {field: covered_for(field, text) for field, text in proposals.items()}
        with transaction.atomic():
            take_turn(_TURN)
            known = self.filter(form_key=form_key).first()
            if known:
                if known.center_id != center.pk or dict(known.changes.values_list("field", "proposed")) != words:
                    raise AlreadySent
                return known
            self._refuse_too_many(senders, at)
            request = self.create(center=center, at=at, sender=senders[0], form_key=form_key)
            ProposedChange.objects.bulk_create(
                ProposedChange(request=request, field=field, shown=shown_now(center, field), proposed=text)
                for field, text in words.items()
            )
        return request

    receive.alters_data = True

    def _refuse_too_many(self, senders, at):
        # A hash has done its work when the hour is over.
        self.filter(at__lt=at - A_WHILE).exclude(sender="").update(sender="")
        lately = self.filter(at__gte=at - A_WHILE)
        if lately.filter(sender__in=senders).count() >= MOST_OF_ONE_SENDER:
            raise TooMany(of_all=False)
        if lately.count() >= MOST_OF_ALL:
            raise TooMany(of_all=True)


class ChangeRequest(models.Model):
    """What one resident sent about one centre. No account, no name, no telephone."""

    center = models.ForeignKey(Center, models.CASCADE, related_name="change_requests", verbose_name="中心")
    at = models.DateTimeField("收到时间", default=timezone.now, editable=False)
    # A keyed hash of the sender's address, for the limit per hour: the address itself is not kept.
    sender = models.CharField(max_length=64, editable=False, db_index=True)
    # The form's own random key: sending twice makes one request.
    form_key = models.CharField(max_length=40, unique=True, editable=False)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "居民纠错"
        verbose_name_plural = "居民纠错"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.center} · {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class ProposedChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Proposals about centres that this account may see."""
        return self.filter(request__in=ChangeRequest.objects.visible_to(user))

    def editable_by(self, user):
        """Proposals about centres that this account may change."""
        return self.filter(request__in=ChangeRequest.objects.editable_by(user))


class ProposedChange(models.Model):
    """One field of a change request, with the answer that staff gave.

    An answer is given once, in one transaction, and never over a value that the person who gives it has not seen.
    """

    class Field(models.TextChoices):
        NAME = "name", "名称"
        ADDRESS = "address", "地址"
        TELEPHONE = "telephone", "电话"
        HOURS = "hours", "开放时间"
        PLACE = "place", "地图位置"
        SERVICES = "services", "可办事项"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        WAITING = "waiting", "待处理"
        ACCEPTED = "accepted", "已采纳"
        REFUSED = "refused", "未采纳"

    # Fields that are written as they were proposed, and the facts that this confirms.
    WRITTEN = {Field.NAME: FactGroup.PLACE, Field.ADDRESS: FactGroup.PLACE, Field.TELEPHONE: FactGroup.CONTACTS}

    request = models.ForeignKey(ChangeRequest, models.CASCADE, related_name="changes", verbose_name="居民纠错")
    field = models.CharField("哪一项", max_length=12, choices=Field)
    shown = models.CharField("当时显示", max_length=300, blank=True, editable=False)
    proposed = models.CharField("居民说应该是", max_length=300)
    state = models.CharField("处理结果", max_length=10, choices=State, default=State.WAITING, editable=False)
    reason = models.CharField("未采纳原因", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="处理人",
    )
    decided_at = models.DateTimeField("处理时间", null=True, editable=False)

    objects = ProposedChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "纠错内容"
        verbose_name_plural = "纠错内容"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "field"], name="proposed_change_once"),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="proposed_change_refused_says_why",
                violation_error_message="不采纳要写原因。",
            ),
        ]

    def __str__(self):
        return f"{self.get_field_display()}：{self.proposed}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.state == self.State.WAITING

    @property
    def is_written_by_accepting(self) -> bool:
        """Whether accepting writes into the centre; otherwise it says that staff have mended it themselves."""
        return self.field in self.WRITTEN or self.field == self.Field.HOURS

    @property
    def hours_are_readable(self) -> bool:
        """Whether all of the proposed hours is understood."""
        parsed = parse_hours_text(self.proposed)
        return bool(parsed.periods) and not parsed.leftover

    def proposed_hours(self) -> list[RowValues]:
        """The proposed hours as rows of a timetable."""
        return values_of(parse_hours_text(self.proposed).periods)

    def accept(self, by, *, over: str | None = None) -> None:
        """Take the resident's word for it: write the name, the address, the telephone or the hours.

        Of the other fields it says that staff have mended them in the centre's form.

        :param over: what the centre said when the person decided; None is what it said to the resident.
        :raises Refused: when it is decided already, the centre says something else by now, or the value cannot be
            written as it is.
        :raises PermissionDenied: without the right to change the centre.
        """
        with transaction.atomic():
            center = self._take(by)
            if self.is_written_by_accepting:
                self._refuse_changed(center, self.shown if over is None else over)
                self._refuse_unwritable()
            try:
                if self.field == self.Field.HOURS:
                    self._write_hours(center, by)
                elif self.field in self.WRITTEN:
                    self._write(center, by)
            except ValidationError as error:
                raise Refused(error.messages) from error
            self._decide(by, self.State.ACCEPTED)

    def accept_as_mended(self, by) -> None:
        """Agree with the resident without writing anything: staff have put it right in the centre's form.

        :raises Refused: when it is decided already.
        :raises PermissionDenied: without the right to change the centre.
        """
        with transaction.atomic():
            self._take(by)
            self._decide(by, self.State.ACCEPTED)

    def refuse(self, by, reason: str) -> None:
        """Leave the centre as it is, and say why.

        :raises Refused: when it is decided already, or the reason is missing or too long.
        :raises PermissionDenied: without the right to change the centre.
        """
        with transaction.atomic():
            self._take(by)
            self._decide(by, self.State.REFUSED, reason_of(reason, "不采纳要写原因。"))

    def _take(self, by) -> Center:
        """The centre, with both rows locked; refused when somebody has decided."""
        demand(by, Right.EDIT_RECORDS, self.request.center_id)
        self.refresh_from_db(
            fields=["state", "reason", "decided_by", "decided_at"],
            from_queryset=ProposedChange.objects.select_for_update(),
        )
        if not self.is_waiting:
            raise Conflict(f"“{self.get_field_display()}”已经处理过：{self.get_state_display()}。没有再改。")
        return locked_center(self.request.center_id)

    def _refuse_changed(self, center, expected):
        now = shown_now(center, self.field)
        if now != expected:
            raise Conflict(f"这一项后来改过，现在是“{now or '空'}”。请看过以后再决定。")

    def _refuse_unwritable(self):
        if COVERED in self.proposed:
            raise Refused("里面有隐去的号码，不能直接写入。请到中心的表单里改，再回来点“我已改好”。")
        if self.field == self.Field.TELEPHONE and not _TELEPHONE.fullmatch(self.proposed):
            raise Refused("这不像电话号码，不能直接写入。请到中心的表单里改，再回来点“我已改好”。")

    def _write(self, center, by):
        group = self.WRITTEN[self.field]
        write_facts(center, group, by=by, reason=HISTORY_REASON, **{self.field: self.proposed})

    def _write_hours(self, center, by):
        """The all-year hours anew from the text; dated periods and exceptions stay."""
        if not self.hours_are_readable:
            raise Refused("这段开放时间系统读不懂，不能直接写入。请到中心的表单里改，再回来点“我已改好”。")
        center.set_week(Validity(), week_of(self.proposed_hours()), by=by, leftover_is_read=True)
        center.refresh_from_db()
        told = self.proposed.replace("\n", "；")
        write_facts(center, FactGroup.HOURS, by=by, reason=HISTORY_REASON, hours_text=told)

    def _decide(self, by, state, reason=""):
        self.state, self.reason, self.decided_by, self.decided_at = state, reason, by, timezone.now()
        self.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def covered_for(field: str, text: str) -> str:
    """What is stored of a resident's words: of an office's telephone the number, of a person's none."""
    return covered(text, telephones_too=field != ProposedChange.Field.TELEPHONE)


def shown_now(center: Center, field: str) -> str:
    """What the centre says of a field now, as long as `shown` can hold it."""
    return shown_of(center, field)[: ProposedChange._meta.get_field("shown").max_length]

"""Texts and photos on their way to the public: draft, checked by a second person, published."""

import hashlib
import json
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.roles import Right
from centers.models.center import Center, CenterPart
from centers.models.confirmed import FactGroup
from centers.models.decided import Conflict, Refused, demand, locked_center, reason_of, write_facts
from centers.models.hours import PartQuerySet


class ReviewedQuerySet(PartQuerySet):
    """Rows that are reviewed, with their named reads."""

    def published(self):
        """What the public may see."""
        return self.filter(state=Reviewed.State.PUBLISHED)

    def to_check_by(self, user):
        """Drafts that wait for this account: it may check there, and did not write them."""
        drafts = self.visible_to(user).filter(state=Reviewed.State.DRAFT, returned_because="")
        return drafts.exclude(written_by=user.pk)

    def publish(self, by) -> int:
        """Publish every row, or none when one of them refuses; says how many."""
        with transaction.atomic():
            rows = list(self.order_by("pk"))
            for row in rows:
                try:
                    row.publish(by)
                except Refused as refused:
                    raise type(refused)(f"{row}：{refused.messages[0]}") from refused
        return len(rows)

    publish.alters_data = True


class Reviewed(CenterPart):
    """Something of a centre that the public sees only once it is published.

    Only the moves below change the state, each in one transaction; a plain `save()` leaves it as it is stored, and
    throws a row whose content has changed back to the draft. The two-person rule has no exception but for rows that
    nobody wrote (imported ones).
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        CHECKED = "checked", "已审核"
        PUBLISHED = "published", "已发布"

    # What a second person has to look at again when it changes.
    CONTENT: ClassVar[tuple[str, ...]] = ()

    state = models.CharField("审核状态", max_length=10, choices=State, default=State.DRAFT, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="起草人",
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="审核人",
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    returned_because = models.CharField("退回原因", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        """Whether the public sees it."""
        return self.state == self.State.PUBLISHED

    def moves_open_to(self, user) -> list[str]:
        """Names of the moves that this account could make now, given the rights to."""
        moves = []
        if self.state == self.State.DRAFT and self.written_by_id != user.pk:
            moves = ["approve", "give_back"]
        elif self.state == self.State.CHECKED:
            moves = ["publish", "give_back"]
        elif self.is_published and hasattr(self, "withdraw"):
            moves = ["withdraw"]
        return moves

    @property
    def fingerprint(self) -> str:
        """Changes with the content and the state: a person decides on what they have seen."""
        seen = [self.state, *(str(getattr(self, name)) for name in self.CONTENT)]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]

    # Not `check`: Django's models have a class method of that name.
    def approve(self, by, *, seen: str | None = None) -> None:
        """Draft → checked, by another person than the one who wrote it.

        :param seen: the `fingerprint` of what the person looked at; None is what is stored.
        :raises Refused: when it is no draft, is their own, or has changed since.
        :raises PermissionDenied: without the right to check texts there.
        """
        with transaction.atomic():
            self._take(by, Right.CHECK_TEXTS, self.State.DRAFT, seen, "只有草稿可以审核。")
            if self.written_by_id == by.pk:
                raise Conflict("自己起草的，要由别的同事审核。")
            self._set(by, "审核通过", state=self.State.CHECKED, checked_by=by, returned_because="")

    def publish(self, by, *, seen: str | None = None) -> None:
        """Checked → published.

        :raises Refused: when it is not checked, or has changed since `seen`.
        :raises PermissionDenied: without the right to check texts there.
        """
        with transaction.atomic():
            self._take(by, Right.CHECK_TEXTS, self.State.CHECKED, seen, "审核通过以后才能发布。")
            self._set(by, "发布", state=self.State.PUBLISHED, published_at=timezone.now())
            center = locked_center(self.center_id)
            write_facts(center, FactGroup.PHOTOS, by=by, reason=f"发布{self._meta.verbose_name}", **self._told())

    def give_back(self, by, reason: str, *, seen: str | None = None) -> None:
        """Draft or checked → draft, with what is to be mended.

        :raises Refused: when it is published, no reason is given, or it has changed since `seen`.
        :raises PermissionDenied: without the right to check texts there.
        """
        with transaction.atomic():
            open_states = (self.State.DRAFT, self.State.CHECKED)
            self._take(by, Right.CHECK_TEXTS, open_states, seen, "已经发布的不能退回。")
            reason = reason_of(reason, "请写明原因，起草人好照着改。")
            self._set(by, "退回", state=self.State.DRAFT, checked_by=None, returned_because=reason)

    def _told(self) -> dict:
        """The values of the centre that are published with it."""
        return {}

    def _take(self, by, right, states, seen, otherwise):
        """The row as it is stored, locked; refused where the move does not start from its state."""
        demand(by, right, self.center_id)
        self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
        if self.state not in (states if isinstance(states, tuple) else (states,)):
            raise Conflict(f"现在是“{self.get_state_display()}”。{otherwise}")
        if seen is not None and seen != self.fingerprint:
            raise Conflict("您打开以后，内容又改过了。请看过新的内容再决定。")

    def _set(self, by, reason, **values):
        for name, value in values.items():
            setattr(self, name, value)
        self._history_user, self._change_reason, self._is_moving = by, reason, True
        try:
            self.save(update_fields=list(values))
        finally:
            self._is_moving = False

    _is_moving = False

    def being_restored(self, name, by):
        """Former words are words of whoever brings them back, and nothing comes back checked."""
        if not name:
            self.state, self.checked_by, self.published_at, self.returned_because = self.State.DRAFT, None, None, ""
        noted = super().being_restored(name, by)
        if name and name not in self.CONTENT:
            return noted
        self.written_by = by
        return [*noted, "written_by"]

    def save(self, **kwargs):
        if not (self._state.adding or self._is_moving):
            self._keep_state(kwargs)
        super().save(**kwargs)

    def _keep_state(self, kwargs):
        names = ("state", "checked_by_id", "published_at", "returned_because")
        stored = type(self)._base_manager.filter(pk=self.pk).values(*names, *self.CONTENT).first()
        if stored is None:
            return
        for name in names:
            setattr(self, name, stored[name])
        if any(self._differs(name, stored[name]) for name in self.CONTENT):
            self._refuse_rewriting()
            self.state, self.checked_by, self.published_at, self.returned_because = self.State.DRAFT, None, None, ""
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], *(name.removesuffix("_id") for name in names)}

    def _differs(self, name, stored) -> bool:
        return getattr(self, name) != stored

    def _refuse_rewriting(self):
        """Where a published row stays as it is, refuse to change its content."""


class TextDraft(Reviewed):
    """A new wording of a public text. Publishing writes it into the centre."""

    class Field(models.TextChoices):
        INTRODUCTION = "introduction", "简介"
        BRAND = "brand", "特色品牌"

    named_by = "field"
    CONTENT = ("body", "field", "center_id")

    center = models.ForeignKey(Center, models.CASCADE, related_name="text_drafts", verbose_name="中心")
    field = models.CharField("哪一段", max_length=20, choices=Field, default=Field.INTRODUCTION)
    body = models.TextField("内容", max_length=2000)

    objects = ReviewedQuerySet.as_manager()

    class Meta:
        verbose_name = "文字稿"
        verbose_name_plural = "文字稿"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "field"],
                condition=~Q(state="published"),
                name="text_draft_one_open",
                violation_error_message="这一段已经有没发布的稿子，请改那一份。",
            )
        ]

    def __str__(self):
        return f"{self.center} · {self.get_field_display()}"

    def clean(self):
        self._refuse_second()
        longest = Center._meta.get_field(self.field).max_length if self.field in self.Field else None
        if longest and len(self.body) > longest:
            raise ValidationError({"body": f"{self.get_field_display()}最多{longest}个字，现在有{len(self.body)}个。"})
        if self.field == self.Field.BRAND and "\n" in self.body.strip():
            raise ValidationError({"body": "特色品牌只写一行。"})

    def _refuse_second(self):
        # The constraint too says so, but a form does not ask it: the state is none of its fields.
        others = TextDraft.objects.filter(center=self.center_id, field=self.field).exclude(pk=self.pk)
        if not self.is_published and others.exclude(state=self.State.PUBLISHED).exists():
            raise ValidationError("这一段已经有没发布的稿子，请改那一份。")

    def _told(self):
        return {self.field: self.body.strip()}

    def _refuse_rewriting(self):
        if self.is_published:
            raise Conflict("已经发布的稿子不再改。要改文字，请写新稿。")

    @property
    def published_text(self) -> str:
        """What the public reads in its place now."""
        return getattr(self.center, self.field)

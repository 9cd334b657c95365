"""Texts and photos on their way to the public: draft, checked by a second person, published."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from centers.models.center import Center, CenterPart
from centers.models.hours import PartQuerySet


class Reviewed(models.Model):
    """Something that the public sees only once it is published."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        CHECKED = "checked", "已审核"
        PUBLISHED = "published", "已发布"

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


class TextDraft(CenterPart, Reviewed):
    """A new wording of a public text. Publishing writes it into the centre."""

    class Field(models.TextChoices):
        INTRODUCTION = "introduction", "简介"
        BRAND = "brand", "特色品牌"

    named_by = "field"

    center = models.ForeignKey(Center, models.CASCADE, related_name="text_drafts", verbose_name="中心")
    field = models.CharField("哪一段", max_length=20, choices=Field, default=Field.INTRODUCTION)
    body = models.TextField("内容", max_length=2000)

    objects = PartQuerySet.as_manager()

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

"""What residents say is wrong about a centre (居民纠错): a change request, decided field by field."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from centers.models.center import Center
from centers.querysets import PartScope


class ChangeRequest(models.Model):
    """What one resident sent about one centre. No account, no name, no telephone."""

    center = models.ForeignKey(Center, models.CASCADE, related_name="change_requests", verbose_name="中心")
    at = models.DateTimeField("收到时间", default=timezone.now, editable=False)
    # A keyed hash of the sender's address, for the limit per hour: the address itself is not kept.
    sender = models.CharField(max_length=64, editable=False, db_index=True)
    # The form's own random key: sending twice makes one request.
    form_key = models.CharField(max_length=40, unique=True, editable=False)

    objects = PartScope.as_manager()

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
    """One field of a change request, with the answer that staff gave."""

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

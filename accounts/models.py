"""Who works in the back office, and for which part of the territory."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class User(AbstractUser):
    """A staff account. Residents need none."""

    class Meta(AbstractUser.Meta):
        verbose_name = "账号"
        verbose_name_plural = "账号"


class PostQuerySet(models.QuerySet):
    def held_on(self, day=None):
        """Posts that are held on `day` (default today)."""
        day = day or timezone.localdate()
        return self.filter(Q(first__isnull=True) | Q(first__lte=day), Q(last__isnull=True) | Q(last__gte=day))


class Post(models.Model):
    """Binds a person to one node of the territory tree: what they see and change lies under its code."""

    class Role(models.TextChoices):
        COMMUNITY = "community", "社区工作人员"
        STREET = "street", "街道工作人员"
        DISTRICT = "district", "组织部"

    user = models.ForeignKey(User, models.CASCADE, related_name="posts", verbose_name="账号")
    # By name, not by import: the ground floor knows nothing of the floors above.
    unit = models.ForeignKey("grids.GridUnit", models.PROTECT, related_name="posts", verbose_name="所属区划")
    role = models.CharField("角色", max_length=10, choices=Role)
    first = models.DateField("任职起", null=True, blank=True)
    last = models.DateField("任职止", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role"], name="post_once"),
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(last__isnull=True) | Q(last__gte=F("first")),
                name="post_dates_in_order",
                violation_error_message="任职止不能早于任职起。",
            ),
        ]

    def __str__(self):
        return f"{self.user}·{self.get_role_display()}"

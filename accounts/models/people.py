"""Who works in the back office, and for which part of the territory."""

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.audit import Action, record
from accounts.roles import CODE_LENGTHS, Duty, Role, duty_of

# Fields whose change is a matter for the audit trail.
POWERS = ("username", "is_active", "is_staff", "is_superuser")


class User(AbstractUser):
    """A staff account. Residents need none."""

    # A password that somebody else has chosen is changed at the first use.
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_changed_at = models.DateTimeField("改密码时间", null=True, blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "账号"
        verbose_name_plural = "账号"

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        user._powers_before = user._powers()
        return user

    def save(self, **kwargs):
        is_new, before = self._state.adding, getattr(self, "_powers_before", {})
        super().save(**kwargs)
        after = self._powers_before = self._powers()
        changed = {name: value for name, value in after.items() if is_new or before.get(name) != value}
        if changed:
            what = {"new": is_new} | changed
            record(Action.ACCOUNT, subject=f"账号 {self.username}", subject_key=self.pk, detail=what)

    def _powers(self) -> dict:
        """What decides whether the account may enter at all; deferred fields are not asked for."""
        return {name: self.__dict__[name] for name in POWERS if name in self.__dict__}

    @property
    def shown_name(self) -> str:
        """The person's name as colleagues read it, else the username."""
        return f"{self.last_name}{self.first_name}" or self.username


class PasswordUse(models.Model):
    """A password that an account had, as its hash: the stricter profile refuses the last five."""

    user = models.ForeignKey(User, models.CASCADE, related_name="password_uses", verbose_name="账号")
    password = models.CharField("密码摘要", max_length=128)
    at = models.DateTimeField("启用时间", default=timezone.now)

    class Meta:
        verbose_name = "用过的密码"
        verbose_name_plural = "用过的密码"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.user} {self.at:%Y-%m-%d}"


class PostQuerySet(models.QuerySet):
    def delete(self):
        """Each by itself, so that each leaves its line in the audit trail."""
        with transaction.atomic():
            answers = [post.delete() for post in self.select_related("user", "unit")]
        return len(answers), {Post._meta.label: len(answers)}

    delete.alters_data = True
    delete.queryset_only = True

    def held_on(self, day=None):
        """Posts that are held on `day` (default today)."""
        day = day or timezone.localdate()
        return self.filter(Q(first__isnull=True) | Q(first__lte=day), Q(last__isnull=True) | Q(last__gte=day))

    def not_ended(self, day=None):
        """Posts that are held on `day` (default today) or will be."""
        day = day or timezone.localdate()
        return self.filter(Q(last__isnull=True) | Q(last__gte=day))


class Post(models.Model):
    """Binds a person to one node of the territory tree: what they see and change lies under its code."""

    Role = Role

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

    @property
    def duty(self) -> Duty:
        """Whether the post does the portal's work, runs its system or audits it."""
        return duty_of(self.role)

    def clean(self):
        """A role fits its unit's level, and one account does one duty (三员分立: GB/T 22239 separates the three).

        :raises ValidationError: when it does not.
        """
        if self.unit_id and self.role and len(self.unit.code) not in CODE_LENGTHS[self.role]:
            raise ValidationError({"unit": f"“{self.get_role_display()}”不能任职在这一级区划。"})
        self._refuse_another_duty()

    def save(self, **kwargs):
        # Here too, so that no import, command or shell gets round it. The account's row is the lock: two posts that
        # are saved at the same moment wait for each other.
        with transaction.atomic():
            User.objects.select_for_update().filter(pk=self.user_id).first()
            self._refuse_another_duty()
            super().save(**kwargs)
            self._audit("任职")

    def delete(self, **kwargs):
        with transaction.atomic():
            self._audit("撤销任职")
            return super().delete(**kwargs)

    def _audit(self, what):
        held = {"role": self.role, "unit": self.unit.code, "first": self.first, "last": self.last}
        record(Action.ROLE, subject=f"{what} {self.user.username}", subject_key=self.pk, detail=held)

    def _refuse_another_duty(self):
        if not self.user_id or not self.role:
            return
        others = Post.objects.filter(user=self.user_id).exclude(pk=self.pk).not_ended()
        if any(post.duty != self.duty for post in others):
            raise ValidationError("业务、系统管理、安全审计三类角色不能由同一个账号兼任，请另建账号。")

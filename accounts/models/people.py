"""Who works in the back office, and for which part of the territory."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.audit import Action, record
from accounts.roles import CODE_LENGTHS, Duty, Role, duty_of
from accounts.signin.first_passwords import new_password
from query.dates import holds_q, not_over_q

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

    # The random password of `draw_password`, for the one page that shows it.
    drawn_password = None

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        user._powers_before = user._powers()
        return user

    @property
    def shown_name(self) -> str:
        """The person's name as colleagues read it, else the username."""
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """The surname first, as everywhere here."""
        return f"{self.last_name}{self.first_name}"

    def draw_password(self) -> str:
        """Set a random password that must be changed at its first use. Whoever calls this saves and shows it, once."""
        self.drawn_password = new_password()
        self.set_password(self.drawn_password)
        return self.drawn_password

    def password_is_due(self, now=None) -> bool:
        """Whether nothing but a change of the password is next: somebody else chose it, or it has grown old."""
        if self.must_change_password:
            return True
        if settings.PASSWORD_DAYS is None:
            return False
        since = self.password_changed_at or self.date_joined
        return (now or timezone.now()) - since >= timedelta(days=settings.PASSWORD_DAYS)

    def save(self, *args, **kwargs):
        is_new, before = self._state.adding, getattr(self, "_powers_before", {})
        with transaction.atomic():
            self._save_password(*args, **kwargs)
            after = self._powers_before = self._powers()
            changed = {name: value for name, value in after.items() if is_new or before.get(name) != value}
            if changed:
                self._audit(Action.ACCOUNT, {"new": is_new} | changed)

    def _save_password(self, *args, **kwargs):
        # The one place that knows of every new password: forms, the back office and the commands all end here.
        # (A stronger hash of the same password, made at a sign-in, leaves `_password` empty.)
        is_new = self._state.adding
        if self._password is None and not (is_new and self.has_usable_password()):
            super().save(*args, **kwargs)
            return
        is_drawn = self._password is not None and self._password == self.drawn_password
        self.password_changed_at = timezone.now()
        self.must_change_password = is_drawn or (is_new and self.must_change_password)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "password_changed_at", "must_change_password"}
        super().save(*args, **kwargs)
        PasswordUse.objects.note(self)
        if not is_new:
            self._audit(Action.PASSWORD, {"drawn": is_drawn})

    def _audit(self, action, detail):
        record(action, subject=f"账号{self.username}", subject_key=self.pk, detail=detail)

    def _powers(self) -> dict:
        """What decides whether the account may enter at all; deferred fields are not asked for."""
        return {name: self.__dict__[name] for name in POWERS if name in self.__dict__}


class PasswordUseManager(models.Manager):
    """Keeps as many as a rule may ask for."""

    KEPT = 5

    def note(self, user) -> None:
        """Keep the account's present password as used from now on, and forget all but the last few."""
        self.create(user=user, password=user.password)
        kept = self.filter(user=user).values_list("pk", flat=True)[: self.KEPT]
        self.filter(user=user).exclude(pk__in=list(kept)).delete()


class PasswordUse(models.Model):
    """A password that an account had, as its hash: the stricter profile refuses the last five."""

    user = models.ForeignKey(User, models.CASCADE, related_name="password_uses", verbose_name="账号")
    password = models.CharField("密码摘要", max_length=128)
    at = models.DateTimeField("启用时间", default=timezone.now)

    objects = PasswordUseManager()

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
        return self.filter(holds_q(day or timezone.localdate()))

    def not_ended(self, day=None):
        """Posts that are held on `day` (default today) or will be."""
        return self.filter(not_over_q(day or timezone.localdate()))


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

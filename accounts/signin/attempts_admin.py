"""Failed sign-ins of late, as django-axes counts them, and an end to the lockouts that follow from them."""

import django_otp.plugins.otp_static.admin
import django_otp.plugins.otp_totp.admin  # noqa: F401  (registers what is unregistered below)
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.formats import localize
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.decorators import action, display

from accounts.scoped_admin import AccountsAdmin
from accounts.signin.lockout import tell_unlocked

# Secrets of other people's telephones are nobody's to see.
admin.site.unregister([TOTPDevice, StaticDevice])


@admin.register(AccessAttempt)
class AttemptAdmin(AccountsAdmin):
    """Rows are counted, not written, by people: they can be seen and, by unlocking, forgotten."""

    keeps_history = False
    list_display = ("typed", "address", "failures", "last_failure", "lock")
    list_display_links = ("typed",)
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)
    actions = ("unlock",)
    fields = readonly_fields = ("typed", "address", "failures", "last_failure", "lock")

    def get_queryset(self, request):
        since = timezone.now() - settings.AXES_COOLOFF_TIME
        counted = AccessAttempt.objects.filter(attempt_time__gte=since).order_by()
        return (
            super()
            .get_queryset(request)
            .annotate(
                of_account=_sum(counted.filter(username=OuterRef("username"), ip_address=OuterRef("ip_address"))),
                of_address=_sum(counted.filter(ip_address=OuterRef("ip_address")), "ip_address"),
            )
        )

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    @action(description="解锁")
    def unlock(self, request, queryset):
        """Forget the failures of the chosen accounts and, where a whole address is locked, of that address."""
        rows = list(queryset)
        forgotten = Q(pk__in=[])
        for row in rows:
            forgotten |= (
                Q(ip_address=row.ip_address)
                if _is_address_locked(row)
                else Q(ip_address=row.ip_address, username=row.username)
            )
        AccessAttempt.objects.filter(forgotten).delete()
        for name, address in sorted({(row.username or "", row.ip_address or "") for row in rows}):
            tell_unlocked(request, name, address)
        messages.success(request, "已解锁，可以马上登录。")

    @display(description="输入的用户名", ordering="username")
    def typed(self, attempt):
        return attempt.username or None

    @display(description="来源地址", ordering="ip_address")
    def address(self, attempt):
        return attempt.ip_address

    @display(description="输错次数", ordering="failures_since_start")
    def failures(self, attempt):
        return attempt.failures_since_start

    @display(description="最后一次", ordering="attempt_time")
    def last_failure(self, attempt):
        return localize(timezone.localtime(attempt.attempt_time))

    @display(description="锁定")
    def lock(self, attempt):
        if _is_address_locked(attempt):
            return "整个地址"
        return "这个账号" if (attempt.of_account or 0) >= settings.AXES_FAILURE_LIMIT else None


def _sum(attempts, *group) -> Subquery:
    grouped = attempts.values(*(group or ("username", "ip_address")))
    return Subquery(grouped.annotate(failures=Sum("failures_since_start")).values("failures"))


def _is_address_locked(attempt) -> bool:
    return (attempt.of_address or 0) >= settings.SIGN_IN_FAILURES_PER_ADDRESS

"""Lockout after wrong passwords and codes, by account and address (django-axes keeps the count).

One account from one address: `AXES_FAILURE_LIMIT`. One address, whatever the accounts: the higher
`SIGN_IN_FAILURES_PER_ADDRESS`. An unknown account is counted and locked like a known one.
"""

from datetime import datetime, timedelta

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.signals import user_login_failed
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.audit import Action, record

TOO_MANY_REQUESTS = 429
LONGEST_NAME = 150


class LockoutBackend(AxesStandaloneBackend):
    """Refuses whoever is locked out. Code that authenticates without a request comes from no address."""

    @sensitive_variables("password")
    def authenticate(self, request, username=None, password=None, **kwargs):
        if request is None:
            return None
        return super().authenticate(request, username=username, password=password, **kwargs)


class LockoutHandler(AxesDatabaseHandler):
    """Two limits in place of one, and a success forgives the account's failures only, not the address's."""

    def get_failures(self, request, credentials=None) -> int:
        of_account, of_address = (
            sum(attempts.values_list("failures_since_start", flat=True))
            for attempts in self.get_user_attempts(request, credentials)
        )
        if of_address >= settings.SIGN_IN_FAILURES_PER_ADDRESS:
            return max(of_account, settings.AXES_FAILURE_LIMIT)
        return of_account

    def reset_user_attempts(self, request, credentials=None) -> int:
        of_account, _ = self.filter_user_attempts(request, credentials)
        return of_account.delete()[0]

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        if request is None:
            return
        # Told before it is counted, for the count may end in a lockout. One that comes while locked out is no news.
        if not request.axes_locked_out:
            name, step = typed_username(request, credentials), kwargs.get("step", "password")
            record(Action.SIGN_IN_REFUSED, request=request, actor=name, detail={"step": step})
        super().user_login_failed(sender, credentials, request, **kwargs)


def typed_username(request, credentials=None) -> str:
    """The username that an attempt is counted under: as typed, cut to what the table holds."""
    typed = (credentials or request.POST).get("username")
    return str(typed or "").replace("\x00", "")[:LONGEST_NAME]


def address_of(request) -> str | None:
    """The address that an attempt is counted under."""
    return request.META.get("REMOTE_ADDR") or None


def refuse_when_locked(request, username: str):
    """The lockout page when this account must wait at this address; None when it need not."""
    credentials = {"username": username}
    if AxesProxyHandler.is_allowed(request, credentials):
        return None
    user_locked_out.send("axes", request=request, username=username, ip_address=address_of(request))
    return lockout_response(request, None, credentials)


def count_failure(request, username: str, step: str) -> None:
    """A wrong code, or an account that may not enter, counts like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request, step=step)


def locked_until(username: str, address: str | None, now: datetime | None = None) -> datetime | None:
    """When this account may try again from this address; None when it may at once."""
    since = (now or timezone.now()) - settings.AXES_COOLOFF_TIME
    counted = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=since).order_by("attempt_time")
    rows = list(counted.values_list("username", "attempt_time", "failures_since_start"))
    ends = [
        _end_of_lock([(at, count) for name, at, count in rows if name == username], settings.AXES_FAILURE_LIMIT),
        _end_of_lock([(at, count) for _, at, count in rows], settings.SIGN_IN_FAILURES_PER_ADDRESS),
    ]
    return max(filter(None, ends), default=None)


def _end_of_lock(failures: list[tuple[datetime, int]], limit: int) -> datetime | None:
    """Failures, oldest first, are forgotten one after the other: when do fewer than `limit` remain?"""
    remaining, end = sum(count for _, count in failures), None
    for at, count in failures:
        if remaining < limit:
            break
        remaining, end = remaining - count, at + settings.AXES_COOLOFF_TIME
    return end


def unlock_account(request, username: str) -> None:
    """Forget the wrong passwords of one account, wherever they came from."""
    if AxesProxyHandler.reset_attempts(username=username):
        tell_unlocked(request, username)


def tell_unlocked(request, username: str, address: str = "") -> None:
    """An unlocking on the trail; without an address, at all of them."""
    detail = {"change": "unlocked", "address": address}
    record(Action.ACCOUNT, request=request, subject=f"账号{username}", detail=detail)


def lockout_response(request, original_response=None, credentials=None):
    """The page in place of an answer: when to try again and whom to call. The same for every account, known or not."""
    now = timezone.now()
    until = locked_until(typed_username(request, credentials), address_of(request), now) or now
    # Shown in minutes, and at that minute it must be true.
    shown = until.replace(second=0, microsecond=0) + timedelta(minutes=1)
    context = {**admin.site.each_context(request), "title": "暂时不能登录", "until": shown}
    answer = render(request, "admin/locked_out.html", context, status=TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(max(1, int((until - now).total_seconds()) + 1))
    answer["Cache-Control"] = "no-store"
    return answer

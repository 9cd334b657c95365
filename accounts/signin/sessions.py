"""How long a session lasts, and what its person must do before anything else.

A session ends after `SESSION_IDLE_MINUTES` without a page, and `SESSION_HOURS` after the sign-in in any case. Whoever
owes something (a password of their own, a second factor) is led to that page of the back office and is nobody to every
other page.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from accounts.audit import Action, record
from accounts.signin import second_factor

BEGAN, SEEN = "signed_in_at", "seen_at"
# Noting every page would write to the database with every page.
NOTED_EVERY_S = 60
BACK_OFFICE = "admin"
# What each debt leaves open; its first page is where the person is led.
OPEN_PAGES = {
    "password": ("admin:password_change", "admin:logout", "admin:jsi18n"),
    "second_factor": ("admin:second-factor", "admin:logout", "admin:jsi18n"),
}
# Pages that nobody wants to come back to afterwards.
NOWHERE_TO_GO_ON = {"admin:login", "admin:sign-in-code", "admin:logout", "admin:jsi18n"}


@receiver(user_logged_in)
def begin(sender, request, user, **kwargs):
    """The clocks of a session start with the sign-in."""
    now = timezone.now().timestamp()
    request.session[BEGAN] = request.session[SEEN] = now


class SignedInMiddleware:
    """`request.user` is whom the session still stands for; asked for only by pages that need to know."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user = SimpleLazyObject(lambda: present_user(request))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if match.namespace != BACK_OFFICE or not request.user.is_authenticated:
            return None
        debt = debt_of(request, request.user)
        if debt is None or match.view_name in OPEN_PAGES[debt]:
            return None
        page = reverse(OPEN_PAGES[debt][0])
        if request.method in {"GET", "HEAD"} and match.view_name not in NOWHERE_TO_GO_ON:
            page = f"{page}?{urlencode({'next': request.get_full_path()})}"
        return HttpResponseRedirect(page)


def present_user(request):
    """The account that the session stands for; nobody once its time is over, nor in debt outside the back office."""
    user = get_user(request)
    if not user.is_authenticated:
        return user
    if reason := _end_of(request, user):
        _end(request, user, *reason)
        return AnonymousUser()
    if debt_of(request, user) and not _is_in_back_office(request):
        return AnonymousUser()
    return user


def debt_of(request, user) -> str | None:
    """What the person must do before anything else: "password", "second_factor", or nothing."""
    if user.password_is_due():
        return "password"
    if second_factor.is_required_of(user) and not second_factor.is_verified(request, user):
        return "second_factor"
    return None


def _end_of(request, user) -> tuple[str, str] | None:
    """Why the session is over, for the trail and for the person; None while it is not."""
    session, now = request.session, timezone.now().timestamp()
    began, seen = session.setdefault(BEGAN, now), session.setdefault(SEEN, now)
    if now - seen >= timedelta(minutes=settings.SESSION_IDLE_MINUTES).total_seconds():
        return "idle", f"您有{settings.SESSION_IDLE_MINUTES:g}分钟没有操作，为了安全已自动退出。"
    if now - began >= timedelta(hours=settings.SESSION_HOURS).total_seconds():
        return "hours", f"您已连续登录{settings.SESSION_HOURS:g}小时，为了安全已自动退出。"
    if (
        second_factor.is_required_of(user)
        and not second_factor.is_verified(request, user)
        and second_factor.device_of(user)
    ):
        return "second_factor", "现在登录要做两步验证。"
    if now - seen >= NOTED_EVERY_S:
        session[SEEN] = now
    return None


def _end(request, user, reason: str, sentence: str) -> None:
    request.session.flush()
    record(Action.SIGN_OUT, request=request, actor=user, detail={"reason": reason})
    # The cookie keeps the message: the session that it would be kept in is gone.
    messages.info(request, f"{sentence}请重新登录，登录后回到刚才的页面。", fail_silently=True)


def _is_in_back_office(request) -> bool:
    return request.path.startswith(reverse("admin:index"))

"""The steps of a sign-in, and a person's own password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import load_backend, login, logout
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.signin import second_factor
from accounts.signin.forms import CodeForm, OwnPasswordForm, SignInForm
from accounts.signin.lockout import count_failure, refuse_when_locked
from accounts.signin.way_on import next_page, on_with

WAITING = "waiting_for_code"
WAITS_FOR_S = 10 * 60
FEW_CODES = 3


class PasswordStep(LoginView):
    """The first step. An account with a second factor is signed in by the next one alone."""

    authentication_form = SignInForm
    template_name = "admin/login.html"

    def form_valid(self, form):
        user = form.get_user()
        if not second_factor.is_asked_of(user):
            return super().form_valid(form)
        if self.request.user.is_authenticated:
            logout(self.request)
        self.request.session.cycle_key()
        self.request.session[WAITING] = {
            "user": user.pk,
            "backend": user.backend,
            "stamp": user.get_session_auth_hash(),
            "at": timezone.now().timestamp(),
            "next": self.get_success_url(),
        }
        return HttpResponseRedirect(reverse("admin:sign-in-code"))

    def get_default_redirect_url(self):
        return reverse("admin:index")


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def code_step(request, site_context):
    """The second step: a code, for as long as the password given before it is fresh and still the account's."""
    waiting = request.session.get(WAITING)
    user = _waiting_user(waiting)
    if user is None:
        request.session.pop(WAITING, None)
        if waiting:
            messages.info(request, "等验证码的时间太久了，请重新输入密码。")
        return HttpResponseRedirect(reverse("admin:login"))
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        if locked := refuse_when_locked(request, user.get_username()):
            return locked
        if form.is_valid():
            try:
                return _sign_in(request, user, second_factor.verify(user, form.cleaned_data["code"]), waiting)
            except ValidationError as error:
                form.add_error("code", error)
                if error.code == "wrong":
                    count_failure(request, user.get_username(), "second_factor")
    context = {**site_context, "title": "输入验证码", "form": form, "waiting_user": user}
    return render(request, "admin/sign_in_code.html", context)


class OwnPassword(PasswordChangeView):
    """A person's own new password; for whoever has one that somebody else chose, the only page."""

    form_class = OwnPasswordForm
    template_name = "registration/password_change_form.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        is_due = user.password_is_due()
        return super().get_context_data(
            **kwargs,
            title="修改密码",
            layout="unfold/layouts/unauthenticated.html" if is_due else "admin/base_site.html",
            is_due=is_due,
            is_first=user.must_change_password,
            days=settings.PASSWORD_DAYS,
            next=next_page(self.request),
        )

    def form_valid(self, form):
        super().form_valid(form)
        return on_with(self.request, "密码已改好，下次请用新密码登录。")

    def get_success_url(self):
        return reverse("admin:index")


def _waiting_user(waiting):
    """The account whose password was right a moment ago, unless that is over or anything about it has changed."""
    if not waiting or timezone.now().timestamp() - waiting["at"] > WAITS_FOR_S:
        return None
    user = load_backend(waiting["backend"]).get_user(waiting["user"])
    if user is None or not user.is_staff or not second_factor.is_asked_of(user):
        return None
    return user if constant_time_compare(user.get_session_auth_hash(), waiting["stamp"]) else None


def _sign_in(request, user, device, waiting):
    del request.session[WAITING]
    user.otp_device = device  # django-otp notes it in the session
    login(request, user, backend=waiting["backend"])
    left = second_factor.codes_left(user)
    if device._meta.model_name == "staticdevice" and left <= FEW_CODES:
        messages.warning(request, f"恢复码还剩{left}个。请到“两步验证”页换一组新的。")
    return HttpResponseRedirect(waiting["next"])

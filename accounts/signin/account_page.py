"""What its administrator does about the sign-in of an account: new password, end of a lockout, second factor anew."""

from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.signin import second_factor
from accounts.signin.forms import NewAccountForm
from accounts.signin.lockout import locked_until, unlock_account


class SignInCare:
    """Mixed into the admin of accounts."""

    add_form = NewAccountForm
    add_form_template = "admin/accounts/user/add_form.html"
    add_fieldsets = ((None, {"fields": ("username", "last_name", "first_name", "is_staff")}),)

    def add_view(self, request, form_url="", extra_context=None):
        """One button: what follows is the page with the password."""
        only_save = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**only_save, **(extra_context or {})})

    def response_add(self, request, obj, post_url_continue=None):
        """In place of a list: the first password, which is shown this once."""
        return self._show_password(request, obj, is_new=True)

    @method_decorator(never_cache)
    def user_change_password(self, request, id, form_url=""):
        """`do=password|unlock|second_factor`; without it, how things stand. Who manages accounts."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        user = self.row_or_404(request, id)
        is_own = user.pk == request.user.pk
        if request.method == "POST" and not is_own:
            doing = {"password": self._new_password, "unlock": self._unlock, "second_factor": self._reset_factor}
            if done := doing.get(request.POST.get("do")):
                return done(request, user)
        context = {
            **self.admin_site.each_context(request),
            "title": "登录与安全",
            "subtitle": user.username,
            "opts": self.opts,
            "original": user,
            "is_own": is_own,
            "device": second_factor.device_of(user),
            "offers_second_factor": settings.SECOND_FACTOR != "off",
            "locks": locks_of(user.username),
        }
        return render(request, "admin/accounts/user/sign_in.html", context)

    def _new_password(self, request, user):
        user.draw_password()
        user.save()
        # Who forgot a password has usually tried too often as well.
        unlock_account(request, user.username)
        self.log_change(request, user, "发了新密码。")
        return self._show_password(request, user)

    def _unlock(self, request, user):
        unlock_account(request, user.username)
        self.log_change(request, user, "解除登录锁定。")
        return self._back(request, user, f"{user.username}已解锁，可以马上登录。")

    def _reset_factor(self, request, user):
        if second_factor.remove(request, user):
            self.log_change(request, user, "重置两步验证。")
        return self._back(request, user, f"{user.username}的两步验证已重置，本人下次登录后可以用新手机启用。")

    def _back(self, request, user, sentence):
        self.message_user(request, sentence)
        return HttpResponseRedirect(reverse("admin:auth_user_password_change", args=[user.pk]))

    def _show_password(self, request, user, is_new=False):
        context = {
            **self.admin_site.each_context(request),
            "title": "初始密码" if is_new else "新密码",
            "subtitle": user.username,
            "opts": self.opts,
            "original": user,
            "password": user.drawn_password,
            "is_new": is_new,
        }
        answer = render(request, "admin/accounts/user/new_password.html", context)
        answer["Cache-Control"] = "no-store"
        return answer


def locks_of(username: str) -> list[tuple[str, object]]:
    """The addresses at which an account must wait, and until when."""
    addresses = AccessAttempt.objects.filter(username=username).order_by().values_list("ip_address", flat=True)
    ends = [(address, locked_until(username, address)) for address in addresses.distinct()[:20]]
    return [(address, end) for address, end in ends if end]

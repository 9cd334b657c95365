"""The way in: password, code, a password of one's own, the second factor. Part of the back office's site."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import path, reverse


class SignInSite:
    """Mixed into the admin site. No model at the top of this module: the settings import the site's."""

    def get_urls(self):
        return [
            path("login/code/", self.sign_in_code, name="sign-in-code"),
            path("second-factor/", self.admin_view(self.second_factor), name="second-factor"),
            *super().get_urls(),
        ]

    def login(self, request, extra_context=None):
        """Username and password. Anyone."""
        from accounts.signin.views import PasswordStep

        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.each_context(request),
            "title": "登录",
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return PasswordStep.as_view(extra_context=context)(request)

    def sign_in_code(self, request):
        """The code after the password. Whoever has just given a right password."""
        from accounts.signin.views import code_step

        return code_step(request, self.each_context(request))

    def password_change(self, request, extra_context=None):
        """One's own password. All staff."""
        from accounts.signin.views import OwnPassword

        return OwnPassword.as_view(extra_context={**self.each_context(request), **(extra_context or {})})(request)

    def second_factor(self, request):
        """One's own second factor. All staff."""
        from accounts.signin.second_factor_page import second_factor_page

        return second_factor_page(request, self.each_context(request))


def account_links(request) -> list[dict]:
    """What the menu under one's own name offers."""
    links = [{"title": "修改密码", "link": reverse("admin:password_change")}]
    if settings.SECOND_FACTOR != "off":
        links.append({"title": "两步验证", "link": reverse("admin:second-factor")})
    return links

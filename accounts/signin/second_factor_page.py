"""The page on which a person turns the second factor on, gets new recovery codes, or takes another telephone."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp import login as note_verified

from accounts.signin import second_factor
from accounts.signin.forms import CodeForm
from accounts.signin.lockout import count_failure, refuse_when_locked
from accounts.signin.way_on import next_page, on_with
from query.qr import inline_svg

KEY = "second_factor_key"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request, site_context):
    """`do=enrol|codes|remove`, each with a code; without it, how things stand. All staff, for themselves."""
    if settings.SECOND_FACTOR == "off":
        raise Http404
    form = CodeForm(request.POST or None)
    context = {
        **site_context,
        "title": "两步验证",
        "form": form,
        "next": next_page(request),
        "is_required": second_factor.is_required_of(request.user),
    }
    if request.method == "POST":
        # Codes are guessed here as well as at the sign-in.
        if locked := refuse_when_locked(request, request.user.get_username()):
            return locked
        done = _do(request, form, context) if form.is_valid() else None
        if done is not None:
            return done
    return _show(request, context)


def _do(request, form, context):
    """Do what was asked; None when the code is wrong, and the form then says so."""
    try:
        if not second_factor.device_of(request.user):
            device, codes = second_factor.enrol(request, _key(request), form.cleaned_data["code"])
            del request.session[KEY]
            note_verified(request, device)
            request.session.cycle_key()
            return _show_codes(request, context, codes, is_new=True)
        device = second_factor.verify(request.user, form.cleaned_data["code"])
    except ValidationError as error:
        form.add_error("code", error)
        if error.code == "wrong":
            count_failure(request, request.user.get_username(), "second_factor")
        return None
    if request.POST.get("do") == "remove":
        second_factor.remove(request, request.user)
        return on_with(request, "两步验证已停用。换手机的，请马上用新手机重新启用。")
    return _show_codes(request, context, second_factor.renew_codes(request))


def _show(request, context):
    device = second_factor.device_of(request.user)
    if device:
        context |= {"device": device, "codes_left": second_factor.codes_left(request.user)}
    else:
        key = _key(request)
        context |= {
            "picture": inline_svg(second_factor.enrolment_address(request.user, key)),
            "secret": second_factor.secret_text(key),
        }
    context["layout"] = (
        "unfold/layouts/unauthenticated.html" if context["is_required"] and not device else "admin/base_site.html"
    )
    return render(request, "admin/second_factor.html", context)


def _show_codes(request, context, codes, is_new=False):
    context |= {"title": "恢复码", "codes": codes, "is_new": is_new, "layout": "admin/base_site.html"}
    return render(request, "admin/recovery_codes.html", context)


def _key(request) -> str:
    # In the session until a telephone has shown that it knows it: no half-made device in the tables, and a page that
    # is loaded again shows the same picture.
    return request.session.setdefault(KEY, second_factor.new_key())

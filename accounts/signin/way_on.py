"""Where a person goes on after a step: to the page that they asked for, when it is one of ours."""

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def next_page(request) -> str:
    """The page that was asked for before, when it is one of ours; else the back office's first."""
    asked = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else reverse("admin:index")


def on_with(request, sentence: str) -> HttpResponseRedirect:
    """Say what was done, and go on to the page that was asked for."""
    messages.success(request, sentence)
    return HttpResponseRedirect(next_page(request))

"""Pages that join all apps: home, search, about; and the switches and probes of the site."""

from urllib.parse import urlsplit

from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from query.preferences import ELDER_COOKIE

YEAR_S = 365 * 24 * 60 * 60


@require_safe
def home(request):
    """One big question, the nearest centres, today's openings. Anyone."""
    return render(request, "home.html", {})


@require_safe
def search(request):
    """Centres, services, communities and proofs in one ranked answer. Anyone."""
    return render(request, "search.html", {})


@require_safe
def about(request):
    """What is sample, where the data comes from, licences. Anyone."""
    return render(request, "about.html", {})


@csrf_exempt  # It sets a display preference and nothing else; a token would put a cookie on every public page.
@require_POST
def elder_mode(request):
    """Turn 长者模式 on or off, remember it for a year, and go back to where the person was. Anyone."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = "/"
    response = HttpResponseRedirect(urlsplit(back)._replace(fragment="").geturl())
    if request.POST.get("on") == "1":
        response.set_cookie(
            ELDER_COOKIE, "1", max_age=YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response


@require_GET
def healthz(request):
    """The process answers. Anyone."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def readyz(request):
    """The database answers too. Anyone."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # whatever the driver raises, the answer to the balancer is the same
        return HttpResponse("database unavailable", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")

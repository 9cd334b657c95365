"""Pages that join all apps: home, search, about; and the switches and probes of the site."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from centers.menus import Menu
from centers.models import Center
from centers.nearest import nearest_open_first, open_somewhere
from centers.origin import read_origin
from centers.outline import is_near_district
from centers.walking import method_text, walks_from
from jiangcheng.answers import KINDS, answers
from jiangcheng.facts import SOFTWARE, facts
from query.params import Params
from query.preferences import ELDER_COOKIE, is_elder
from search.find import LONGEST_QUESTION, find
from services.models import ServiceItem

YEAR_S = 365 * 24 * 60 * 60
ANSWERS = 20
HOME_CENTERS = 3


@require_safe
def home(request):
    """One big question, the centres nearest to `lat` and `lon` or to the community `near`, today's openings. Anyone."""
    origin = read_origin(Params(request.GET))
    elder, now = is_elder(request), timezone.now()
    is_far = origin is not None and not is_near_district(origin.point.x, origin.point.y)
    walks = walks_from(None if is_far or not origin else origin.point, elder)
    if origin and not is_far:
        centers = nearest_open_first(origin.point, now, HOME_CENTERS, walks=walks)
    else:
        centers = open_somewhere(now, HOME_CENTERS, elder=elder)
    published = Center.objects.published()
    return render(
        request,
        "home.html",
        {
            "section": "home",
            "items": ServiceItem.objects.most_used(),
            "origin": origin,
            "is_far": is_far,
            "cards": centers,
            "some_open": any(card.opening.is_open for card in centers),
            "open_count": published.open_at(now).count(),
            "center_count": published.count(),
            "menu": Menu(),
            "method": method_text(elder, walks),
        },
    )


@require_safe
def search(request):
    """Centres, services, communities and proofs in one ranked answer to `q`. Anyone."""
    question = Params(request.GET).text("q", longest=LONGEST_QUESTION)
    hits = find(question, tuple(KINDS), limit=ANSWERS + 1) if question else []
    return render(
        request,
        "search.html",
        {
            "section": "search",
            "question": question or "",
            "answers": answers(hits[:ANSWERS]),
            "has_more": len(hits) > ANSWERS,
            "is_guess": bool(hits) and not hits[0].exact,
            "most_used": [] if hits else ServiceItem.objects.most_used(8),
        },
    )


@require_safe
def about(request):
    """What is sample, where the data comes from, licences. Anyone."""
    return render(
        request,
        "about.html",
        {
            "section": "about",
            "facts": facts(),
            "walking_method": method_text(is_elder(request)),
            "speeds": {
                "usual": round(settings.WALK_SPEED_M_PER_S * 60),
                "elder": round(settings.ELDER_WALK_SPEED_M_PER_S * 60),
            },
            "software": SOFTWARE,
            "asks_tianditu": bool(settings.TIANDITU_KEY),
        },
    )


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

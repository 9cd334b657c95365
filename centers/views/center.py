"""The page of one centre, and its photos."""

import re

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from centers.models import Center, Photo
from centers.pins import pins
from centers.profile import WALK_MINUTES, profile_of
from centers.walking import method_text, walks_from
from query.params import Params
from query.preferences import is_elder

CODE = re.compile(r"[A-Z0-9]{1,12}")
# A photo that is withdrawn must not stay for long where it was kept.
KEPT_S = 10 * 60


def published_or_404(code: str, centers=None) -> Center:
    """The centre with this code that the public may see.

    :param centers: a queryset that brings along what the page needs.
    """
    if not CODE.fullmatch(code):
        raise Http404
    return get_object_or_404((Center.objects.all() if centers is None else centers).published(), code=code)


@require_safe
def center_detail(request, code):
    """Everything a resident needs before they go; with `lat` and `lon` also how far it is. Anyone."""
    position, elder = Params(request.GET).position(), is_elder(request)
    if not CODE.fullmatch(code):
        raise Http404
    walks = walks_from(position, elder)
    try:
        profile = profile_of(code, position, timezone.now(), walks=walks)
    except Center.DoesNotExist:
        raise Http404 from None
    near = [card for card in profile.alternatives if card.walk_minutes <= WALK_MINUTES]
    return render(
        request,
        "centers/detail.html",
        {
            "section": "centers",
            "profile": profile,
            "card": profile.card,
            "center": profile.card.center,
            "alternatives": near or profile.alternatives[:1],
            "some_within_reach": bool(near),
            "walk_minutes": WALK_MINUTES,
            "method": method_text(elder, walks),
            "pin": pins([profile.card]),
        },
    )


@require_safe
@cache_control(public=True, max_age=KEPT_S)
def center_photo(request, code, pk):
    """A published photo of a published centre. Anyone."""
    if not CODE.fullmatch(code):
        raise Http404
    photo = get_object_or_404(Photo.objects.published(), pk=pk, center__code=code, center__status__in=Center.PUBLISHED)
    try:
        return FileResponse(photo.image.open("rb"), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None

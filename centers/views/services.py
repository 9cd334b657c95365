"""The guide to one service, with the centres that offer it."""

import re
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from centers import walking
from centers.by_way import is_by_way, nearest_by_way, paginate_by_way
from centers.cards import CenterCard, cards
from centers.menus import Menu
from centers.models import Center, Offering
from centers.origin import read_origin
from grids.sources import Source
from query.paging import Page
from query.params import Params
from query.preferences import is_elder
from services.catalogue import MODES, ways
from services.models import ServiceItem

CENTERS_A_PAGE = 6
CODE = re.compile(r"[A-Za-z0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Where:
    """The centres that do an item, nearest first when an origin is known. Nobody should walk to a closed door.

    On the first page `go_to` is the nearest open one; when the page has none, `open_elsewhere` is the nearest open one
    behind it, and `opens_next` the one of the page that opens first.
    """

    page: Page
    cards: list[CenterCard]
    is_by_distance: bool = False
    is_by_way: bool = False
    go_to: CenterCard | None = None
    open_elsewhere: Center | None = None
    walk_elsewhere: walking.Walk | None = None
    opens_next: CenterCard | None = None

    @property
    def others(self) -> list[CenterCard]:
        """The page without the one to go to, in order."""
        return [card for card in self.cards if card is not self.go_to]

    @property
    def on_paper(self) -> CenterCard | None:
        """The one that a printed page names: whoever prints today goes another day, so the nearest, open now or not."""
        return self.cards[0] if self.is_by_distance and self.cards else None

    @property
    def has_sample_offerings(self) -> bool:
        """Whether it is invented that some of these centres do the item."""
        return any(card.center.offering_is_sample for card in self.cards)


@require_safe
def service_detail(request, code):
    """A guide that an old person can follow. Anyone. The origin (`lat` and `lon`, or `near`) orders the centres."""
    if not CODE.fullmatch(code):
        raise Http404
    if code != code.upper():
        query = request.META.get("QUERY_STRING")
        return HttpResponsePermanentRedirect(reverse("service", args=[code.upper()]) + (f"?{query}" if query else ""))
    item = get_object_or_404(ServiceItem.objects.for_list(), code=code)
    params = Params(request.GET)
    origin = read_origin(params)
    walks = walking.walks_from(origin and origin.point, is_elder(request))
    where = _where(item, origin and origin.point, params, timezone.now(), walks=walks)
    return render(
        request,
        "services/detail.html",
        {
            "section": "services",
            "item": item,
            "ways": ways(item),
            "mode_meaning": MODES[item.mode],
            "origin": origin,
            "menu": Menu(),
            "where": where,
            "walking_method": walking.method_text(is_elder(request), walks),
        },
    )


def _where(item, point, params, when, *, walks):
    centers = Center.objects.published().offering(item.code)
    offering = Offering.objects.filter(center=OuterRef("pk"), item=item)
    rows = (centers.near(point) if point else centers.order_by("unit__code", "code")).for_cards()
    rows = rows.annotate(
        by_appointment=Exists(offering.filter(status=Offering.Status.BY_APPOINTMENT)),
        offering_is_sample=Exists(offering.filter(source=Source.SAMPLE)),
    )
    page = paginate_by_way(rows, walks if point else None, params, CENTERS_A_PAGE)
    shown = cards(page.rows, when, walks=walks)
    where = Where(page, shown, is_by_distance=point is not None, is_by_way=is_by_way(walks))
    if point is None or page.number > 1:
        return where
    if go_to := next((card for card in shown if card.opening.is_open), None):
        return replace(where, go_to=go_to)
    elsewhere = next(iter(nearest_by_way(centers.open_at(when), point, walks, 1)), None) if page.is_paged else None
    opening_later = [card for card in shown if card.opening.opens_at]
    return replace(
        where,
        open_elsewhere=elsewhere,
        walk_elsewhere=walks.to(elsewhere.pk, elsewhere.distance_m) if elsewhere else None,
        opens_next=min(opening_later, key=lambda card: card.opening.opens_at, default=None),
    )

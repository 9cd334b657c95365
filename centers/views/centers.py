"""The centres' list."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from centers.by_way import is_by_way, paginate_by_way
from centers.cards import cards
from centers.filters import read_filters
from centers.listing import chips, map_query, proposals, tally
from centers.menus import Menu
from centers.models import Center
from centers.origin import read_origin
from centers.outline import is_near_district
from centers.walking import method_text
from query.paging import paginate
from query.params import Params
from query.preferences import is_elder

API = "/api/v1/centers/"
MINUTES_OFFERED = (5, 10, 15, 20, 30)
# Filters that are folded away.
MORE_FIELDS = {"search", "category", "street", "community", "tier", "setting", "max_minutes", "ordering"}


@require_safe
def center_list(request):
    """Map and list together, with filters that live in the address. Anyone."""
    params, elder, now = Params(request.GET), is_elder(request), timezone.now()
    menu, origin = Menu(), read_origin(params)
    filters = read_filters(params, elder=elder, position=origin and origin.point, lookup=menu)
    fitting = filters.apply(Center.objects.published(), now).for_cards()
    by_way = filters.ordering == "distance" and is_by_way(filters.walks)
    page = paginate_by_way(fitting, filters.walks, params) if by_way else paginate(fitting, params)
    found = cards(page.rows, now, elder=elder, walks=filters.walks)
    return render(
        request,
        "centers/list.html",
        {
            "section": "centers",
            "menu": menu,
            "origin": origin,
            "is_far": origin is not None and not is_near_district(origin.point.x, origin.point.y),
            "filters": filters,
            "by_way": by_way,
            "page": page,
            "cards": found,
            # Someone about to walk wants the nearest open door, wherever it stands in the list.
            "nearest_open": origin and next((card for card in found if card.opening.is_open), None),
            "tally": tally(filters, now) if page.count else None,
            "chips": chips(filters, request.GET),
            "proposals": [] if page.count else proposals(filters, request.GET, now),
            "map_source": f"{API}?{map_query(filters, request.GET)}",
            "method": method_text(elder, filters.walks),
            "tiers": Center.Tier.choices,
            "settings": Center.Setting.choices,
            "minutes_offered": sorted({*MINUTES_OFFERED, filters.max_minutes or MINUTES_OFFERED[0]}),
            "more_in_use": sum(name in MORE_FIELDS and bool(value.strip()) for name, value in request.GET.items()),
        },
    )

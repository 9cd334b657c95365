"""What wants confirming, for each community: to be worked through on the screen, or printed and taken along."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centers.admin.scope import centers_of, check_may_read, names_of, unit_asked
from centers.models import Center, FactGroup
from grids.models import GridUnit
from query.codes import COMMUNITY_LENGTH
from query.paging import paginate
from query.params import Params

ROWS = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A community with how many of its centres want confirming."""

    code: str
    name: str
    count: int


@require_safe
def reminders(request, site):
    """Centres in scope with facts that nobody has confirmed lately, the oldest first. Whoever reads records."""
    check_may_read(request)
    unit = unit_asked(request)
    due = centers_of(request, unit).published().stale()
    shown = due.select_related("unit__parent").defer("unit__boundary", "unit__parent__boundary")
    page = paginate(shown.oldest_confirmed_first(), Params(request.GET), ROWS)
    places = [] if unit and unit.level >= GridUnit.Level.COMMUNITY else _places(due)
    context = {
        **site.each_context(request),
        "title": f"待确认提醒 · {unit.name}" if unit else "待确认提醒",
        "unit": unit,
        "page": page,
        "rows": [(center, _lines(center)) for center in page.rows],
        "places": places if len(places) > 1 else [],
        "stale_after_days": settings.STALE_AFTER_DAYS,
        "carried": urlencode({"unit": unit.code}) if unit else "",
    }
    return render(request, "admin/reminders.html", context)


def _lines(center: Center) -> list[tuple]:
    """The groups to confirm with their dates, never confirmed ones first."""
    lines = [(group, center.confirmed_on(group)) for group in center.stale_groups()]
    order = list(FactGroup)
    return sorted(lines, key=lambda line: (line[1] is not None, line[1] or 0, order.index(line[0])))


def _places(due) -> list[Place]:
    codes = due.order_by().values_list("unit__code", flat=True)
    # A centre of a street or of the district has no community: it is in the list itself.
    counts = Counter(code[:COMMUNITY_LENGTH] for code in codes if len(code) >= COMMUNITY_LENGTH)
    names = names_of(counts)
    places = [Place(code, names.get(code, code), count) for code, count in counts.items()]
    return sorted(places, key=lambda place: (-place.count, place.code))

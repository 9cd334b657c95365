"""The residents' page: is there a centre within ten minutes of me, and how does the district stand?"""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from centers.cards import cards
from centers.menus import Menu
from centers.models import Center
from centers.origin import read_origin
from centers.outline import is_near_district
from centers.pins import pins
from coverage.figures import figures
from coverage.growth import growth
from coverage.public_words import answer_here, bar, four_sentences, percent
from coverage.questions import ALL, ELDERS, usual_question
from coverage.states import LACKING, STATES
from query.params import Params
from query.preferences import is_elder


@require_safe
def coverage(request):
    """The nearest centre on foot from `lat` and `lon` or the place `near`, and the whole district. Anyone."""
    origin = read_origin(Params(request.GET))
    is_far = origin is not None and not is_near_district(origin.point.x, origin.point.y)
    found = figures(usual_question(ELDERS if is_elder(request) else ALL))
    here = answer_here(found, origin.point.x, origin.point.y) if origin and not is_far else None
    card = _card(here)
    return render(
        request,
        "coverage/coverage.html",
        {
            "section": "coverage",
            "menu": Menu(),
            "origin": origin,
            "is_far": is_far,
            "here": here,
            "card": card,
            "pin": card and pins([card]),
            "basis": found.basis,
            "figures": found,
            "bar": bar(found.total),
            "streets": [(line.place, line.tally.total, bar(line.tally)) for line in found.streets],
            "states": bar(found.total),
            "bands": [(minutes, bar(tally)) for minutes, tally in found.bands],
            "years": [(year, _shares(found, year.total)) for year in growth(found)],
            "sentences": four_sentences(found.basis),
        },
    )


def _card(here):
    """The nearest centre as the lists show it; its minutes are told apart."""
    if here is None or here.center_pk is None:
        return None
    found = cards(Center.objects.filter(pk=here.center_pk).for_cards(), timezone.now())
    return found[0] if found else None


def _shares(found, tally):
    """Who is (probably) covered and who is certainly not, as percentages."""
    return percent(tally.share(STATES[found.method][0])), percent(tally.share(LACKING[found.method]))

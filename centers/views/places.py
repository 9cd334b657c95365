"""A place of the territory: what it is, who answers for it, its nearest centre."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from centers.cards import cards
from centers.models import Center
from centers.nearest import nearest_open_first
from centers.origin import Origin
from centers.outline import district_outline
from centers.pins import pins
from centers.walking import method_text, walks_from
from grids.models import GridUnit, Steward
from grids.places import place_of
from grids.sources import Source
from query.codes import ancestor_codes, is_code
from query.paging import paginate
from query.params import Params
from query.preferences import is_elder

CHILDREN_A_PAGE = 60
CENTERS_SHOWN = 3
MOST_STEWARDS = 60


@require_safe
def where_am_i(request):
    """Which grid a position (`lat`, `lon`) lies in, and the streets with their communities to choose from. Anyone."""
    position = Params(request.GET).position()
    place = place_of(position, district_outline()) if position else None
    unit = place.unit if place else None
    return render(
        request,
        "grids/where.html",
        {
            "section": "grids",
            "origin": Origin(position) if position else None,
            "place": place,
            "chain": [*unit.ancestors().without_shapes(), unit] if unit else [],
            "stewards": _stewards([*ancestor_codes(unit.code), unit.code]) if unit else [],
            "streets": _streets(),
        },
    )


@require_safe
def grid_unit_detail(request, code):
    """What this place is, who answers for it, what lies in it. Anyone; a former code leads to the present one."""
    if not is_code(code):
        raise Http404
    *above, unit = GridUnit.objects.without_shapes().branch(code) or [None]
    if unit is None:
        return _moved(code)
    children = unit.children.current().without_shapes().order_by("code")
    measured_from = _measured_from(unit, above)
    walks = walks_from(measured_from and measured_from.point, is_elder(request))
    near = _centers(unit, measured_from, timezone.now(), walks=walks)
    return render(
        request,
        "grids/detail.html",
        {
            "section": "grids",
            "unit": unit,
            "above": above,
            "is_retired": unit.is_retired,
            "figures": _figures(unit),
            "figures_are_sample": unit.figures_source == Source.SAMPLE,
            "stewards": _stewards([*(place.code for place in above), unit.code]),
            "children": paginate(children, Params(request.GET), CHILDREN_A_PAGE),
            "children_level": GridUnit.Level(min(unit.level + 1, GridUnit.Level.CLUSTER)).label,
            "centers": near,
            "pins": pins(near),
            "measured_from": measured_from,
            "onward": f"near={measured_from.code}" if measured_from else "",
            "walking_method": method_text(is_elder(request), walks),
        },
    )


def _moved(code):
    """To the page of the unit that had this code.

    :raises Http404: when none had it.
    """
    try:
        unit, _ = GridUnit.objects.resolve(code)
    except GridUnit.DoesNotExist:
        raise Http404 from None
    return HttpResponsePermanentRedirect(unit.get_absolute_url())


def _figures(unit):
    """What is known in numbers: name, number, what is counted."""
    figures = [("人口", unit.population, "人"), ("户数", unit.households, "户"), ("65岁以上", unit.elders, "人")]
    return [figure for figure in figures if figure[1] is not None]


def _measured_from(unit, above):
    """The unit, or the lowest above it, whose point is known. Nobody walks from the middle of a district."""
    places = [place for place in [unit, *reversed(above)] if place.level > GridUnit.Level.DISTRICT]
    return next((place for place in places if place.point), None)


def _centers(unit, measured_from, when, *, walks):
    """The nearest centres, an open one first; without any point, those that lie in the unit."""
    if measured_from:
        return nearest_open_first(measured_from.point, when, CENTERS_SHOWN, walks=walks)
    return cards(Center.objects.published().under(unit.code).order_by("code").for_cards()[:CENTERS_SHOWN], when)


def _stewards(codes):
    """Who answers for these units, the lowest unit first."""
    return (
        Steward.objects.published()
        .filter(unit__code__in=codes)
        .select_related("unit")
        .defer("unit__boundary")
        .order_by("-unit__level", "role", "name")[:MOST_STEWARDS]
    )


def _streets():
    """Every street and town with its communities, in one query."""
    levels = (GridUnit.Level.STREET, GridUnit.Level.COMMUNITY)
    units = GridUnit.objects.current().filter(level__in=levels).only("code", "name", "level", "kind").order_by("code")
    streets = []
    for unit in units:
        if unit.level == GridUnit.Level.STREET:
            streets.append({"unit": unit, "communities": []})
        elif streets and unit.code.startswith(streets[-1]["unit"].code):
            streets[-1]["communities"].append(unit)
    return streets

"""The residents behind the figures of coverage: rows of people, never persons."""

from accounts.refusals import NotInScope
from coverage.questions import ALL, WHO
from coverage.states import STATE_NAMES, State
from grids.models import GridUnit
from oversight.scope import unit_asked
from oversight.tiles.coverage import answer_of
from oversight.views.frame import page
from query.codes import COMMUNITY_LENGTH, is_code
from query.paging import page_asked, page_of
from query.params import Params

ROWS = 50


def residents(request):
    """The rows of `state`, `who` and `place` for the usual question. Whoever sees the dashboard."""
    unit = unit_asked(request)
    params = Params(request.GET)
    who = params.choice("who", WHO) or ALL
    written = params.choice("state", list(State))
    place = _place(unit, params) or unit
    answer = answer_of(place, who)
    state = State(written) if written else None
    community = place.code if len(place.code) >= COMMUNITY_LENGTH else None
    number, size = page_asked(params, ROWS)
    found = answer.rows(state, community=community, start=(number - 1) * size, count=size)
    words = [place.name, *([WHO[who]] if who != ALL else []), *([STATE_NAMES[state]] if state else [])]
    carried = request.GET.copy()
    carried.pop("page", None)
    return page(
        request,
        "residents",
        unit,
        "居民",
        words=words,
        page=page_of(found, number, size, answer.count_rows(state, community=community)),
        basis=answer.basis,
        centers=answer.current.centers,
        carried=carried.urlencode(),
    )


def _place(unit, params):
    """The place asked for, within the unit.

    :raises NotInScope: for any other.
    """
    code = params.text("place")
    if code is None:
        return None
    units = GridUnit.objects.without_shapes().filter(level__lte=GridUnit.Level.COMMUNITY)
    place = units.filter(code=code).first() if is_code(code) and code.startswith(unit.code) else None
    if place is None:
        raise NotInScope(GridUnit._meta.verbose_name, code)
    return place

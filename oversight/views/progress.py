"""The first page of the dashboard, one tile in full, and the rows behind the figures."""

from django.utils import timezone

from accounts.refusals import NotInScope
from oversight.facts import Facts
from oversight.rows import centers_asked, corrections_asked
from oversight.scope import unit_asked
from oversight.shown import shown_tile
from oversight.tiles import TILES, read
from oversight.trends import Past, trends_of
from oversight.views.frame import page
from query.paging import paginate
from query.params import Params

ROWS = 50


def progress(request):
    """Every tile for a unit in scope. Whoever sees the dashboard."""
    unit = unit_asked(request)
    reading = read(unit)
    trends = trends_of(unit, reading)
    # The circle is what the district claims, and its tile takes a whole line: it stands first.
    first = sorted(reading.tiles, key=lambda tile: tile.key != "coverage")
    tiles = [shown_tile(tile, unit.code, trends) for tile in first]
    return page(request, "progress", unit, "进度总览", reading=reading, tiles=tiles)


def tile(request, key):
    """One tile: its figures with definition and trend, its tables. Whoever sees the dashboard."""
    unit = unit_asked(request)
    if key not in TILES:
        raise NotInScope("统筹分析", key)
    facts = Facts(unit)
    measured = TILES[key](facts)
    past = Past.of(unit, facts.day)
    trends = {figure.key: past.trend(figure) for figure in measured.figures}
    shown = shown_tile(measured, unit.code, trends, with_long=True)
    return page(request, "tile", unit, measured.title, shown=shown, figures=[shown.main, *shown.others], day=facts.day)


def centers(request):
    """The centres behind a figure. Whoever sees the dashboard."""
    unit = unit_asked(request)
    params = Params(request.GET)
    found = centers_asked(request.user, unit, params)
    rows = found.rows.select_related("unit__parent").defer("unit__boundary", "unit__parent__boundary")
    return _rows(request, unit, "中心", "centers", found, paginate(rows.order_by("code"), params, ROWS))


def corrections(request):
    """The residents' corrections behind a figure. Whoever sees the dashboard."""
    unit = unit_asked(request)
    params = Params(request.GET)
    found = corrections_asked(request.user, unit, params)
    rows = found.rows.select_related("request__center").order_by("request__at", "pk")
    return _rows(request, unit, "居民纠错", "corrections", found, paginate(rows, params, ROWS), now=timezone.now())


def _rows(request, unit, title, template, found, shown, **more):
    carried = request.GET.copy()
    carried.pop("page", None)
    return page(request, template, unit, title, words=found.words, page=shown, carried=carried.urlencode(), **more)

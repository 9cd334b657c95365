"""The map of coverage with its figures, what the map draws, and the rows behind the figures."""

import numpy as np
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from coverage.engine.isochrone import polygons
from coverage.states import STATE_NAMES, Method
from oversight.circle.asked import asked_of, choices_of
from oversight.circle.frame import circle_page
from oversight.circle.map_picture import picture_of
from oversight.circle.map_points import map_points
from oversight.circle.panel import panel_of
from oversight.circle.rows import ORDERS, PointRows, wanted_of
from oversight.circle.sheets import Sheet, as_download, told_of_basis, workbook_of
from oversight.circle.trying import changed_rows, outcome_of, tried_of
from query.paging import page_asked, page_of
from query.params import BadParameter, Params

ROWS = 50
MOST_ROWS_OUT = 100_000
HEAD = (
    ("编码", 24),
    ("地点", 24),
    ("街道（镇）", 16),
    ("社区（村）", 18),
    ("人数", 10),
    ("结果", 14),
    ("步行（米）", 12),
    ("步行（分钟）", 12),
    ("最近的中心", 28),
)


def coverage(request):
    """Who reaches a centre on foot, on the map and in figures. Whoever sees the dashboard."""
    asked = asked_of(request)
    context = {"asked": asked, "question": asked.question, "panel": panel_of(asked), "basis": asked.figures.basis}
    if request.GET.get("part") == "figures":
        return render(request, "oversight/circle/_figures.html", context)
    return circle_page(
        request,
        "coverage",
        asked.unit,
        "服务圈",
        **context,
        **choices_of(asked, request.user),
        query=asked.query(),
        has_roads=asked.figures.method == Method.NETWORK,
    )


def points_json(request):
    """What the map draws, for the filters; the browser does minutes, speed and year itself."""
    return _private(HttpResponse(map_points(asked_of(request)), content_type="application/json"))


def map_svg(request):
    """The map as a still picture: for paper, and for browsers without scripts."""
    picture = picture_of(asked_of(request))
    return _private(render(request, "oversight/circle/map.svg", {"picture": picture}, content_type="image/svg+xml"))


def points(request):
    """The rows behind a figure. Whoever sees the dashboard."""
    asked = asked_of(request)
    params = Params(request.GET)
    wanted = wanted_of(params, asked)
    rows = PointRows(asked, wanted)
    number, size = page_asked(params, ROWS)
    shown = page_of([], number, size, len(rows))
    found = rows[(number - 1) * size : number * size]
    carried = request.GET.copy()
    carried.pop("page", None)
    without_state = carried.copy()
    without_state.pop("state", None)
    return circle_page(
        request,
        "points",
        asked.unit,
        "每一处居民",
        asked=asked,
        question=asked.question,
        basis=asked.figures.basis,
        wanted=wanted,
        wanted_words=_words(asked, wanted),
        states=[(state.value, STATE_NAMES[state]) for state in asked.figures.states],
        orders=ORDERS.items(),
        people=rows.people,
        page=shown,
        rows=[(row, rows.center_name(row)) for row in found],
        query=asked.query(),
        carried=carried.urlencode(),
        is_network=asked.figures.method == Method.NETWORK,
    )


def _words(asked, wanted):
    """In words which rows these are."""
    question = asked.question
    words = [f"{question.minutes:g}分钟，每秒{question.speed:g}米", asked.figures.basis.who_name]
    if wanted.state is not None:
        words.insert(0, STATE_NAMES[wanted.state])
    if wanted.reaches is not None:
        words.append(f"走得到{wanted.reaches}个中心" + ("或更多" if wanted.reaches == 3 else ""))
    if wanted.community:
        demand = asked.known.demand
        words.append(demand.communities[demand.community_index[wanted.community]].name)
    if question.year:
        words.append(f"{question.year}年底")
    if question.open_at:
        words.append(f"{timezone.localtime(question.open_at):%Y-%m-%d %H:%M}开门")
    return words


def points_xlsx(request):
    """The same rows as .xlsx."""
    asked = asked_of(request)
    rows = PointRows(asked, wanted_of(Params(request.GET), asked))
    if len(rows) > MOST_ROWS_OUT:
        raise BadParameter("state", f"有{len(rows)}行，一个文件最多{MOST_ROWS_OUT}行，请先选一个街道或一种结果。")
    lines = ([*_line(row), rows.center_name(row)] for row in rows[0 : len(rows)])
    sheets = [Sheet("每一处居民", HEAD, lines)]
    file = workbook_of(sheets, told_of_basis(asked.figures.basis, asked.unit.name))
    return as_download(request, file, f"服务圈-每一处居民-{timezone.localdate()}", count=len(rows))


def _line(row):
    return [
        row.key,
        row.label,
        row.street and row.street.name,
        row.community and row.community.name,
        row.people,
        row.state_name,
        None if row.metres is None else round(row.metres, 1),
        None if row.minutes is None else round(row.minutes, 2),
    ]


def reach(request):
    """What lies within reach of the centres that count, as GeoJSON: for drawing, never for counting."""
    asked = asked_of(request)
    answer = asked.figures
    shape = {"type": "Feature", "properties": {"limit_m": answer.question.limit_m}, "geometry": None}
    if answer.method == Method.NETWORK:
        counted = asked.known.center_snaps.take(np.flatnonzero(answer.mask))
        coordinates = polygons(asked.known.network, counted, [answer.question.limit_m])[0]
        shape["geometry"] = {"type": "MultiPolygon", "coordinates": coordinates}
    return _private(JsonResponse(shape))


def what_if(request):
    """What a new centre, a closed one or a footbridge would change. Nothing is kept."""
    asked = asked_of(request)
    outcome = outcome_of(asked, tried_of(Params(request.GET), asked))
    return _private(
        JsonResponse(
            {
                "gained": outcome.gained,
                "lost": outcome.lost,
                "covered": outcome.covered,
                "total": outcome.total,
                "says": outcome.says,
                "changed": changed_rows(asked, outcome),
            }
        )
    )


def _private(answer):
    answer["Cache-Control"] = "private, no-store"
    return answer

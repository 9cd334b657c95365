"""Where a centre is missing most, and the way from a gap into a scenario."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import NotInScope
from coverage.gaps import gaps
from coverage.models import CandidateSite, Scenario
from coverage.models.scenarios import LONGEST_NAME, TooManyCandidates
from coverage.states import LACKING, Method
from oversight.circle.asked import asked_of, choices_of
from oversight.circle.candidates import OutsideUnit, add_place
from oversight.circle.frame import circle_page
from oversight.circle.sheets import Sheet, as_download, told_of_basis, workbook_of
from oversight.scope import with_query
from query.keys import row_with_key
from query.paging import page_asked, page_of
from query.params import BadParameter, Params

ROWS = 30
MOST_ON_MAP = 300
BY = {"community": "按社区（村）", "row": "按每一处居民"}
HEAD = (
    ("名次", 8),
    ("编码", 24),
    ("地点", 24),
    ("街道（镇）", 16),
    ("人数", 10),
    ("平均还差（分钟）", 16),
    ("人数×分钟", 14),
)


def gaps_page(request):
    """The gaps of a unit, the worst first. Whoever sees the dashboard."""
    asked, by, found = _found(request)
    number, size = page_asked(Params(request.GET), ROWS)
    start = (number - 1) * size
    shown = page_of([], number, size, len(found))
    rows = list(enumerate(found[start : start + size], start=start + 1))
    carried = request.GET.copy()
    carried.pop("page", None)
    scenarios = Scenario.objects.editable_by(request.user).current().filter(unit__code=asked.unit.code)
    return circle_page(
        request,
        "gaps",
        asked.unit,
        "空白点",
        asked=asked,
        question=asked.question,
        basis=asked.figures.basis,
        by=by,
        ways_of_counting=BY.items(),
        rows=rows,
        lacking=LACKING[asked.figures.method].value,
        page=shown,
        people=sum(gap.people for gap in found),
        places=[[rank, gap.label, gap.people, *gap.lonlat] for rank, gap in enumerate(found[:MOST_ON_MAP], start=1)],
        scenarios=scenarios.order_by("-modified").values_list("pk", "name"),
        query=asked.query(),
        carried=carried.urlencode(),
        has_roads=asked.figures.method == Method.NETWORK,
        **choices_of(asked, request.user),
    )


def gaps_xlsx(request):
    """The same as .xlsx."""
    asked, _, found = _found(request)
    lines = (
        [rank, gap.key, gap.label, gap.street and gap.street.name, gap.people, round(gap.missing_minutes, 1),
         round(gap.score, 1)]
        for rank, gap in enumerate(found, start=1)
    )  # fmt: skip
    told = told_of_basis(asked.figures.basis, asked.unit.name)
    told.insert(1, ("怎么排", "走不到的人数乘以他们还差的分钟数，多的在前。"))
    file = workbook_of([Sheet("空白点", HEAD, lines)], told)
    return as_download(request, file, f"空白点-{timezone.localdate()}", count=len(found))


def _found(request):
    asked = asked_of(request)
    by = Params(request.GET).choice("by", BY) or "community"
    return asked, by, gaps(asked.figures, by_row=by == "row")


def gap_add(request):
    """Put the middle of a gap into a scenario, a new one if none is named. Whoever sees the dashboard of its unit."""
    asked, _, found = _found(request)
    key = request.POST.get("key", "")
    gap = next((gap for gap in found if gap.key == key), None)
    if gap is None:
        raise BadParameter("key", "这个空白点已经不在了，请回到空白点重新选。")
    name, (lon, lat) = f"{gap.label}附近"[:LONGEST_NAME], gap.lonlat
    try:
        with transaction.atomic():
            scenario = _scenario(request, asked)
            street = gap.street and gap.street.code
            added = add_place(scenario, asked.known, name, lon, lat, CandidateSite.Origin.GAP, street=street)
    except (OutsideUnit, TooManyCandidates) as error:
        messages.error(request, str(error))
        return redirect(with_query(reverse("oversight:gaps"), **asked.query()))
    told = f"“{name}”加进了方案“{scenario.name}”。" if added else f"方案“{scenario.name}”里已经有这个点。"
    messages.success(request, told)
    return HttpResponseRedirect(reverse("oversight:scenario-candidates", args=[scenario.pk]))


def _scenario(request, asked) -> Scenario:
    key = request.POST.get("scenario", "").strip()
    if key:
        rows = Scenario.objects.editable_by(request.user).select_related("unit").defer("unit__boundary")
        scenario = row_with_key(rows, key)
        if scenario is None:
            raise NotInScope(Scenario._meta.verbose_name, key)
        return scenario
    question = asked.question
    scenario = Scenario(
        name=f"{asked.unit.name}选址 {timezone.localtime():%m月%d日%H:%M}",
        unit=asked.unit,
        owner=request.user,
        minutes=question.minutes,
        speed=question.speed,
        who=question.who,
        planned=question.planned,
    )
    try:
        scenario.full_clean()
    except ValidationError as error:
        raise BadParameter("unit", "；".join(error.messages)) from None
    scenario.save()
    return scenario

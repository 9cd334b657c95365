"""The data-quality page: every finding in scope, the worst first, each with the form that mends it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from centers.admin.scope import centers_of, check_may_read, names_of, unit_asked
from centers.checks import CHECKS, Check, Severity
from centers.models import Offering, Photo, Room
from centers.quality import Finding, Tally, survey, with_cells_counted
from grids.models import GridUnit, Steward
from grids.sources import Source
from query.codes import subtree_q
from query.paging import Page, page_asked, page_of
from query.params import Params

ROWS = 50


@dataclass(frozen=True, slots=True)
class SampleRows:
    """Invented rows of one kind that are left, and the list of them where it shows just these."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check with how many centres fail it."""

    check: Check
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A street or community with its tally; without an address where no unit holds just these centres."""

    name: str
    tally: Tally
    url: str


@require_safe
def quality(request, site):
    """Findings about the centres in scope, or of `?unit=` or `?check=` only. Whoever reads records."""
    check_may_read(request)
    unit = unit_asked(request)
    params = Params(request.GET)
    chosen = CHECKS.get(params.choice("check", CHECKS))
    found = survey(centers_of(request, unit))
    findings = [finding for finding in found.findings if chosen in (None, finding.check)]
    page = _page(findings, params)
    address = reverse("admin:quality")
    carried = {"unit": unit.code} if unit else {}
    context = {
        **site.each_context(request),
        "title": f"数据质量 · {unit.name}" if unit else "数据质量",
        "unit": unit,
        "whole": found.whole,
        "checks_count": len(CHECKS),
        "severities": [(severity, found.whole.by_severity[severity]) for severity in Severity],
        "check_lines": [
            CheckLine(check, found.counts[key], _with(address, carried, check=key), check is chosen)
            for key, check in CHECKS.items()
            if found.counts[key] or check is chosen
        ],
        "chosen": chosen,
        "without_check": _with(address, carried),
        "places": _places(found.places, address),
        "page": page,
        "rows": [(finding, _mend(finding)) for finding in with_cells_counted(page.rows)],
        "samples": _samples(request.user, unit),
        "carried": urlencode(carried | ({"check": chosen.key} if chosen else {})),
    }
    return render(request, "admin/quality.html", context)


def _places(tallies: list[Tally], address) -> list[PlaceLine]:
    """The places to compare; none when there is only one."""
    if len(tallies) < 2:
        return []
    names = names_of([tally.code for tally in tallies])
    return [
        PlaceLine(
            f"{names.get(tally.code, tally.code)}{'本级' if tally.is_above else ''}",
            tally,
            "" if tally.is_above else _with(address, unit=tally.code),
        )
        for tally in tallies
    ]


def _page(findings: list[Finding], params) -> Page:
    number, size = page_asked(params, ROWS)
    start = (number - 1) * size
    return page_of(findings[start : start + size], number, size, len(findings))


def _mend(finding: Finding) -> str:
    return f"{reverse('admin:centers_center_change', args=[finding.center.key])}#{finding.check.step}"


def _with(address, query=None, **more) -> str:
    query = (query or {}) | more
    return f"{address}?{urlencode(query)}" if query else address


def _samples(user, unit) -> list[SampleRows]:
    """The invented rows beside the centres themselves, in five queries."""
    kinds = (
        ("事项状态", Offering, "center__unit__code"),
        ("功能室", Room, "center__unit__code"),
        ("照片", Photo, "center__unit__code"),
        ("网格人员", Steward, "unit__code"),
        ("区划和网格", GridUnit, "code"),
    )
    lines = []
    for label, model, code_field in kinds:
        rows = model.objects.visible_to(user).filter(source=Source.SAMPLE)
        count = (rows.filter(subtree_q(unit.code, code_field)) if unit else rows).count()
        if count:
            lines.append(SampleRows(label, count, _list(model, unit)))
    return lines


def _list(model, unit) -> str:
    """The list in the back office that shows the same rows; empty where no filter of it does."""
    if unit and unit.level > GridUnit.Level.STREET:
        return ""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    street = {"street": unit.code} if unit and unit.level == GridUnit.Level.STREET else {}
    return _with(address, street, source__exact=Source.SAMPLE.value)

"""The sheet of codes: one for every building of a place, to cut out and put up ('扫码找网格长')."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from unfold.decorators import action

from grids.models import GridUnit
from query.addresses import public_address
from query.codes import ancestor_codes
from query.paging import Page, paginate
from query.params import BadParameter, Params
from query.qr import inline_svg

CODES_A_REQUEST = 240
CODES_A_PAPER = ("12", "24")


@dataclass(frozen=True, slots=True)
class Label:
    """One code with what stands beside it."""

    unit: GridUnit
    path: str
    svg: SafeString


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """The codes of one request, paper by paper; `levels` to choose from with how many units each has."""

    page: Page
    papers: list[list[Label]]
    level: int
    levels: list[tuple[int, str, int]]
    per_paper: str


def code_sheet_of(unit: GridUnit, user, params: Params, address_of) -> CodeSheet:
    """The sheet of a place's lowest units, or of the `level` asked for; three queries.

    :param address_of: gives the absolute address of a unit's public page.
    :raises BadParameter: for a level of which the place has nothing, or a page that does not exist.
    """
    units = GridUnit.objects.visible_to(user).under(unit.code).current().without_shapes()
    counts = dict(units.order_by("level").values("level").annotate(n=Count("pk")).values_list("level", "n"))
    level = params.integer("level", GridUnit.Level.DISTRICT, GridUnit.Level.CLUSTER) or max(counts, default=None)
    if counts and level not in counts:
        raise BadParameter("level", f"这里没有{GridUnit.Level(level).label}。")
    per_paper = params.choice("per", CODES_A_PAPER) or CODES_A_PAPER[0]
    page = paginate(units.at_level(level).order_by("code"), params, CODES_A_REQUEST)
    labels = _labels(page.rows, address_of)
    size = int(per_paper)
    papers = [labels[start : start + size] for start in range(0, len(labels), size)]
    levels = [(number, GridUnit.Level(number).label, count) for number, count in counts.items()]
    return CodeSheet(page, papers, level, levels, per_paper)


def _labels(units, address_of):
    """The units with their codes, and with the names of the places above them below the district."""
    above = {code for unit in units for code in ancestor_codes(unit.code)[1:]}
    names = dict(GridUnit.objects.filter(code__in=above).values_list("code", "name"))
    return [
        Label(
            unit,
            " › ".join(names[code] for code in ancestor_codes(unit.code)[1:] if code in names),
            inline_svg(address_of(unit)),
        )
        for unit in units
    ]


class CodeSheetMixin:
    """Adds the sheet to the units' admin: `admin:grids_gridunit_code_sheet`."""

    @action(description="二维码张贴页", url_path="code-sheet", icon="qr_code_2")
    def code_sheet(self, request, object_id):
        """Whoever reads the territory, for the places in scope."""
        return require_safe(self._code_sheet)(request, object_id)

    def _code_sheet(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        unit = self.row_or_404(request, object_id)
        sheet = code_sheet_of(
            unit,
            request.user,
            Params(request.GET),
            lambda place: public_address(request, place.get_absolute_url()),
        )
        context = {"unit": unit, "sheet": sheet, "papers_a_choice": CODES_A_PAPER}
        return render(request, "admin/grids/gridunit/code_sheet.html", context)

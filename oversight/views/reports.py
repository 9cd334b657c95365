"""The report of a period: on a page, in print, as Excel and as Word."""

from base64 import b64encode
from urllib.parse import urlencode

from django.http import FileResponse
from django.urls import reverse

from accounts.audit import Action, record
from accounts.refusals import NotInScope
from exchange.lists import XLSX
from oversight.models import Snapshot
from oversight.periods import Period
from oversight.reports.report import NOW, Report
from oversight.reports.sites import MOST, scenario_tiles, scenarios_asked, scenarios_offered
from oversight.scope import unit_asked, with_query
from oversight.shown import shown_tile
from oversight.views.frame import page
from query.params import BadParameter, Params

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST_VERSION = 32_767


def reports(request):
    """Choose a period and a unit, read what the report says, take it along. Whoever sees the dashboard."""
    unit = unit_asked(request)
    report = _asked(request, unit)
    offered = scenarios_offered(request.user, unit)
    chosen = _with_scenarios(request, unit, report, offered)
    query = {"unit": unit.code, "period": report.period, "version": report.snapshot and report.snapshot.version}
    picked = urlencode([("ticked", 1), *(("scenario", scenario.pk) for scenario in chosen)])
    ways = {
        name: f"{with_query(reverse(f'oversight:report-{name}'), **query)}&{picked}"
        for name in ("docx", "xlsx", "print")
    }
    kept = Snapshot.objects.visible_to(request.user).of(unit).newest_versions().defer("reading", "figures")
    return page(
        request,
        "reports",
        unit,
        "报告",
        report=report,
        chapters=report.chapters(),
        definitions=report.definitions(),
        ways=ways,
        kept=kept,
        now=NOW,
        scenarios=[(scenario, scenario in chosen) for scenario in offered],
        most_scenarios=MOST,
    )


def printed(request):
    """The report as a page for the printer, charts included. Whoever sees the dashboard."""
    from oversight.reports.charts import chart_png, map_png

    unit = unit_asked(request)
    report = _asked(request, unit)
    _with_scenarios(request, unit, report)
    chapters = [
        (title, [(shown_tile(tile, unit.code), _pictures(tile, chart_png)) for tile in tiles])
        for title, tiles in report.chapters()
    ]
    drawn = _as_data(map_png(report.reading, report.place_names()))
    _record(request, report, "print")
    return page(
        request,
        "print",
        unit,
        "报告",
        report=report,
        chapters=chapters,
        definitions=report.definitions(),
        map=drawn,
        has_pictures=bool(drawn) or any(pictures for _, tiles in chapters for _, pictures in tiles),
    )


def workbook(request):
    """The report as .xlsx. Whoever sees the dashboard."""
    from oversight.reports.workbook import write_report

    return _file(request, write_report, "xlsx", XLSX)


def document(request):
    """The report as .docx. Whoever sees the dashboard."""
    from oversight.reports.document import write_document

    return _file(request, write_document, "docx", DOCX)


def _file(request, write, ending, content_type):
    unit = unit_asked(request)
    report = _asked(request, unit)
    _with_scenarios(request, unit, report)
    file = write(report)
    _record(request, report, ending)
    return FileResponse(file, as_attachment=True, filename=report.file_name(ending), content_type=content_type)


def _asked(request, unit) -> Report:
    """The report of `period` (default: as things stand now) and `version` (default: the newest).

    :raises BadParameter: for what is no period.
    :raises NotInScope: where the unit has no such snapshot.
    """
    params = Params(request.GET)
    written = params.text("period") or NOW
    if written == NOW:
        return Report.of_now(unit)
    try:
        period = Period.read(written)
    except ValueError:
        raise BadParameter("period", "写成 2026Q4 或 2026-11。") from None
    kept = Snapshot.objects.visible_to(request.user).of(unit).filter(period=str(period))
    if (version := params.integer("version", 1, LARGEST_VERSION)) is not None:
        kept = kept.filter(version=version)
    snapshot = kept.first()
    if snapshot is None:
        raise NotInScope(Snapshot._meta.verbose_name, f"{unit.code} {written}")
    return Report.of_snapshot(snapshot)


def _with_scenarios(request, unit, report, offered=None):
    """Put the scenarios that are asked for into the report; answers them."""
    chosen = scenarios_asked(request.GET, scenarios_offered(request.user, unit) if offered is None else offered)
    report.scenarios.extend(scenario_tiles(chosen))
    return chosen


def _pictures(tile, draw):
    drawn = [(table.title, draw(table)) for table in tile.tables if table.chart and not table.is_long]
    return [(title, _as_data(png)) for title, png in drawn if png]


def _as_data(png):
    return f"data:image/png;base64,{b64encode(png).decode()}" if png else ""


def _record(request, report, form):
    detail = {"unit": report.reading.unit_code, "period": report.period, "form": form}
    if report.snapshot:
        detail["version"] = report.snapshot.version
    subject = f"统筹报告 {report.reading.unit_name} {report.label}"
    record(Action.EXPORT, request=request, subject=subject, subject_key="oversight.report", detail=detail)

"""The pages of coverage, gaps and scenarios: part of the dashboard's addresses."""

from django.contrib import admin
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oversight.views import candidates, coverage, gaps, scenario, scenarios


def _page(view):
    """A page that only shows."""
    return admin.site.admin_view(require_safe(view))


def _form(view):
    """A page that also takes what is sent."""
    return admin.site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(view))


def _deed(view):
    """An address that only takes what is sent."""
    return admin.site.admin_view(require_POST(view))


urlpatterns = [
    path("coverage/", _page(coverage.coverage), name="coverage"),
    path("coverage/points/", _page(coverage.points), name="coverage-points"),
    path("coverage/points.xlsx", _page(coverage.points_xlsx), name="coverage-points-xlsx"),
    path("coverage/points.json", _page(coverage.points_json), name="coverage-points-json"),
    path("coverage/reach.json", _page(coverage.reach), name="coverage-reach"),
    path("coverage/what-if.json", _page(coverage.what_if), name="what-if"),
    path("coverage/map.svg", _page(coverage.map_svg), name="coverage-map"),
    path("gaps/", _page(gaps.gaps_page), name="gaps"),
    path("gaps/gaps.xlsx", _page(gaps.gaps_xlsx), name="gaps-xlsx"),
    path("gaps/add/", _deed(gaps.gap_add), name="gap-add"),
    path("scenarios/", _page(scenarios.scenarios), name="scenarios"),
    path("scenarios/new/", _form(scenarios.scenario_new), name="scenario-new"),
    path("scenarios/compare/", _page(scenarios.compare), name="scenario-compare"),
    path("scenarios/<int:key>/", _page(scenario.scenario_page), name="scenario"),
    path("scenarios/<int:key>/edit/", _form(scenario.scenario_edit), name="scenario-edit"),
    path("scenarios/<int:key>/candidates/", _form(candidates.candidates), name="scenario-candidates"),
    path("scenarios/<int:key>/candidates/add.json", _deed(candidates.candidate_add), name="scenario-candidate-add"),
    path("scenarios/<int:key>/solve/", _deed(scenario.scenario_solve), name="scenario-solve"),
    path("scenarios/<int:key>/copy/", _deed(scenario.scenario_copy), name="scenario-copy"),
    path("scenarios/<int:key>/archive/", _deed(scenario.scenario_archive), name="scenario-archive"),
    path("scenarios/<int:key>/map.svg", _page(scenario.scenario_map), name="scenario-map"),
    path("scenarios/<int:key>/after.json", _page(scenario.scenario_after), name="scenario-after"),
    path("scenarios/<int:key>/scenario.xlsx", _page(scenario.scenario_xlsx), name="scenario-xlsx"),
]

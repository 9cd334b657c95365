"""The pages of coverage, gaps and scenarios: part of the dashboard's addresses."""

from django.contrib import admin
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oversight.views import coverage, gaps, scenario, scenarios


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
]

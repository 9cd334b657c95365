"""The pages of the dashboard. They live outside /admin/, with the back office's frame and its door."""

from django.contrib import admin
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from oversight.views import progress, reports, residents, snapshots

app_name = "oversight"


def _page(view):
    """A page that only shows."""
    return admin.site.admin_view(require_safe(view))


urlpatterns = [
    path("", _page(progress.progress), name="progress"),
    path("tiles/<str:key>/", _page(progress.tile), name="tile"),
    path("centers/", _page(progress.centers), name="centers"),
    path("residents/", _page(residents.residents), name="residents"),
    path("corrections/", _page(progress.corrections), name="corrections"),
    path(
        "snapshots/",
        admin.site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(snapshots.snapshots)),
        name="snapshots",
    ),
    path("reports/", _page(reports.reports), name="reports"),
    path("reports/print/", _page(reports.printed), name="report-print"),
    path("reports/report.xlsx", _page(reports.workbook), name="report-xlsx"),
    path("reports/report.docx", _page(reports.document), name="report-docx"),
]

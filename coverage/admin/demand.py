"""The sets of demand points in the back office."""

from django.contrib import admin
from django.db.models import Count, Sum
from django.db.models.functions import Substr

from coverage.admin.forms import DemandForm
from coverage.admin.versions import VersionAdmin
from coverage.models import DemandSet
from grids.admin.filters import source_column
from grids.models import GridUnit
from query.codes import STREET_LENGTH

POINTS_SHOWN = 20


@admin.register(DemandSet)
class DemandSetAdmin(VersionAdmin):
    """Every imported set; nobody deletes one."""

    list_display = (
        "number",
        "name",
        "state_label",
        "points_count",
        "people",
        "elders",
        "source_label",
        "data_date",
        "imported_at",
        "by_name",
    )
    list_display_links = ("number", "name")
    search_fields = ("name", "file_name", "by_name")
    page_template = "admin/coverage/demand_set.html"
    upload_template = "admin/coverage/demand_upload.html"
    upload_form = DemandForm
    source_label = source_column("source", "来源")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("previous")

    def list_tools(self, request) -> dict:
        return {"upload_words": "导入人口点", "has_none": not DemandSet.objects.active().exists()}

    def page_context(self, version) -> dict:
        return {"streets": by_street(version), "points": version.points.all()[:POINTS_SHOWN]}


def by_street(demand_set) -> list[dict]:
    """Points and people of every street, by its name; two reads."""
    rows = demand_set.points.order_by().values(street=Substr("unit_code", 1, STREET_LENGTH))
    rows = rows.annotate(points=Count("pk"), people=Sum("people"), elders=Sum("elders")).order_by("street")
    rows = list(rows)
    names = dict(GridUnit.objects.filter(code__in=[row["street"] for row in rows]).values_list("code", "name"))
    return [row | {"name": names.get(row["street"], "不知道在哪个街道")} for row in rows]

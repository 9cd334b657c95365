"""The versions of the walking network in the back office."""

from django.contrib import admin
from django.utils import timezone
from unfold.decorators import display

from coverage.admin.forms import RoadsForm
from coverage.admin.versions import VersionAdmin
from coverage.models import RoadEdit, RoadNetwork
from coverage.roads.tags import Left

SHRUNK = 0.8
REFRESH_SECONDS = 3  # of the page of an import that is running


@admin.register(RoadNetwork)
class RoadNetworkAdmin(VersionAdmin):
    """Every import of streets; nobody deletes one."""

    list_display = (
        "number",
        "file_name",
        "state_label",
        "kilometres",
        "edges",
        "data_date",
        "licence_told",
        "imported_at",
        "by_name",
    )
    list_display_links = ("number", "file_name")
    search_fields = ("file_name", "source", "by_name")
    page_template = "admin/coverage/network.html"
    upload_template = "admin/coverage/roads_upload.html"
    upload_form = RoadsForm

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("previous")

    def list_tools(self, request) -> dict:
        return {"upload_words": "导入道路文件", "has_none": not RoadNetwork.objects.active().exists()}

    @display(description="公里", ordering="km")
    def kilometres(self, network):
        return f"{network.km:.1f}" if network.km else None

    @display(description="来源和许可", ordering="licence")
    def licence_told(self, network):
        return network.licence if "©" in network.licence else network.source or None

    def show(self, request, version, status=200):
        answer = super().show(request, version, status)
        if version.progress is not None:
            answer["Refresh"] = str(REFRESH_SECONDS)
        return answer

    def page_context(self, version) -> dict:
        edits = RoadEdit.objects.in_force(timezone.localdate())
        is_active = version.state == RoadNetwork.State.ACTIVE
        return {
            "progress": version.progress,
            "shrunk_to": shrunk_to(version),
            "report": told(version.report),
            "edits": edits if is_active else [],
            "idle_edits": version.report.get("idle_edits", []),
            "edits_are_late": is_active and edits.digest() != version.edits_digest,
        }


def shrunk_to(version) -> int:
    """The percentage of the kilometres that the version before had, where a good part is missing; else 0.

    A file that was cut between two of its blocks is a sound file: only its length tells.
    """
    before = version.previous
    if before is None or before.area != version.area or not before.km or version.km > SHRUNK * before.km:
        return 0
    return round(100 * version.km / before.km)


def told(report: dict) -> dict:
    """What an import has left out, in words and kilometres; empty when it kept no report."""
    if "kept" not in report:
        return {}
    rows = [(Left[row["reason"].upper()].label, row["ways"], row["metres"] / 1000) for row in report["not_walkable"]]
    apart = report["apart"]
    rows.append(("和主要部分不相连的路", apart["ways"], apart["metres"] / 1000))
    outside = report["outside"]
    rows.append(("在范围外面的路（或伸出去的一段）", outside["ways"], None))
    rows.append(("文件里缺点、断开的路", report["broken"]["ways"], None))
    return {
        "rows": rows,
        "kept": {"ways": report["kept"]["ways"], "km": report["kept"]["metres"] / 1000},
        "parts": apart["parts"],
        "longest": apart["longest"],
        "missing_points": report["broken"]["points"],
    }

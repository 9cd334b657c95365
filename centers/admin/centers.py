"""A centre with everything that belongs to it, in one form."""

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from leaflet.admin import LeafletGeoAdminMixin
from unfold.decorators import display

from accounts.scoped_admin import ScopedAdmin, is_superuser
from centers.admin.hours import OpeningExceptionInline, OpeningHoursInline
from centers.admin.offerings import OfferingInline
from centers.admin.places import PhotoInline, RoomInline
from centers.forms import CenterForm
from centers.models import Center, Offering
from centers.pending import PENDING
from exchange.lists import Exchangeable
from grids.admin.filters import UnitStreetFilter, source_column

STATUS_LABELS = {
    Center.Status.OPEN.label: "success",
    Center.Status.SUSPENDED.label: "warning",
    Center.Status.CLOSED.label: "danger",
}
HOURS_LABELS = {"有没读懂的": "danger", "待确认": "warning", "示例": "warning", "已确认": "success"}
MISSING_OFFERINGS = "missing_offerings"


class PendingFilter(admin.SimpleListFilter):
    """Centres about which something is still to be done."""

    title = "待办"
    parameter_name = "pending"

    def lookups(self, request, model_admin):
        return [*((name, label) for name, (label, _) in PENDING.items()), (MISSING_OFFERINGS, "有事项未登记")]

    def queryset(self, request, queryset):
        if self.value() == MISSING_OFFERINGS:
            return queryset.filter(Exists(Offering.objects.missing().filter(center=OuterRef("pk"))))
        return queryset.filter(PENDING[self.value()][1]) if self.value() in PENDING else queryset


@admin.register(Center)
class CenterAdmin(Exchangeable, LeafletGeoAdminMixin, ScopedAdmin):
    """Centres in scope."""

    form = CenterForm
    inlines = (OpeningHoursInline, OpeningExceptionInline, OfferingInline, RoomInline, PhotoInline)
    list_display = ("code", "name", "tier", "place", "status_label", "hours_label", "location_label", "offered")
    list_display_links = ("code", "name")
    list_filter = ("status", "tier", "setting", PendingFilter, "source", UnitStreetFilter)
    search_fields = ("name", "code", "address", "brand", "telephone")
    search_help_text = "按名称、编码、地址、品牌或电话查找"
    list_select_related = ("unit__parent",)
    date_hierarchy = "opened_month"
    ordering = ("code",)
    autocomplete_fields = ("unit",)
    fieldsets = (
        (None, {"fields": ("name", "code", "tier", "setting", "status", "source")}),
        ("联系和地址", {"fields": ("unit", "address", "telephone")}),
        (
            "地图位置",
            {
                "fields": ("location", ("typed_position", "typed_system"), "location_source", "place_confirmed_on"),
                "description": "在图上点一下，或者填坐标。改了位置，请同时改“位置来源”，例如“实地核实”。",
            },
        ),
        (
            "开放时间的来源",
            {
                "fields": (("hours_source", "hours_confirmed_on"), "hours_text", "hours_leftover"),
                "description": "每周时间在“开放时间”页填，节假日在“特别安排”页填。没有来源，或还有没读懂的，"
                "网页上显示“时间待确认”。补齐以后，清空“未能识别的开放时间”。",
            },
        ),
        ("示范点", {"fields": (("demonstration_no", "batch"), "opened_month")}),
        (
            "场地和人员",
            {"fields": ("premises", ("floor_area_m2", "staff_count"), "figures_source", "accessibility")},
        ),
        ("介绍", {"fields": ("brand", "introduction")}),
    )
    location_label = source_column("location_source", "位置来源")

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.defer("unit__boundary", "unit__parent__boundary").with_offering_count()

    def get_readonly_fields(self, request, obj=None):
        # The code stands in addresses that people have saved.
        return ("code",) if obj and not is_superuser(request) else ()

    def get_inlines(self, request, obj):
        """A new centre gets its cells on saving; until then there is nothing to answer."""
        return self.inlines if obj else tuple(inline for inline in self.inlines if inline is not OfferingInline)

    def has_delete_permission(self, request, obj=None):
        """Nobody: a centre that is gone is closed, so that its history stays."""
        return False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        center = form.instance
        if not center.hours_are_known and center.opening_hours.exists():
            messages.warning(request, "开放时间还缺来源，或还有没读懂的，网页上会显示“时间待确认”。")

    @display(description="所属区划", ordering="unit__code")
    def place(self, center):
        above = center.unit.parent.name if center.unit.parent else ""
        return f"{above}{center.unit.name}"

    @display(description="状态", ordering="status", label=STATUS_LABELS)
    def status_label(self, center):
        return center.get_status_display()

    @display(description="开放时间", ordering="hours_source", label=HOURS_LABELS)
    def hours_label(self, center):
        if center.hours_leftover:
            return "有没读懂的"
        if not center.hours_source:
            return "待确认"
        return "示例" if center.has_sample_hours else "已确认"

    @display(description="可办事项", ordering="offering_count")
    def offered(self, center):
        return f"{center.offering_count} 项"

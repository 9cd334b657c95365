"""A centre with everything that belongs to it, in one form."""

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from django.urls import path
from django.utils import timezone
from leaflet.admin import LeafletGeoAdminMixin
from unfold.decorators import display

from accounts.scoped_admin import ScopedAdmin, is_superuser
from centers.admin.copying import CopyAdmin
from centers.admin.hours import OpeningExceptionInline, OpeningHoursInline
from centers.admin.map_widget import MapWidget
from centers.admin.offerings import OfferingInline
from centers.admin.places import PhotoInline, RoomInline
from centers.admin.position_check import position_check
from centers.center_form import CenterForm
from centers.models import Center, Offering
from centers.pending import PENDING
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
class CenterAdmin(CopyAdmin, LeafletGeoAdminMixin, ScopedAdmin):
    """Centres in scope."""

    form = CenterForm
    widget = MapWidget
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
    # Each is a step of the form (see the template); its class is its name in `?step=`.
    fieldsets = (
        ("名称和类别", {"fields": ("name", "code", "tier", "setting", "status", "source"), "classes": ("step-name",)}),
        ("联系和地址", {"fields": ("unit", "address", "telephone"), "classes": ("step-contact",)}),
        (
            "地图位置",
            {
                "fields": ("typed_position", "typed_system", "location", "location_source", "place_confirmed_on"),
                "classes": ("step-place",),
                "description": "粘贴坐标，或者在图上点一下。保存以前，图上会同时显示原来的和新的位置。",
            },
        ),
        (
            "开放时间的来源",
            {
                "fields": (("hours_source", "hours_confirmed_on"), "hours_text", "hours_leftover"),
                "classes": ("step-hours",),
                "description": "每周时间在“开放时间”页填，节假日在“特别安排”页填。没有来源，或还有没读懂的，"
                "网页上显示“时间待确认”。",
            },
        ),
        (
            "场地和人员",
            {
                "fields": ("premises", ("floor_area_m2", "staff_count"), "figures_source", "accessibility"),
                "classes": ("step-premises",),
            },
        ),
        (
            "介绍和示范点",
            {
                "fields": ("brand", "introduction", ("demonstration_no", "batch"), "opened_month"),
                "classes": ("step-introduction",),
            },
        ),
    )
    location_label = source_column("location_source", "位置来源")

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.defer("unit__boundary", "unit__parent__boundary").with_offering_count()

    def get_urls(self):
        check = path(
            "position-check/", self.admin_site.admin_view(position_check), name="centers_center_position_check"
        )
        return [check, *super().get_urls()]

    def get_readonly_fields(self, request, obj=None):
        # The code stands in addresses that people have saved.
        return ("code",) if obj and not is_superuser(request) else ()

    def get_inlines(self, request, obj):
        """A new centre gets its cells on saving; until then there is nothing to answer."""
        return self.inlines if obj else tuple(inline for inline in self.inlines if inline is not OfferingInline)

    def has_delete_permission(self, request, obj=None):
        """Nobody: a centre that is gone is closed, so that its history stays."""
        return False

    def save_model(self, request, obj, form, change):
        if form.position_changed:
            self.confirm_place(obj, request.user, keep_date="place_confirmed_on" in form.changed_data)
        super().save_model(request, obj, form, change)

    @staticmethod
    def confirm_place(center, user, *, keep_date=False):
        """Whoever gives a centre another place vouches for it; the caller saves."""
        center.place_confirmed_by = user
        if not (keep_date and center.place_confirmed_on):
            center.place_confirmed_on = timezone.localdate()

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

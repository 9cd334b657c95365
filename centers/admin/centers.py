"""A centre with everything that belongs to it, in one form."""

from django.contrib import admin, messages
from django.urls import path
from leaflet.admin import LeafletGeoAdminMixin
from unfold.decorators import display

from accounts.scoped_admin import ScopedAdmin, is_superuser
from centers.admin.copying import CopyAdmin
from centers.admin.freshness import ConfirmingAdmin, FreshnessFilter
from centers.admin.hours import CenterHoursPages, HoursSummaryInline
from centers.admin.offerings import OfferingInline
from centers.admin.places import PhotoInline, RoomInline
from centers.admin.position_check import position_check
from centers.admin.services import CenterServicesMixin
from centers.admin.texts import PublicTexts
from centers.center_form import CenterForm
from centers.checks import CHECKS, failing
from centers.models import Center
from exchange.lists import Exchangeable
from grids.admin.filters import UnitStreetFilter, source_column
from grids.admin.map_widget import MapWidget

STATUS_LABELS = {
    Center.Status.OPEN.label: "success",
    Center.Status.SUSPENDED.label: "warning",
    Center.Status.CLOSED.label: "danger",
}


class PendingFilter(admin.SimpleListFilter):
    """Centres about which something is still to be done."""

    title = "待办"
    parameter_name = "pending"

    def lookups(self, request, model_admin):
        return [(check.key, check.label) for check in CHECKS.values()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in CHECKS:
            return queryset.none()
        failed = failing(CHECKS[self.value()], Center.objects.visible_to(request.user))
        return queryset.filter(pk__in=failed.order_by().values("pk"))


class OpenedFilter(admin.SimpleListFilter):
    """Centres by the year in which they were opened."""

    title = "启用年份"
    parameter_name = "opened_month__year"

    def lookups(self, request, model_admin):
        years = Center.objects.visible_to(request.user).dates("opened_month", "year", order="DESC")
        return [(str(day.year), f"{day.year}年") for day in years]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in dict(self.lookup_choices):
            return queryset.none()
        return queryset.filter(opened_month__year=self.value())


@admin.register(Center)
class CenterAdmin(
    PublicTexts,
    ConfirmingAdmin,
    CenterHoursPages,
    CenterServicesMixin,
    CopyAdmin,
    Exchangeable,
    LeafletGeoAdminMixin,
    ScopedAdmin,
):
    """Centres in scope."""

    form = CenterForm
    widget = MapWidget
    inlines = (HoursSummaryInline, OfferingInline, RoomInline, PhotoInline)
    list_display = (
        "code",
        "name",
        "tier",
        "place",
        "status_label",
        "freshness_label",
        "hours_label",
        "location_label",
        "offered",
    )
    list_display_links = ("code", "name")
    list_filter = (
        "status",
        "tier",
        "setting",
        PendingFilter,
        FreshnessFilter,
        "source",
        OpenedFilter,
        UnitStreetFilter,
    )
    actions = ("confirm_all",)
    search_fields = ("name", "code", "address", "brand", "telephone")
    search_help_text = "名称、编码、地址、品牌或电话"
    list_select_related = ("unit__parent",)
    ordering = ("code",)
    autocomplete_fields = ("unit",)
    # Each is a step of the form (see the template); its class is its name in `?step=`.
    fieldsets = (
        ("名称和类别", {"fields": ("name", "code", "tier", "setting", "status", "source"), "classes": ("step-name",)}),
        ("联系和地址", {"fields": ("unit", "address", "telephone"), "classes": ("step-contact",)}),
        (
            "地图位置",
            {
                "fields": ("typed_position", "typed_system", "location", "location_source"),
                "classes": ("step-place",),
                "description": "粘贴坐标，或者在图上点一下。保存以前，图上会同时显示原来的和新的位置。",
            },
        ),
        (
            "开放时间的来源",
            {
                "fields": ("hours_source", "hours_text", "hours_leftover"),
                "classes": ("step-hours",),
                "description": "每周时间和特别安排在“开放时间”页改。没有来源，或还有没读懂的，网页上显示“时间待确认”。",
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
                "fields": ("brand", "introduction", "new_texts", ("demonstration_no", "batch"), "opened_month"),
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
        own = ("code",) if obj and not is_superuser(request) else ()
        return (*own, *super().get_readonly_fields(request, obj))

    def get_inlines(self, request, obj):
        """A new centre gets its cells on saving; until then there is nothing to answer."""
        return self.inlines if obj else tuple(inline for inline in self.inlines if inline is not OfferingInline)

    def has_delete_permission(self, request, obj=None):
        """Nobody: a centre that is gone is closed, so that its history stays."""
        return False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        center = form.instance
        if not change and (original := self.copied(request)):
            center.copy_hours_of(original, by=request.user)
        if not center.hours_are_known and center.opening_hours.exists():
            messages.warning(request, "开放时间还缺来源，或还有没读懂的，网页上会显示“时间待确认”。")

    @display(description="所属区划", ordering="unit__code")
    def place(self, center):
        return f"{center.unit.name_above}{center.unit.name}"

    @display(description="状态", ordering="status", label=STATUS_LABELS)
    def status_label(self, center):
        return center.get_status_display()

    @display(description="可办事项", ordering="offering_count")
    def offered(self, center):
        return f"{center.offering_count}项"

"""The matrix of centres and service items in the back office."""

from django.contrib import admin, messages
from django.utils import timezone
from unfold.decorators import display

from accounts.scoped_admin import PartInline
from centers.admin.parts import CenterPartAdmin, CenterStreetFilter
from centers.forms import OfferingForm, OfferingFormSet
from centers.models import Offering
from exchange.lists import Exchangeable
from grids.admin.filters import source_column

CELL_FIELDS = ("status", "confirmed_on", "source", "note")
STATUS_LABELS = {
    Offering.Status.AVAILABLE.label: "success",
    Offering.Status.BY_APPOINTMENT.label: "info",
    Offering.Status.SUSPENDED.label: "warning",
    Offering.Status.MISSING.label: "danger",
}


class OfferingInline(PartInline):
    """All items of one centre, by category. The cells exist already; only their answers change."""

    model = Offering
    form = OfferingForm
    formset = OfferingFormSet
    fields = CELL_FIELDS
    template = "admin/centers/center/offerings.html"

    def get_queryset(self, request):
        return super().get_queryset(request).for_guide()

    def has_add_permission(self, request, obj=None):
        return False

    has_delete_permission = has_add_permission


@admin.register(Offering)
class OfferingAdmin(Exchangeable, CenterPartAdmin):
    """Every cell in scope: what is missing, and what was last confirmed long ago."""

    form = OfferingForm
    list_display = ("center", "item", "status_label", "confirmed_on", "source_label", "note")
    list_display_links = ("center", "item")
    list_filter = ("status", "source", "item__category", CenterStreetFilter)
    list_select_related = ("center", "item")
    search_fields = (*CenterPartAdmin.search_fields, "item__name", "item__code")
    show_full_result_count = False
    date_hierarchy = "confirmed_on"
    ordering = ("center__code", "item__category__position", "item__code")
    actions = ("confirm_today",)
    readonly_fields = ("center_name", "item_name")
    fieldsets = (
        (
            None,
            {
                "fields": ("center_name", "item_name", *CELL_FIELDS),
                "description": "改了状态，没另选来源和日期的，记为今天实地核实。",
            },
        ),
    )
    source_label = source_column("source", "来源")

    def has_add_permission(self, request):
        """Nobody: every centre has a cell for every item."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @display(description="状态", ordering="status", label=STATUS_LABELS)
    def status_label(self, cell):
        return cell.get_status_display()

    @display(description="中心")
    def center_name(self, cell):
        return cell.center.name

    @display(description="事项")
    def item_name(self, cell):
        return cell.item.name

    @admin.action(description="今天确认无误", permissions=["change"])
    def confirm_today(self, request, queryset):
        """Confirm the chosen answers as they stand; cells without an answer stay missing."""
        mine = Offering.objects.editable_by(request.user).filter(pk__in=queryset.values("pk"))
        changed = mine.exclude(status=Offering.Status.MISSING).update(confirmed_on=timezone.localdate())
        messages.success(request, f"已确认{changed}项；未登记的没有变。")

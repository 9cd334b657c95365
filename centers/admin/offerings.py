"""The matrix of centres and service items in the back office."""

from django.contrib import admin, messages
from unfold.decorators import display
from unfold.forms import PaginationInlineFormSet

from accounts.refusals import NotInScope
from accounts.scoped_admin import PartInline
from centers.admin.matrix import MatrixMixin
from centers.admin.parts import CenterPartAdmin, CenterStreetFilter
from centers.forms import OfferingForm
from centers.matrix import CenterLine, line_of
from centers.models import Offering
from exchange.lists import Exchangeable
from grids.admin.filters import source_column

MOST_AT_ONCE = 2000
CELL_FIELDS = ("status", "confirmed_on", "source", "note")
STATUS_LABELS = {
    Offering.Status.AVAILABLE.label: "success",
    Offering.Status.BY_APPOINTMENT.label: "info",
    Offering.Status.SUSPENDED.label: "warning",
    Offering.Status.MISSING.label: "danger",
}


class SummaryFormSet(PaginationInlineFormSet):
    """No forms: only how far the centre is answered."""

    def summary(self) -> CenterLine:
        """The centre's share of answered items, as a whole and by category."""
        return line_of(self.instance)


class OfferingInline(PartInline):
    """What the centre does, in numbers, with the way to the sheet on which it is answered. Nothing to fill in here."""

    model = Offering
    formset = SummaryFormSet
    fields = ("status",)
    max_num = 0
    template = "admin/centers/center/offerings.html"

    class Media:
        css = {"all": ["admin-portal/matrix.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Offering)
class OfferingAdmin(MatrixMixin, Exchangeable, CenterPartAdmin):
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
        """Vouch for the chosen answers as they stand; cells without an answer stay missing."""
        if queryset.exclude(pk__in=Offering.objects.editable_by(request.user).values("pk")).exists():
            raise NotInScope(self.opts.verbose_name)
        if queryset.count() > MOST_AT_ONCE:
            messages.error(request, f"一次最多确认{MOST_AT_ONCE}项，请先筛选。什么都没有改。")
            return
        confirmed = queryset.confirm(by=request.user)
        messages.success(request, f"已确认{confirmed}项；未登记的没有变。")

"""Barriers and footbridges that the district draws."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe
from leaflet.admin import LeafletGeoAdminMixin
from unfold.decorators import display

from accounts.roles import Right
from accounts.scoped_admin import RightAdmin
from coverage.models import RoadEdit, RoadNetwork
from coverage.models.versions import take_coverage_turn
from coverage.roads.drawing import EditRefused, effect_of
from coverage.roads.streets_near import NO_STREETS, streets_near
from grids.admin.map_widget import MapWidget
from query.params import Params

KIND_LABELS = {RoadEdit.Kind.BARRIER.label: "danger", RoadEdit.Kind.BRIDGE.label: "success"}


class RoadEditForm(forms.ModelForm):
    """A line that does something to the network in use."""

    effect = ""

    def clean_line(self):
        """Two points at least, on earth, and not the world around."""
        line = self.cleaned_data["line"]
        pairs = [point[:2] for point in line.coords] if line is not None and not line.empty else []
        if len(set(pairs)) < 2 or not all(abs(x) <= 180 and abs(y) <= 90 for x, y in pairs):
            raise ValidationError("这条线看不懂，请在图上重新画。")
        return line

    def clean(self):
        found = super().clean()
        kind, line = found.get("kind"), found.get("line")
        active = RoadNetwork.objects.active().first()
        if not (kind and line and active) or not {"kind", "line"} & set(self.changed_data):
            return found
        try:
            self.effect = effect_of(active, kind, RoadEdit(line=line).lonlat())
        except EditRefused as refused:
            self.add_error("line", str(refused))
        return found


@admin.register(RoadEdit)
class RoadEditAdmin(LeafletGeoAdminMixin, RightAdmin):
    """Edits outlive the next import: every import starts from the file and takes them over."""

    right_to_see = Right.SEE_OVERSIGHT
    right_to_change = Right.MANAGE_COVERAGE
    form = RoadEditForm
    widget = MapWidget
    list_display = ("name", "kind_label", "reason", "valid_from", "valid_to", "is_in_force")
    list_filter = ("kind",)
    search_fields = ("name", "reason")
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("kind", "name", "reason")}),
        (
            "在图上",
            {
                "fields": ("line",),
                "description": "先放大，灰线是现在的路。“走不通”画一条线，横过要挡住的路；"
                "“新的人行桥或通道”从一条路画到另一条路。",
            },
        ),
        ("期限", {"fields": ("valid_from", "valid_to")}),
    )

    class Media:
        js = ("admin-portal/roads.js",)

    def get_urls(self):
        streets = self.admin_site.admin_view(self.streets)
        return [path("streets.json", streets, name="coverage_roadedit_streets"), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        """Whoever only reads is told the place in words."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return (fieldsets[0], ("在图上", {"fields": ("place",)}), fieldsets[2])

    def get_readonly_fields(self, request, obj=None):
        return ("place",)

    @display(description="位置")
    def place(self, edit):
        return RoadEdit.value_words("line", edit.line)

    @display(description="种类", ordering="kind", label=KIND_LABELS)
    def kind_label(self, edit):
        return edit.get_kind_display()

    @display(description="现在有效", boolean=True)
    def is_in_force(self, edit):
        return edit.is_in_force

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.effect:
            self.message_user(request, form.effect)

    def log_deletions(self, request, queryset):
        take_coverage_turn()  # before that of the audit trail
        return super().log_deletions(request, queryset)

    def delete_queryset(self, request, queryset):
        # One by one, so that the network is built anew and every deletion is in the history.
        for edit in queryset:
            edit.delete()

    def streets(self, request):
        """The streets of the network in use inside a box, for the map on which edits are drawn."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return require_safe(self._streets)(request)

    def _streets(self, request):
        active = RoadNetwork.objects.active().first()
        box = Params(request.GET).bbox()
        return JsonResponse(streets_near(active, box) if active and box else NO_STREETS)

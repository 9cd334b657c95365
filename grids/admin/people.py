"""Stewards, and the codes and names that units once had."""

from http import HTTPStatus

from django.contrib import admin

from accounts.audit import Action, record
from accounts.roles import Right
from accounts.scoped_admin import PartInline, RightAdmin, ScopedAdmin
from exchange.lists import Exchangeable
from grids.admin.filters import UnitStreetFilter, source_column
from grids.models import GridAlias, Steward

STEWARD_FIELDS = ("role", "name", "telephone", "is_public", "first", "last", "source")


class StewardInline(PartInline):
    """Who answers for a unit."""

    model = Steward
    fields = STEWARD_FIELDS


class GridAliasInline(PartInline):
    """A unit's former codes and names: written by recoding and renaming, never by hand."""

    model = GridAlias
    fields = readonly_fields = ("code", "name", "until")

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


class ServingFilter(admin.SimpleListFilter):
    """Stewards in office today, or not."""

    title = "是否在任"
    parameter_name = "serving"

    def lookups(self, request, model_admin):
        return [("yes", "在任"), ("no", "未到任或已离任")]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.serving()
        return queryset.exclude(pk__in=Steward.objects.serving()) if self.value() == "no" else queryset


@admin.register(Steward)
class StewardAdmin(Exchangeable, ScopedAdmin):
    """Every steward in scope."""

    deletable_in_scope = True
    list_display = ("name", "role", "unit", "telephone", "is_public", "first", "last", "source_label")
    list_filter = ("role", ServingFilter, "is_public", "source", UnitStreetFilter)
    search_fields = ("name", "telephone", "unit__name", "unit__code__startswith")
    list_select_related = ("unit",)
    ordering = ("unit__code", "role", "name")
    autocomplete_fields = ("unit",)
    fieldsets = (
        (None, {"fields": ("unit", "role", "name")}),
        (
            "公布",
            {
                "fields": ("telephone", "is_public"),
                "description": "勾选“可在网页公布”后，姓名和工作电话会显示在这个区划的网页上。不要填私人电话。",
            },
        ),
        ("任期和来源", {"fields": ("first", "last", "source")}),
    )
    source_label = source_column("source", "来源")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("unit__boundary")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self._noted(request, object_id, super().change_view(request, object_id, form_url, extra_context))

    def history_view(self, request, object_id, extra_context=None):
        return self._noted(request, object_id, super().history_view(request, object_id, extra_context))

    def _noted(self, request, object_id, answer):
        """Whoever looks at one person leaves a line in the audit trail, which names the person by key alone."""
        if request.method == "GET" and answer.status_code == HTTPStatus.OK:
            record(Action.PERSONAL_DATA, request=request, subject=self.opts.verbose_name, subject_key=object_id)
        return answer


@admin.register(GridAlias)
class GridAliasAdmin(RightAdmin):
    """Former codes and names: old links and old searches still arrive."""

    right_to_see = right_to_change = Right.EDIT_CATALOGUE

    list_display = ("name", "code", "unit", "until")
    search_fields = ("name", "code__startswith", "unit__name", "unit__code__startswith")
    list_select_related = ("unit",)
    date_hierarchy = "until"
    ordering = ("-until", "pk")
    autocomplete_fields = ("unit",)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("unit__boundary")

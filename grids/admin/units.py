"""The units of the territory: the tree, its figures, boundaries and people."""

import json

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from leaflet.admin import LeafletGeoAdminMixin
from unfold.decorators import action, display

from accounts.roles import Right
from accounts.scoped_admin import ScopedAdmin, is_superuser, may
from exchange.lists import Exchangeable
from grids.admin.code_sheet import CodeSheetMixin
from grids.admin.filters import StreetFilter, source_column
from grids.admin.map_widget import MapWidget
from grids.admin.people import GridAliasInline, StewardInline
from grids.admin.recode import RecodeForm, may_recode
from grids.boundaries import ShapeRefused, shape_of
from grids.models import GridUnit
from query.codes import STEP


class GridUnitForm(forms.ModelForm):
    """A unit; a new one takes its level from its parent."""

    def clean_code(self):
        """The code of a new unit: digits, of its level's length, beginning with its parent's."""
        code, parent = self.cleaned_data["code"], self.cleaned_data.get("parent")
        if "parent" in self.errors:
            return code
        above = parent.code if parent else ""
        digits = len(above) + STEP if parent else 2 * STEP
        if not (code.isascii() and code.isdigit() and len(code) == digits and code.startswith(above)):
            start = f"以{above}开头的" if parent else ""
            raise ValidationError(f"编码应是{start}{digits}位数字。")
        return code

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and parent.level == GridUnit.Level.CLUSTER:
            raise ValidationError("住户片是最低一级，下面不能再设。")
        self.instance.level = parent.level + 1 if parent else GridUnit.Level.DISTRICT
        return parent

    def clean_point(self):
        """Two numbers or nothing: what the map's field may hold besides is no place on a map."""
        point = self.cleaned_data["point"]
        if point is not None and (point.empty or not (abs(point.x) <= 180 and abs(point.y) <= 90)):
            raise ValidationError("这个位置看不懂，请在图上重新点一下。")
        return point

    def clean_boundary(self):
        """A new boundary is as sound as an imported one."""
        boundary = self.cleaned_data["boundary"]
        # Django takes an empty shape for no shape, hence for no change.
        if boundary is None or not (boundary.empty or "boundary" in self.changed_data):
            return boundary
        try:
            return shape_of({"geometry": json.loads(boundary.json)})
        except ShapeRefused as refused:
            raise ValidationError(f"边界没有画好：{refused}。请在图上重新画。") from refused


class ShapeFilter(admin.SimpleListFilter):
    """Whether a unit has a boundary or a point on the map."""

    title = "地图资料"
    parameter_name = "shape"
    CONDITIONS = {
        "boundary": Q(boundary__isnull=False),
        "no_boundary": Q(boundary__isnull=True),
        "no_point": Q(point__isnull=True),
    }

    def lookups(self, request, model_admin):
        return [("boundary", "有边界"), ("no_boundary", "没有边界"), ("no_point", "没有位置")]

    def queryset(self, request, queryset):
        return queryset.filter(self.CONDITIONS.get(self.value(), Q()))


@admin.register(GridUnit)
class GridUnitAdmin(CodeSheetMixin, Exchangeable, LeafletGeoAdminMixin, ScopedAdmin):
    """Units in scope. A code changes on a page of its own, because everything below follows."""

    right_to_see = Right.READ_UNITS

    form = GridUnitForm
    widget = MapWidget
    inlines = (StewardInline, GridAliasInline)
    actions_detail = ("recode", "code_sheet")
    list_display = (
        "code",
        "name",
        "level",
        "parent_name",
        "population",
        "households",
        "has_boundary",
        "source_label",
        "valid_to",
    )
    list_display_links = ("code", "name")
    list_filter = ("level", "source", ShapeFilter, StreetFilter)
    search_fields = ("name", "official_name", "code__startswith")
    search_help_text = "按名称或编码开头查找"
    show_full_result_count = False
    ordering = ("code",)
    autocomplete_fields = ("parent",)
    source_label = source_column("source", "来源")
    _place = ("parent", "code", "name", "official_name", "kind")
    _figures = (
        "人口",
        {
            "fields": ("population", "households", "elders", "figures_source"),
            "description": "写明数字从哪里来；没有来源的数字不要填。",
        },
    )
    _map = (
        "地图",
        {
            "fields": ("point", "point_source", "boundary"),
            "description": "坐标为 WGS-84。底图只有区界和地名，先拖动、放大，再点画。改了位置，请同时改“位置来源”。",
        },
    )
    _origin = ("来源和期限", {"fields": ("source", ("valid_from", "valid_to"), "note")})
    add_fieldsets = ((None, {"fields": _place}), _figures, _map, _origin)
    fieldsets = (
        (None, {"fields": ("code", "level", "above", "name", "official_name", "kind")}),
        _figures,
        _map,
        _origin,
    )

    def get_queryset(self, request):
        queryset = super().get_queryset(request).select_related("parent").defer("boundary", "parent__boundary")
        has_boundary = ExpressionWrapper(Q(boundary__isnull=False), output_field=BooleanField())
        return queryset.annotate(with_boundary=has_boundary)

    def get_fieldsets(self, request, obj=None):
        """Whoever only reads is told the place in words: a map is drawn for those who change it."""
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        in_words = ("在图上", {"fields": ("place", "point_source", "has_boundary")})
        return tuple(
            in_words if fieldset is self._map else fieldset for fieldset in super().get_fieldsets(request, obj)
        )

    def get_readonly_fields(self, request, obj=None):
        return ("code", "level", "above", "place", "has_boundary") if obj else ()

    @display(description="位置")
    def place(self, unit):
        return unit.point and f"东经{unit.point.x:.6f}，北纬{unit.point.y:.6f}"

    def get_inlines(self, request, obj):
        if not may(request, Right.READ_RECORDS):
            return ()  # whoever only reads the tree does not see people
        return self.inlines if obj else (StewardInline,)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if "parent" in form.base_fields:
            form.base_fields["parent"].required = not is_superuser(request)
        return form

    def has_delete_permission(self, request, obj=None):
        """Nobody: a unit that is gone gets a last day, so that its code still leads somewhere."""
        return False

    def save_model(self, request, obj, form, change):
        if change and "name" in form.changed_data:
            name, obj.name = obj.name, form.initial["name"]
            obj.rename(name)
        super().save_model(request, obj, form, change)

    def choice_label(self, unit):
        """A unit among the choices of a form: names of groups and lanes repeat, so the place above is said too."""
        return f"{unit.parent.name} › {unit.name}" if unit.parent else unit.name

    @display(description="上级", ordering="parent__name")
    def parent_name(self, unit):
        return unit.parent and unit.parent.name

    @display(description="边界", ordering="with_boundary")
    def has_boundary(self, unit):
        return "有" if unit.with_boundary else None

    @display(description="上级")
    def above(self, unit):
        return " › ".join(unit.ancestors().values_list("name", flat=True)) or None

    def get_actions_detail(self, request, object_id):
        unit = self.get_object(request, unquote(str(object_id)))
        if unit is None:
            return []
        actions = super().get_actions_detail(request, object_id)
        if may_recode(request.user, unit):
            return actions
        return [action for action in actions if not action.action_name.endswith("_recode")]

    @action(description="改编码", url_path="recode", icon="pin")
    def recode(self, request, object_id):
        """The unit's new code: a page that asks, says what follows, and does it in one operation."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        unit = self.row_or_404(request, object_id)
        if not may_recode(request.user, unit):
            raise PermissionDenied
        old_code = unit.code
        form = RecodeForm(request.POST or None, unit=unit, user=request.user)
        if form.is_valid() and form.recode():
            messages.success(request, f"{unit.name}的编码已由{old_code}改为{unit.code}，下级一起改了，旧编码仍可打开。")
            return HttpResponseRedirect(reverse("admin:grids_gridunit_change", args=[unit.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "改编码",
            "subtitle": unit.name,
            "opts": self.opts,
            "original": unit,
            "old_code": old_code,
            "below": GridUnit.objects.under(old_code).count() - 1,
            "form": form,
            "media": self.media + form.media,
        }
        return render(request, "admin/grids/gridunit/recode.html", context)

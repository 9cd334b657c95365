"""The territory for other software: units in force, without the people who answer for them. Anyone."""

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpResponsePermanentRedirect
from django.urls import re_path, reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from grids.models import GridUnit
from grids.sources import Source
from query.answers import GEOJSON, JSON, Selection, answer, dump, page_answer
from query.description import (
    BAD_PARAMETER,
    PAGING,
    REFUSALS,
    code_in_path,
    format_of,
    page_serializer,
    parameter,
    selecting,
    source_field,
)
from query.endpoint import Endpoint
from query.paging import paginate
from query.params import LONGEST_TEXT, BadParameter

LEVELS = [level.name for level in GridUnit.Level]


class GridUnitSerializer(serializers.Serializer):
    """一个区划或网格。不知道的是 null。"""

    code = serializers.CharField(help_text="编码：区 6 位，每下一级多 3 位，以上级编码开头。")
    name = serializers.CharField(help_text="名称。")
    official_name = serializers.CharField(allow_null=True, help_text="正式名称。")
    level = serializers.ChoiceField(LEVELS, help_text="层级。")
    level_name = serializers.CharField(help_text="层级的中文。")
    kind = serializers.CharField(allow_null=True, help_text="类别，如居委会。")
    parent_code = serializers.CharField(allow_null=True, help_text="上级编码。")
    parent_name = serializers.CharField(allow_null=True, help_text="上级。")
    population = serializers.IntegerField(allow_null=True, help_text="人口。")
    households = serializers.IntegerField(allow_null=True, help_text="户数。")
    elders = serializers.IntegerField(allow_null=True, help_text="65 岁以上人口。")
    figures_source = source_field("人口数据", Source.choices, allow_null=True)
    lat = serializers.FloatField(allow_null=True, help_text="纬度（WGS-84），六位小数。")
    lon = serializers.FloatField(allow_null=True, help_text="经度（WGS-84），六位小数。")
    point_source = source_field("位置", Source.choices, allow_null=True)
    has_boundary = serializers.BooleanField(help_text="有没有边界。边界用 format=geojson 取。")
    source = source_field("这个单位的资料", Source.choices)
    source_name = serializers.CharField(help_text="资料来源的中文。")
    valid_from = serializers.DateField(allow_null=True, help_text="启用日期。")
    valid_to = serializers.DateField(allow_null=True, help_text="停用日期。")
    url = serializers.CharField(help_text="本站网页，从 / 开始。")


class AncestorSerializer(serializers.Serializer):
    """一个上级。"""

    code = serializers.CharField(help_text="编码。")
    name = serializers.CharField(help_text="名称。")
    level = serializers.ChoiceField(LEVELS, help_text="层级。")


class GridUnitDetailSerializer(GridUnitSerializer):
    """一个区划或网格，和它的各个上级。"""

    ancestors = AncestorSerializer(many=True, help_text="上级，从区开始。")


class GeometrySerializer(serializers.Serializer):
    """GeoJSON 的几何：有边界是 MultiPolygon，没有边界有位置是 Point。"""

    type = serializers.ChoiceField(["MultiPolygon", "Point"], help_text="种类。")
    coordinates = serializers.ListField(child=serializers.JSONField(), help_text="经度在前，纬度在后。")


class GridUnitFeature(serializers.Serializer):
    """一个区划或网格，GeoJSON。"""

    type = serializers.ChoiceField(["Feature"], help_text="总是 Feature。")
    id = serializers.CharField(help_text="编码。")
    geometry = GeometrySerializer(allow_null=True, help_text="边界，没有就是位置，都没有是 null。")
    properties = GridUnitDetailSerializer(help_text="资料。")


LIST_FIELDS = tuple(GridUnitSerializer().fields)
DETAIL_FIELDS = tuple(GridUnitDetailSerializer().fields)


class GridUnitList(Endpoint):
    """Units in force, by code."""

    @extend_schema(
        operation_id="grid_units",
        summary="区划和网格列表",
        tags=["区划"],
        parameters=[
            parameter("level", "层级。", enum=LEVELS),
            parameter("parent", "直接上级的编码。"),
            parameter("search", "名称里有这些字。", {"type": "string", "maxLength": LONGEST_TEXT}),
            *PAGING,
            *selecting(LIST_FIELDS),
            format_of("json"),
        ],
        responses={200: page_serializer(GridUnitSerializer), **BAD_PARAMETER},
    )
    def get(self, request, params):
        """现行的区、街道（镇）、社区（村）和网格，按编码排。"""
        params.choice("format", ["json"])
        selection = Selection.read(params, LIST_FIELDS)
        units = _units().current().defer("boundary", "parent__boundary").order_by("code")
        if level := params.choice("level", LEVELS):
            units = units.at_level(GridUnit.Level[level])
        if parent := params.text("parent"):
            units = units.filter(parent=_known(parent))
        if search := params.text("search"):
            units = units.filter(Q(name__icontains=search) | Q(official_name__icontains=search))
        page = paginate(units, params)
        return page_answer(request, page, [dump(selection.of(record_of(unit))) for unit in page.rows])


class GridUnitDetail(Endpoint):
    """One unit, also a retired one; a former code leads to the present one."""

    @extend_schema(
        operation_id="grid_unit",
        summary="一个区划或网格",
        tags=["区划"],
        parameters=[
            code_in_path("区划或网格的编码；旧编码也可以。"),
            *selecting(DETAIL_FIELDS),
            format_of("json", "geojson"),
        ],
        responses={
            (200, JSON): GridUnitDetailSerializer,
            (200, GEOJSON): GridUnitFeature,
            301: OpenApiResponse(description="旧编码：转到现在的编码。"),
            **REFUSALS,
        },
    )
    def get(self, request, params, code):
        """一个区划或网格和它的各个上级；format=geojson 时带边界。旧编码转到现在的编码。"""
        is_feature = params.choice("format", ["json", "geojson"]) == "geojson"
        selection = Selection.read(params, DETAIL_FIELDS)
        units = _units().defer("parent__boundary", *([] if is_feature else ["boundary"]))
        try:
            unit, has_moved = units.resolve(code)
        except GridUnit.DoesNotExist:
            raise NotFound(f"没有编码是“{code}”的区划或网格。") from None
        if has_moved:
            query = request.META.get("QUERY_STRING", "")
            address = reverse("api-grid-unit", args=[unit.code])
            return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        record = selection.of(record_of(unit) | {"ancestors": _ancestors(unit)})
        if not is_feature:
            return answer(request, dump(record))
        parts = dump(unit.code), _geometry(unit).encode(), dump(record)
        feature = b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}' % parts
        return answer(request, feature, content_type=GEOJSON)


def _units():
    has_boundary = ExpressionWrapper(Q(boundary__isnull=False), output_field=BooleanField())
    return GridUnit.objects.select_related("parent").annotate(has_boundary=has_boundary)


def _known(code):
    """The present code of the unit that `parent` names."""
    try:
        return GridUnit.objects.without_shapes().resolve(code)[0].code
    except GridUnit.DoesNotExist:
        raise BadParameter("parent", f"没有编码是“{code[:40]}”的区划或网格。") from None


def record_of(unit: GridUnit) -> dict:
    """What a list tells of a unit; nothing known is None."""
    lon, lat = _rounded(unit.point)
    return {
        "code": unit.code,
        "name": unit.name,
        "official_name": unit.official_name or None,
        "level": GridUnit.Level(unit.level).name,
        "level_name": unit.get_level_display(),
        "kind": unit.kind or None,
        "parent_code": unit.parent_id,
        "parent_name": unit.parent and unit.parent.name,
        "population": unit.population,
        "households": unit.households,
        "elders": unit.elders,
        "figures_source": unit.figures_source or None,
        "lat": lat,
        "lon": lon,
        "point_source": unit.point_source or None,
        "has_boundary": bool(unit.has_boundary),
        "source": unit.source,
        "source_name": unit.get_source_display(),
        "valid_from": unit.valid_from and unit.valid_from.isoformat(),
        "valid_to": unit.valid_to and unit.valid_to.isoformat(),
        "url": unit.get_absolute_url(),
    }


def _rounded(point):
    """Longitude and latitude to a tenth of a metre."""
    return (None, None) if point is None else (round(point.x, 6), round(point.y, 6))


def _ancestors(unit):
    above = unit.ancestors().only("code", "name", "level")
    return [{"code": one.code, "name": one.name, "level": GridUnit.Level(one.level).name} for one in above]


def _geometry(unit):
    shape = unit.boundary or unit.point
    return "null" if shape is None else shape.geojson


urlpatterns = [
    re_path(r"^grid-units/?$", GridUnitList.as_view(), name="api-grid-units"),
    re_path(r"^grid-units/(?P<code>[0-9]{1,30})/?$", GridUnitDetail.as_view(), name="api-grid-unit"),
]

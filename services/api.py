"""The catalogue for other software. Anyone."""

from django.db.models import Count, Q
from django.urls import re_path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from query.answers import Selection, answer, dump, page_answer
from query.description import (
    BAD_PARAMETER,
    PAGING,
    REFUSALS,
    code_in_path,
    format_of,
    page_serializer,
    parameter,
    selecting,
)
from query.endpoint import Endpoint
from query.paging import page_asked, page_of
from query.params import LONGEST_TEXT
from services.filters import read_filters
from services.models import ItemAudience, ItemChannel, ServiceCategory, ServiceItem

CAUTION = "材料和时限以窗口答复为准。"


class ServiceSerializer(serializers.Serializer):
    """一个服务事项。"""

    code = serializers.CharField(help_text="编码，P01–P32 或 C01–C66。")
    name = serializers.CharField(help_text="名称。")
    short_name = serializers.CharField(allow_null=True, help_text="简称。")
    category_code = serializers.CharField(help_text="分类编码。")
    category_name = serializers.CharField(help_text="分类。")
    kind = serializers.ChoiceField(ServiceCategory.Kind.choices, help_text="党务服务或便民服务。")
    kind_name = serializers.CharField(help_text="类别的中文。")
    audience = serializers.CharField(help_text="服务对象，原文。")
    audiences = serializers.ListField(
        child=serializers.ChoiceField(ItemAudience.Group.choices), help_text="服务人群，用于筛选。"
    )
    channels = serializers.ListField(
        child=serializers.ChoiceField(ItemChannel.Channel.choices), help_text="办理方式，常用的在前。"
    )
    channel_names = serializers.ListField(child=serializers.CharField(), help_text="办理方式的中文。")
    mode = serializers.ChoiceField(ServiceItem.Mode.choices, help_text="办结方式。")
    mode_name = serializers.CharField(help_text="办结方式的中文。")
    promise = serializers.CharField(allow_null=True, help_text="承诺时限。")
    frequency_rank = serializers.IntegerField(allow_null=True, help_text="高频事项的排名，1 最常用。")
    status = serializers.ChoiceField(ServiceItem.Status.choices, help_text="内容有公开来源，还是参照同类清单编写。")
    status_name = serializers.CharField(help_text="内容状态的中文。")
    caution = serializers.CharField(help_text="提醒：以窗口答复为准。")
    url = serializers.CharField(help_text="本站网页，从 / 开始。")


class ServiceDetailSerializer(ServiceSerializer):
    """一个服务事项的办事指南。"""

    aliases = serializers.ListField(child=serializers.CharField(), help_text="居民常说的叫法。")
    documents = serializers.ListField(child=serializers.CharField(), help_text="要带的材料。")
    steps = serializers.ListField(child=serializers.CharField(), help_text="怎么办。")
    time = serializers.CharField(allow_null=True, help_text="规定或来源时限。")
    seek_first = serializers.CharField(allow_null=True, help_text="由其他部门办理的，先找谁。")
    source_names = serializers.CharField(allow_null=True, help_text="来源。")
    sourced_part = serializers.CharField(allow_null=True, help_text="有来源的部分。")


class CategorySerializer(serializers.Serializer):
    """一类服务。"""

    code = serializers.CharField(help_text="编码，A–H 或 01–13。")
    name = serializers.CharField(help_text="名称。")
    kind = serializers.ChoiceField(ServiceCategory.Kind.choices, help_text="党务服务或便民服务。")
    kind_name = serializers.CharField(help_text="类别的中文。")
    position = serializers.IntegerField(help_text="顺序。")
    item_count = serializers.IntegerField(help_text="这一类有多少在办的事项。")


SERVICE_FIELDS = tuple(ServiceSerializer().fields)
DETAIL_FIELDS = tuple(ServiceDetailSerializer().fields)
CATEGORY_FIELDS = tuple(CategorySerializer().fields)
KIND = parameter("kind", "党务服务或便民服务。", enum=ServiceCategory.Kind.values)
LIST_PARAMETERS = [
    parameter("category", "分类编码，如 A 或 01。"),
    KIND,
    parameter("channel", "办理方式。", enum=ItemChannel.Channel.values),
    parameter("audience", "服务人群。", enum=ItemAudience.Group.values),
    parameter("mode", "办结方式。", enum=ServiceItem.Mode.values),
    parameter("search", "名称、简称或俗称里有这些字。", {"type": "string", "maxLength": LONGEST_TEXT}),
]


class ServiceList(Endpoint):
    """The items that are done at present, in the catalogue's order."""

    @extend_schema(
        operation_id="services",
        summary="服务事项列表",
        tags=["服务"],
        parameters=[*LIST_PARAMETERS, *PAGING, *selecting(SERVICE_FIELDS), format_of("json")],
        responses={200: page_serializer(ServiceSerializer), **BAD_PARAMETER},
    )
    def get(self, request, params):
        """在办的服务事项，可按分类、方式、人群和办结方式筛选。"""
        params.choice("format", ["json"])
        selection = Selection.read(params, SERVICE_FIELDS)
        number, size = page_asked(params)
        items = read_filters(params).apply(_in_categories(params))
        start = (number - 1) * size
        page = page_of(items[start : start + size], number, size, len(items))
        return page_answer(request, page, [dump(selection.of(record_of(item))) for item in page.rows])


class ServiceDetail(Endpoint):
    """The guide to one item."""

    @extend_schema(
        operation_id="service",
        summary="一个服务事项",
        tags=["服务"],
        parameters=[code_in_path("事项的编码，如 C01。"), *selecting(DETAIL_FIELDS), format_of("json")],
        responses={200: ServiceDetailSerializer, **REFUSALS},
    )
    def get(self, request, params, code):
        """一个服务事项的办事指南：找谁、带什么、怎么办、多久。哪些中心能办，见 centers?service=编码。"""
        params.choice("format", ["json"])
        selection = Selection.read(params, DETAIL_FIELDS)
        item = _items().filter(code=code).first()
        if item is None:
            raise NotFound(f"没有编码是“{code}”的服务事项。")
        return answer(request, dump(selection.of(record_of(item) | _guide_of(item))))


class CategoryList(Endpoint):
    """The groups of the catalogue."""

    @extend_schema(
        operation_id="categories",
        summary="服务分类列表",
        tags=["服务"],
        parameters=[KIND, *PAGING, *selecting(CATEGORY_FIELDS), format_of("json")],
        responses={200: page_serializer(CategorySerializer), **BAD_PARAMETER},
    )
    def get(self, request, params):
        """服务分类，和每一类的事项数。"""
        params.choice("format", ["json"])
        selection = Selection.read(params, CATEGORY_FIELDS)
        number, size = page_asked(params)
        counted = ServiceCategory.objects.annotate(item_count=Count("items", filter=Q(items__is_active=True)))
        counted = counted.order_by("position", "code")  # said here: a query that groups forgets the order of its model
        if kind := params.choice("kind", ServiceCategory.Kind.values):
            counted = counted.filter(kind=kind)
        categories = list(counted)
        start = (number - 1) * size
        page = page_of(categories[start : start + size], number, size, len(categories))
        return page_answer(request, page, [dump(selection.of(_category(category))) for category in page.rows])


def _items():
    return ServiceItem.objects.for_list().prefetch_related("audiences")


def _in_categories(params):
    """The items of the category and the kind asked for."""
    items = _items()
    codes = ServiceCategory.objects.values_list("code", flat=True) if "category" in params.query else ()
    if category := params.choice("category", codes):
        items = items.filter(category__code=category)
    if kind := params.choice("kind", ServiceCategory.Kind.values):
        items = items.filter(category__kind=kind)
    return items


def record_of(item: ServiceItem) -> dict:
    """What a list tells of an item; nothing known is None."""
    channels = item.channels.all()
    return {
        "code": item.code,
        "name": item.name,
        "short_name": item.short_name or None,
        "category_code": item.category.code,
        "category_name": item.category.name,
        "kind": item.category.kind,
        "kind_name": item.category.get_kind_display(),
        "audience": item.audience,
        "audiences": sorted(row.group for row in item.audiences.all()),
        "channels": [row.channel for row in channels],
        "channel_names": [row.get_channel_display() for row in channels],
        "mode": item.mode,
        "mode_name": item.get_mode_display(),
        "promise": item.promise or None,
        "frequency_rank": item.frequency_rank,
        "status": item.status,
        "status_name": item.get_status_display(),
        "caution": CAUTION,
        "url": item.get_absolute_url(),
    }


def _guide_of(item):
    return {
        "aliases": item.aliases,
        "documents": item.documents,
        "steps": item.steps,
        "time": item.time or None,
        "seek_first": item.seek_first or None,
        "source_names": item.source_names or None,
        "sourced_part": item.sourced_part or None,
    }


def _category(category):
    return {
        "code": category.code,
        "name": category.name,
        "kind": category.kind,
        "kind_name": category.get_kind_display(),
        "position": category.position,
        "item_count": category.item_count,
    }


urlpatterns = [
    re_path(r"^services/?$", ServiceList.as_view(), name="api-services"),
    re_path(r"^services/(?P<code>[A-Za-z0-9]{1,8})/?$", ServiceDetail.as_view(), name="api-service"),
    re_path(r"^categories/?$", CategoryList.as_view(), name="api-categories"),
]

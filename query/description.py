"""What every list and refusal of the API looks like, for its description (OpenAPI)."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from query.paging import DEFAULT_SIZE, LARGEST_SIZE, LAST_PAGE


class Refusal(serializers.Serializer):
    """为什么没有答案。"""

    detail = serializers.CharField(help_text="原因，一句中文。")


class BadParameterRefusal(Refusal):
    """哪个参数不对，为什么。"""

    parameter = serializers.CharField(help_text="不对的参数。")


BAD_PARAMETER = {400: OpenApiResponse(BadParameterRefusal, "参数不对。")}
REFUSALS = {**BAD_PARAMETER, 404: OpenApiResponse(Refusal, "没有这一条。")}


def page_serializer(record: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The shape of a page of `record`s."""
    name = record.__name__.removesuffix("Serializer")
    return type(
        f"{name}PageSerializer",
        (serializers.Serializer,),
        {
            "__doc__": "列表的一页。",
            "count": serializers.IntegerField(help_text="一共多少条，不只这一页。"),
            "next": serializers.URLField(allow_null=True, help_text="下一页的地址，最后一页是 null。"),
            "previous": serializers.URLField(allow_null=True, help_text="上一页的地址，第一页是 null。"),
            "results": record(many=True, help_text="这一页的记录。"),
        },
    )


def source_field(of_what: str, choices, **options) -> serializers.ChoiceField:
    """A field that says where facts come from."""
    return serializers.ChoiceField(choices, help_text=f"{of_what}的来源；sample 是示例，不是真实资料。", **options)


def parameter(name: str, description: str, type_=OpenApiTypes.STR, **options) -> OpenApiParameter:
    """A query parameter; without a value it is as if it were not there."""
    return OpenApiParameter(name, type_, OpenApiParameter.QUERY, description=description, **options)


def code_in_path(description: str) -> OpenApiParameter:
    """The code in an address."""
    return OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH, description=description)


def number(low: float, high: float, **more) -> dict:
    """The schema of a number from `low` to `high`."""
    return {"type": "number", "format": "double", "minimum": low, "maximum": high, **more}


def integer(low: int, high: int, **more) -> dict:
    """The schema of a whole number from `low` to `high`."""
    return {"type": "integer", "minimum": low, "maximum": high, **more}


PAGING = [
    parameter("page", "第几页，从 1 起。", integer(1, LAST_PAGE, default=1)),
    parameter("page_size", f"每页几条，最多 {LARGEST_SIZE}。", integer(1, LARGEST_SIZE, default=DEFAULT_SIZE)),
]


def selecting(fields) -> list[OpenApiParameter]:
    """`only` and `omit` over these fields."""
    names = {"type": "array", "items": {"type": "string", "enum": list(fields)}}
    return [
        parameter("only", "只要这些字段，用逗号隔开。", names, style="form", explode=False),
        parameter("omit", "不要这些字段，用逗号隔开。", names, style="form", explode=False),
    ]


def format_of(*formats: str) -> OpenApiParameter:
    """`format` with these values, the first being the default."""
    return parameter("format", "答案的格式。", enum=formats, default=formats[0])

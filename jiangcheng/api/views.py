"""What the API offers beyond one app: where everything is, the search over all, its own description. Anyone."""

from functools import lru_cache

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from jiangcheng.answers import KINDS
from jiangcheng.api.description import description
from query.answers import ReadyAnswer, Selection, answer, dump, page_answer
from query.description import BAD_PARAMETER, format_of, integer, page_serializer, parameter, selecting
from query.endpoint import Endpoint
from query.paging import DEFAULT_SIZE, LAST_PAGE, page_of
from search.find import LONGEST_QUESTION, find

MOST_RESULTS = 50
OPENAPI = "application/vnd.oai.openapi+json"
ADDRESSES = {
    "centers": "api-centers",
    "services": "api-services",
    "categories": "api-categories",
    "grid-units": "api-grid-units",
    "search": "api-search",
    "coverage/summary": "api-coverage-summary",
    "coverage/nearest": "api-coverage-nearest",
    "coverage/isochrone": "api-coverage-isochrone",
    "schema": "api-schema",
    "docs": "api-docs",
}


class ResultSerializer(serializers.Serializer):
    """一条搜索结果。"""

    type = serializers.ChoiceField(
        ["center", "service", "grid_unit", "proof"], help_text="中心、服务事项、区划，或社区不开的证明。"
    )
    code = serializers.CharField(help_text="编码。")
    name = serializers.CharField(help_text="名称。")
    url = serializers.CharField(help_text="本站网页，从 / 开始。")
    detail = serializers.CharField(allow_blank=True, help_text="补充说明，可能是空的。")
    exact = serializers.BooleanField(help_text="false：只是读音相同，或者容忍了一个错字。")


class IndexSerializer(serializers.Serializer):
    """接口的各个地址。"""

    def get_fields(self):
        """One field an address."""
        return {name: serializers.URLField() for name in ADDRESSES}


RESULT_FIELDS = tuple(ResultSerializer().fields)


class Index(Endpoint):
    """Where everything is."""

    @extend_schema(operation_id="index", summary="有哪些地址", tags=["接口"], responses={200: IndexSerializer})
    def get(self, request, params):
        """接口的各个地址。"""
        addresses = {name: request.build_absolute_uri(_address(view)) for name, view in ADDRESSES.items()}
        return answer(request, dump(addresses))


class Search(Endpoint):
    """Centres, services, units and proofs in one ranked list."""

    @extend_schema(
        operation_id="search",
        summary="搜索",
        tags=["搜索"],
        parameters=[
            parameter(
                "q", "找什么：名称、俗称、拼音、拼音首字母都可以。", {"type": "string", "maxLength": LONGEST_QUESTION}
            ),
            parameter("type", "只要这一种。", enum=list(KINDS)),
            parameter("page", "第几页，从 1 起。", integer(1, LAST_PAGE, default=1)),
            parameter("page_size", f"每页几条，最多 {MOST_RESULTS}。", integer(1, MOST_RESULTS, default=DEFAULT_SIZE)),
            *selecting(RESULT_FIELDS),
            format_of("json"),
        ],
        responses={200: page_serializer(ResultSerializer), **BAD_PARAMETER},
    )
    def get(self, request, params):
        """在中心、服务事项、区划和社区不开的证明里一起找，最合适的在前，一共最多 50 条。没有 q 就没有结果。"""
        params.choice("format", ["json"])
        selection = Selection.read(params, RESULT_FIELDS)
        question = params.text("q", longest=LONGEST_QUESTION)
        kind = params.choice("type", KINDS)
        number = params.integer("page", 1, LAST_PAGE) or 1
        size = params.integer("page_size", 1, MOST_RESULTS) or DEFAULT_SIZE
        hits = find(question, (kind,) if kind else tuple(KINDS), MOST_RESULTS) if question else []
        page = page_of(hits[(number - 1) * size : number * size], number, size, len(hits))
        return page_answer(request, page, [dump(selection.of(_result(hit))) for hit in page.rows])


class Schema(Endpoint):
    """The description for programs."""

    @extend_schema(exclude=True)
    def get(self, request, params):
        """The OpenAPI document as JSON."""
        params.choice("format", ["json"])
        return _description_answer().response(request)


class NotThere(Endpoint):
    """Any other address under the API: 404 in JSON rather than a page."""

    @extend_schema(exclude=True)
    def get(self, request, params):
        """Nothing."""
        raise NotFound(f"接口没有这个地址。所有地址见 {reverse('api')}。")


def _result(hit):
    return {
        "type": hit.kind,
        "code": hit.code,
        "name": hit.name,
        "url": hit.url,
        "detail": hit.detail,
        "exact": hit.exact,
    }


def _address(view):
    """The address with its slash: reversing an optional one leaves it out."""
    return reverse(view).rstrip("/") + "/"


@lru_cache(maxsize=1)
def _description_answer():
    return ReadyAnswer(dump(description()), OPENAPI)

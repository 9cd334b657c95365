"""Centres for other software: lists by place, time and service, all on one map, one in full. Anyone; published only."""

from datetime import datetime

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound

from centers.api.parameters import DETAIL_PARAMETERS, LIST_PARAMETERS
from centers.api.serializers import CenterCollection, CenterDetailSerializer, CenterFeature, CenterSerializer
from centers.details import detail_of
from centers.filters import Filters, read_filters
from centers.records import records_of
from centers.rows import all_rows, page_of_rows, row_of
from centers.walking import walks_from
from query.answers import ASK_FIRST_ALONE, GEOJSON, JSON, ReadyAnswer, Selection, answer, page_answer
from query.description import BAD_PARAMETER, REFUSALS, page_serializer
from query.endpoint import Endpoint
from query.kept import Kept
from query.paging import page_asked

FORMATS = ("json", "geojson")
LIST_FIELDS = tuple(CenterSerializer().fields)
DETAIL_FIELDS = tuple(CenterDetailSerializer().fields)

# The map: a few different ones are asked for again and again.
_MAPS = Kept(16)


class CenterList(Endpoint):
    """Centres, filtered and in pages; with `format=geojson` all that fit in one answer."""

    @extend_schema(
        operation_id="centers",
        summary="中心列表",
        tags=["中心"],
        parameters=LIST_PARAMETERS,
        responses={(200, JSON): page_serializer(CenterSerializer), (200, GEOJSON): CenterCollection, **BAD_PARAMETER},
    )
    def get(self, request, params):
        """按位置、服务、街道、社区、层级和开放状态查中心。

        给了 lat 和 lon，就按距离排序，每条多出 distance_m、walk_minutes 和 walk_method；位置不明的中心不在其中。
        format=geojson 时不分页，一次给出全部。
        """
        selection = Selection.read(params, LIST_FIELDS)
        is_map = params.choice("format", FORMATS) == "geojson"
        filters, when = read_filters(params), timezone.now()
        if is_map:
            page_asked(params)  # has no effect here, but must be right
            return _map(filters, selection, when).response(request)
        page = page_of_rows(filters, params, when)
        records = records_of(page.rows, filters.walks)
        return page_answer(request, page, [record.text(when, selection, way) for record, way in records])


class CenterDetail(Endpoint):
    """One centre in full."""

    @extend_schema(
        operation_id="center",
        summary="一个中心",
        tags=["中心"],
        parameters=DETAIL_PARAMETERS,
        responses={
            (200, JSON): CenterDetailSerializer,
            (200, GEOJSON): CenterFeature,
            **REFUSALS,
        },
    )
    def get(self, request, params, code):
        """一个中心的全部公开资料：可办事项、功能室、今后七天的开放时间、照片。"""
        selection = Selection.read(params, DETAIL_FIELDS)
        is_feature = params.choice("format", FORMATS) == "geojson"
        point, when = params.position(), timezone.now()
        row = row_of(code, point)
        detail = row and detail_of(row, when, walks_from(point))
        if detail is None:
            raise NotFound(f"没有编码是“{code}”的中心。")
        record, told = detail
        tell, content_type = (record.feature, GEOJSON) if is_feature else (record.text, JSON)
        text = tell(when, selection, told)
        return answer(request, text, content_type=content_type, is_private=point is not None)


def _map(filters: Filters, selection: Selection, when: datetime) -> ReadyAnswer:
    """All centres that fit as GeoJSON, kept until one of them changes, in itself or by the clock."""
    rows = all_rows(filters, when)
    if filters.position is not None:
        return _collection(records_of(rows, filters.walks), selection, when, cache_control=ASK_FIRST_ALONE)
    question = filters, selection
    kept = _MAPS.get({question: rows}).get(question)
    if kept is None or not kept[0] <= when < kept[1]:
        records = records_of(rows)
        until = min((record.at(when)[0] for record, _ in records), default=when)
        kept = when, until, _collection(records, selection, when)
        _MAPS.put(question, rows, kept)
    return kept[2]


def _collection(records, selection, when, **options):
    features = ",".join(record.feature(when, selection, way) for record, way in records)
    return ReadyAnswer(f'{{"type":"FeatureCollection","features":[{features}]}}', GEOJSON, **options)

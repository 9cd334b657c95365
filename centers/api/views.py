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
from centers.rows import Row, all_rows, page_of_rows, row_of
from query.answers import ASK_FIRST, ASK_FIRST_ALONE, GEOJSON, JSON, ReadyAnswer, Selection, page_answer
from query.description import BAD_PARAMETER, REFUSALS, page_serializer
from query.endpoint import Endpoint
from query.kept import Kept
from query.paging import page_asked

FORMATS = ("json", "geojson")
LIST_FIELDS = tuple(CenterSerializer().fields)
DETAIL_FIELDS = tuple(CenterDetailSerializer().fields)

# The map: a few different ones are asked for again and again. An answer about one centre is about 10 kB.
_MAPS, _DETAILS = Kept(16), Kept(1000)


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

        给了 lat 和 lon，就按距离排序，每条多出 distance_m 和 walk_minutes；位置不明的中心不在其中。
        format=geojson 时不分页，一次给出全部。
        """
        selection = Selection.read(params, LIST_FIELDS)
        is_map = params.choice("format", FORMATS) == "geojson"
        filters, when = read_filters(params), timezone.now()
        if is_map:
            page_asked(params)  # has no effect here, but must be right
            return _map(filters, selection, when).response(request)
        page = page_of_rows(filters, params, when)
        records = records_of(page.rows)
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
        ready = row and _one(row, selection, when, is_feature=is_feature, is_private=point is not None)
        if ready is None:
            raise NotFound(f"没有编码是“{code}”的中心。")
        return ready.response(request)


def _one(row: Row, selection: Selection, when: datetime, *, is_feature, is_private) -> ReadyAnswer | None:
    """One centre in full; None when it has just been deleted."""

    def make():
        detail = detail_of(row, when)
        if detail is None:
            return when, None
        record, told = detail
        tell, content_type = (record.feature, GEOJSON) if is_feature else (record.text, JSON)
        cache_control = ASK_FIRST_ALONE if is_private else ASK_FIRST
        return record.holds_until(when), ReadyAnswer(tell(when, selection, told), content_type, cache_control)

    if is_private:
        return make()[1]
    return _kept(_DETAILS, (row.pk, selection, is_feature), (row.version, row.items), when, make)


def _map(filters: Filters, selection: Selection, when: datetime) -> ReadyAnswer:
    """All centres that fit as GeoJSON."""
    rows = all_rows(filters, when)

    def make():
        records = records_of(rows)
        until = min((record.holds_until(when) for record, _ in records), default=when)
        return until, _collection(records, selection, when)

    if filters.position is not None:
        return _collection(records_of(rows), selection, when, cache_control=ASK_FIRST_ALONE)
    return _kept(_MAPS, (filters, selection), rows, when, make)


def _kept(answers: Kept, question, version, when: datetime, make) -> ReadyAnswer | None:
    """The answer to a question, kept while its version is the same and the clock has changed nothing in it.

    :param make: gives until when a new answer holds, and the answer.
    """
    kept = answers.get({question: version}).get(question)
    if kept is None or not kept[0] <= when < kept[1]:
        until, made = make()
        kept = when, until, made
        answers.put(question, version, kept)
    return kept[2]


def _collection(records, selection, when, **options):
    features = b",".join([record.feature(when, selection, way) for record, way in records])
    return ReadyAnswer(b'{"type":"FeatureCollection","features":[%b]}' % features, GEOJSON, **options)

"""Coverage for other software: how the district stands, what some minutes reach, the nearest centre. Anyone."""

from math import ceil

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from centers.models import Center
from coverage.api.serializers import NearestSerializer, ReachCollection, SummarySerializer
from coverage.basis import roads_of
from coverage.current import current
from coverage.distances import method_of
from coverage.figures import figures
from coverage.growth import growth
from coverage.masks import mask_of
from coverage.questions import (
    FASTEST,
    FEWEST_MINUTES,
    FIRST_YEAR,
    MOST_MINUTES,
    SLOWEST,
    USUAL_MINUTES,
    WHO,
    Question,
    read_question,
    read_speed,
)
from coverage.results import place_record, tally_record
from coverage.states import METHOD_NAMES
from coverage.ways import OFF_NETWORK, circles, line_of, nearest_way, place_at, reach_polygon
from query.answers import GEOJSON, Selection, answer, dump
from query.description import BAD_PARAMETER, number, parameter, selecting
from query.endpoint import Endpoint
from query.params import BadParameter, Params

TIERS = dict(Center.Tier.choices)
NO_ROADS = "还没有导入步行路网。"
ESTIMATED = "分钟由直线乘绕路系数估算，没有路线。"
TWO_CIRCLES = "小圆里面很可能走得到，大圆外面一定走不到，两者之间说不准。"
KINDS = {"reach": "沿路网走得到的范围", "probable": "里面很可能走得到", "proven": "外面一定走不到"}
SUMMARY_FIELDS, NEAREST_FIELDS = tuple(SummarySerializer().fields), tuple(NearestSerializer().fields)
SPEED = parameter("speed", "步行速度，米每秒。不给是 1.2；数老年人时是 0.8。", number(SLOWEST, FASTEST))
HERE = [
    parameter("lat", "所在位置的纬度（WGS-84）。", number(-90, 90), required=True),
    parameter("lon", "所在位置的经度（WGS-84）。", number(-180, 180), required=True),
]


def _minutes(usual):
    return parameter("minutes", "步行几分钟。", number(FEWEST_MINUTES, MOST_MINUTES, default=usual))


class Summary(Endpoint):
    """How many people have a centre within reach."""

    @extend_schema(
        operation_id="coverage_summary",
        summary="覆盖情况",
        tags=["服务圈"],
        parameters=[
            _minutes(USUAL_MINUTES),
            SPEED,
            parameter("who", "数全部居民，还是 65 岁以上。", enum=list(WHO), default="all"),
            parameter("open_at", "只算这时开着的中心，北京时间，如 2026-11-28T09:30。"),
            parameter("tier", "只算这一层级的中心。", enum=list(TIERS)),
            parameter("service", "只算能办这个事项的中心（编码，如 C01）。"),
            parameter("year", f"只算到这年年底启用的中心，从 {FIRST_YEAR} 年起。", OpenApiTypes.INT),
            parameter("planned", "1：规划中、建设中的也算。", OpenApiTypes.BOOL),
            parameter("street", "只数这个街道（镇）的居民，9 位编码。"),
            *selecting(SUMMARY_FIELDS),
        ],
        responses={200: SummarySerializer, **BAD_PARAMETER},
    )
    def get(self, request, params):
        """几分钟之内走得到中心的有多少人。

        有步行路网时沿路量；没有时只有三种说法：很可能走得到、说不准、一定走不到，各有多少人，没有一个准数。
        """
        selection = Selection.read(params, SUMMARY_FIELDS)
        found = figures(read_question(params))
        record = {
            "basis": found.basis.as_dict(),
            "total": tally_record(found.total),
            "bands": [tally_record(tally) | {"minutes": minutes} for minutes, tally in found.bands],
            "streets": [place_record(line) for line in found.streets],
            "growth": [
                tally_record(year.total) | {"year": year.year, "centers": year.centers} for year in growth(found)
            ],
        }
        return answer(request, dump(selection.of(record)))


class Isochrone(Endpoint):
    """What lies within some minutes on foot."""

    @extend_schema(
        operation_id="coverage_isochrone",
        summary="几分钟走得到的范围",
        tags=["服务圈"],
        parameters=[*HERE, _minutes(USUAL_MINUTES), SPEED],
        responses={(200, GEOJSON): ReachCollection, **BAD_PARAMETER},
    )
    def get(self, request, params):
        """从一个位置出发，几分钟走得到的范围，GeoJSON。

        没有步行路网时给两个圆：小圆里面很可能走得到，大圆外面一定走不到，两者之间说不准。
        """
        question, lon, lat = _from_here(params, USUAL_MINUTES)
        known = current()
        place = place_at(known, lon, lat)
        if place.is_on_network:
            shapes = [("reach", reach_polygon(known, place, question.limit_m))]
        elif known.has_network:
            shapes = []
        else:
            inner, outer = circles(place, question.limit_m)
            shapes = [("probable", inner), ("proven", outer)]
        record = _told(known, place, question, without_roads=TWO_CIRCLES) | {
            "type": "FeatureCollection",
            "features": [_feature(kind, shape, question) for kind, shape in shapes],
        }
        return answer(request, dump(record), content_type=GEOJSON, is_private=True)


class Nearest(Endpoint):
    """The nearest centre on foot."""

    @extend_schema(
        operation_id="coverage_nearest",
        summary="走路最近的中心",
        tags=["服务圈"],
        parameters=[*HERE, _minutes(MOST_MINUTES), SPEED, *selecting(NEAREST_FIELDS)],
        responses={200: NearestSerializer, **BAD_PARAMETER},
    )
    def get(self, request, params):
        """几分钟之内走得到的最近的中心，要走几分钟，走哪条路（GeoJSON 的线）。

        没有步行路网，或者位置不在路网上时，分钟由直线估算，没有路。
        """
        selection = Selection.read(params, NEAREST_FIELDS)
        question, lon, lat = _from_here(params, MOST_MINUTES)
        known = current()
        place = place_at(known, lon, lat)
        way = nearest_way(known, place, mask_of(question, known.centers), question.limit_m)
        told = _told(known, place, question, without_roads=ESTIMATED, off_network=ESTIMATED)
        if way is None:
            none = f"{question.minutes:g}分钟以内走不到任何中心。"
            told["detail"] = f"{told['detail']}{none}" if told["detail"] else none
        line = way and line_of(known, place, way)
        record = told | {
            "walk_method": "network" if place.is_on_network else "estimate",
            "center": way and _center(known, way.center),
            "walk_minutes": way and max(1, ceil(way.metres / question.speed / 60)),
            "walk_m": way and round(way.metres, 1),
            "path": line and {"type": "LineString", "coordinates": line},
        }
        return answer(request, dump(selection.of(record)), is_private=True)


def _from_here(params: Params, usual_minutes) -> tuple[Question, float, float]:
    position = params.position()
    if position is None:
        raise BadParameter("lat", "要给出位置：lat 和 lon。")
    minutes = params.number("minutes", FEWEST_MINUTES, MOST_MINUTES) or usual_minutes
    return Question(minutes=minutes, speed=read_speed(params)), position.x, position.y


def _told(known, place, question, *, without_roads="", off_network="") -> dict:
    """What every answer about a position says of itself."""
    detail = None
    if not known.has_network:
        detail = NO_ROADS + without_roads
    elif not place.is_on_network:
        detail = OFF_NETWORK + off_network
    method = method_of(known)
    return {
        "method": method.value,
        "method_name": METHOD_NAMES[method],
        "on_network": place.is_on_network if known.has_network else None,
        "access_m": None if place.access_m is None else round(place.access_m, 1),
        "minutes": question.minutes,
        "speed_m_per_s": question.speed,
        "roads": roads_of(known),
        "detail": detail,
    }


def _feature(kind, shape, question) -> dict:
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": shape},
        "properties": {
            "kind": kind,
            "kind_name": KINDS[kind],
            "minutes": question.minutes,
            "limit_m": round(question.limit_m, 1),
        },
    }


def _center(known, index) -> dict:
    centers = known.centers
    lon, lat = centers.lonlat[index].round(6).tolist()
    return {
        "code": centers.codes[index],
        "name": centers.names[index],
        "tier": centers.tiers[index],
        "tier_name": TIERS[centers.tiers[index]],
        "lat": lat,
        "lon": lon,
        "url": reverse("center", args=[centers.codes[index]]),
    }

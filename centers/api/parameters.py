"""The query parameters of the centres' addresses, as the description tells them. `centers.filters` reads them."""

from drf_spectacular.types import OpenApiTypes

from centers.api.serializers import CenterDetailSerializer, CenterSerializer
from centers.filters import LARGEST_RADIUS_M, LONGEST_WALK_MINUTES, ORDERINGS, SMALLEST_RADIUS_M
from centers.models import Center
from query.description import PAGING, code_in_path, format_of, integer, number, parameter, selecting
from query.params import LONGEST_TEXT

POSITION = [
    parameter("lat", "所在位置的纬度（WGS-84），和 lon 一起给。", number(-90, 90)),
    parameter("lon", "所在位置的经度（WGS-84），和 lat 一起给。", number(-180, 180)),
]
LIST_PARAMETERS = [
    *POSITION,
    parameter("radius", "直线距离不超过多少米。要有位置。", integer(SMALLEST_RADIUS_M, LARGEST_RADIUS_M)),
    parameter(
        "max_minutes", "步行不超过多少分钟：有步行路网就沿路量，否则估算。要有位置。", integer(1, LONGEST_WALK_MINUTES)
    ),
    parameter("bbox", "地图上的一块：minLon,minLat,maxLon,maxLat。"),
    parameter("service", "能办这个事项（编码，如 C01）。"),
    parameter("category", "能办这一类里的事项（分类编码，如 A 或 01）。"),
    parameter("street", "在这个街道（镇），9 位编码。"),
    parameter("community", "在这个社区（村），12 位编码。"),
    parameter("tier", "层级。", enum=Center.Tier.values),
    parameter("setting", "五进类型。", enum=Center.Setting.values),
    parameter("open_now", "1：只要现在开着的；0 或不给：全部。时间没有确认的不算开着。", OpenApiTypes.BOOL),
    parameter("search", "名称、地址或品牌里有这些字。", {"type": "string", "maxLength": LONGEST_TEXT}),
    parameter("ordering", "怎么排。有位置时默认 distance，否则 code。", enum=list(ORDERINGS)),
    *PAGING,
    *selecting(CenterSerializer().fields),
    format_of("json", "geojson"),
]
DETAIL_PARAMETERS = [
    code_in_path("中心的编码，如 JC001。"),
    *POSITION,
    *selecting(CenterDetailSerializer().fields),
    format_of("json", "geojson"),
]

"""Links that open a map service with the way on foot to a centre.

Each service reads its own coordinates: 高德 and 腾讯 GCJ-02, 百度 BD-09. The addresses are those of their public URI
interfaces: lbs.amap.com/api/uri-api, lbsyun.baidu.com (URI API), lbs.qq.com (调起地图 URI API).
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from centers.coordinates import CoordinateSystem, from_wgs84

CALLER = "jiangcheng-portal"


@dataclass(frozen=True, slots=True)
class Route:
    """A map service by name, and the address that shows the way in it."""

    name: str
    url: str


def routes_to(name: str, lon: float, lat: float) -> list[Route]:
    """Links to the place `name` at a WGS-84 point, for the three map services that people have on their phones."""
    gcj_lon, gcj_lat = from_wgs84(lon, lat, CoordinateSystem.GCJ02)
    bd_lon, bd_lat = from_wgs84(lon, lat, CoordinateSystem.BD09)
    amap = {"to": f"{gcj_lon:.6f},{gcj_lat:.6f},{name}", "mode": "walk", "coordinate": "gaode", "src": CALLER}
    # Its direction service wants a starting point; the marker offers the way from where the person is.
    baidu = {
        "location": f"{bd_lat:.6f},{bd_lon:.6f}",
        "title": name,
        "content": "党群服务中心",
        "coord_type": "bd09ll",
        "output": "html",
        "src": CALLER,
    }
    tencent = {"type": "walk", "to": name, "tocoord": f"{gcj_lat:.6f},{gcj_lon:.6f}", "referer": CALLER}
    return [
        Route("高德地图", "https://uri.amap.com/navigation?" + urlencode(amap, safe=",")),
        Route("百度地图", "https://api.map.baidu.com/marker?" + urlencode(baidu, safe=",")),
        Route("腾讯地图", "https://apis.map.qq.com/uri/v1/routeplan?" + urlencode(tencent, safe=",")),
    ]

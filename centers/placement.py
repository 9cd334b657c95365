"""Where a centre is said to be: a pasted position read and converted, and what is odd about a place.

A warning is not a refusal: boundaries are rough and centres do move. A place far outside the district is refused.
"""

from dataclasses import dataclass, field

from django.contrib.gis.geos import Point

from centers.coordinates import CoordinateSystem, to_wgs84
from centers.models import Center
from centers.outline import district_outline, is_near_district
from centers.pasted_position import Pasted, UnreadablePosition, read_pasted
from grids.models import GridUnit
from grids.sources import Source
from query.codes import COMMUNITY_LENGTH
from query.params import WGS84

FAR_MOVE_M = 1_000
SYSTEM_LABELS = {
    CoordinateSystem.GCJ02: "GCJ-02（高德、腾讯地图）",
    CoordinateSystem.BD09: "BD-09（百度地图）",
    CoordinateSystem.WGS84: "WGS-84（卫星定位）",
    CoordinateSystem.CGCS2000: "CGCS2000（天地图）",
}
SYSTEM_NAMES = {
    CoordinateSystem.GCJ02: "高德、腾讯（GCJ-02）",
    CoordinateSystem.BD09: "百度（BD-09）",
    CoordinateSystem.WGS84: "卫星定位（WGS-84）",
    CoordinateSystem.CGCS2000: "天地图（CGCS2000）",
}
TOO_FAR = "这个位置离江城区太远，请核对坐标和坐标系。"


class PositionRefused(ValueError):
    """A pasted position that cannot be used: `field` is the form's field to mend.

    `offered` is the pair the other way round, where only its order is wrong.
    """

    def __init__(self, field: str, message: str, offered: Pasted | None = None):
        super().__init__(message)
        self.field = field
        self.offered = offered


@dataclass(frozen=True, slots=True)
class Reading:
    """A pasted position as it is understood: the pair, the system it is taken for, the WGS-84 point."""

    pasted: Pasted
    system: CoordinateSystem
    point: Point
    says: str  # the same for the person, in Chinese


@dataclass(frozen=True, slots=True)
class Placement:
    """A place against the one before: how far it moved, and what is odd about it."""

    point: Point
    moved_m: float | None
    token: str  # names the place for which the warnings are; a person vouches for this and no other
    warnings: list[str] = field(default_factory=list)


def read_position(text: str, system: str = "", *, exchange: bool = False) -> Reading:
    """The WGS-84 point of a pasted text.

    :param system: the person's own choice; without one, what the text itself tells.
    :param exchange: whether a pair in the wrong order may be read the other way round.
    :raises PositionRefused: when it cannot be read, its system is unknown, or it lies far outside the district.
    """
    try:
        pasted = read_pasted(text)
    except UnreadablePosition as error:
        raise PositionRefused("typed_position", str(error)) from error
    if pasted.order_was_swapped and not exchange:
        raise PositionRefused("typed_position", "经度和纬度好像写反了，应是经度在前、纬度在后。", pasted)
    stated = CoordinateSystem(system) if system else pasted.system
    if stated is None:
        raise PositionRefused("typed_system", "看不出是从哪个地图取的，要选坐标系。选错会偏几百米。")
    lon, lat = to_wgs84(pasted.lon, pasted.lat, stated)
    if not is_near_district(lon, lat):
        raise PositionRefused("typed_position", TOO_FAR)
    return Reading(pasted, stated, Point(lon, lat, srid=WGS84), _in_words(pasted, stated))


def _in_words(pasted, system):
    says = (
        f"认出：{pasted.recognised_as}。按{_named(system, pasted)}理解：经度 {pasted.lon:.6f}，纬度 {pasted.lat:.6f}。"
    )
    if pasted.system and pasted.system != system:
        says += f"这段文字像是{_named(pasted.system, pasted)}的，现在按您选的坐标系换算。"
    return says


def _named(system, pasted):
    """高德 and 腾讯 share a system: where the text tells which of them, it is named."""
    of_two = [name for name in ("高德", "腾讯") if pasted.recognised_as.startswith(name)]
    return f"{of_two[0]}（{system}）" if of_two and system == CoordinateSystem.GCJ02 else SYSTEM_NAMES[system]


def place(point: Point, *, center: Center | None = None, unit: GridUnit | None = None) -> Placement:
    """Look at a new place (WGS-84) of `center`, which belongs to `unit`. At most four queries.

    :param center: as stored; None for a new one.
    """
    moved_m = _moved_m(point, center)
    warnings = []
    if not district_outline().covers(point):
        warnings.append("这个位置在江城区范围以外。")
    if unit:
        warnings += _outside_unit(point, unit)
    if moved_m is not None and moved_m > FAR_MOVE_M:
        warnings.append(f"离原来的位置{distance_text(moved_m)}，超过 1 公里。")
    return Placement(point, moved_m, token_of(point, unit), warnings)


def token_of(point: Point, unit: GridUnit | None) -> str:
    """The name of a place of a unit's centre, to about 0.1 m."""
    return f"{point.x:.6f},{point.y:.6f}@{unit.pk if unit else ''}"


def distance_text(metres: float) -> str:
    """`约 320 米` or `约 1.4 公里`."""
    return f"约 {metres:.0f} 米" if metres < 1000 else f"约 {metres / 1000:.1f} 公里"


def _moved_m(point, center):
    if center is None or center.pk is None:
        return None
    return Center.objects.filter(pk=center.pk).measured_from(point).values_list("distance_m", flat=True).first()


def _outside_unit(point, unit):
    """Outside the boundary of the unit's community or street; without a boundary, nearer to another community."""
    code = unit.code[:COMMUNITY_LENGTH]
    if unit.level < GridUnit.Level.STREET:
        return []
    own = GridUnit.objects.filter(code=code)
    name, source = own.values_list("name", "point_source").first() or (unit.name, "")
    if own.filter(boundary__isnull=False).exists():
        inside = own.filter(boundary__covers=point).exists()
        return [] if inside else [f"这个位置在{name}的边界以外。"]
    nearest = GridUnit.objects.current().without_shapes().at_level(GridUnit.Level.COMMUNITY).near(point, 1).first()
    if nearest is None or nearest.code.startswith(code) or (unit.level > GridUnit.Level.STREET and not source):
        return []
    by_sample = "（按示例位置比较，仅供参考）" if Source.SAMPLE in {source, nearest.point_source} else ""
    return [f"这个位置离{nearest.name}更近，不像在{name}{by_sample}。"]

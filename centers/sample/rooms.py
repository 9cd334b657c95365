"""Sample rooms, barrier-free features and introductions. Nothing that a person has entered is touched."""

from centers.models import Center, Room
from centers.sample.draw import draw
from grids.sources import Source

Tier, Kind, Feature = Center.Tier, Room.Kind, Center.Accessibility
# 五室一厅, each with its share of the floor area.
FIVE_ROOMS_AND_A_HALL = {
    Kind.SERVICE_HALL: 0.24,
    Kind.OFFICE: 0.10,
    Kind.PARTY_ROOM: 0.16,
    Kind.READING_ROOM: 0.12,
    Kind.MEDIATION_ROOM: 0.06,
    Kind.ACTIVITY_ROOM: 0.18,
}
# 四大功能区 of the larger ones; they overlap with the rooms, so they state no area.
ZONES = Room.ZONES
LARGE_M2 = 420
ROOMS_OF_TIER = {
    Tier.STATION: {Kind.SERVICE_HALL: 0.6},
    Tier.PARK: {},
    Tier.INDUSTRY: {Kind.SERVICE_HALL: 0.2, Kind.PARTY_ROOM: 0.3, Kind.ACTIVITY_ROOM: 0.25},
}
SQUARE_METRES_A_SEAT = 2.5
SEATED = {Kind.PARTY_ROOM, Kind.READING_ROOM, Kind.ACTIVITY_ROOM, Kind.MEDIATION_ROOM}
SHARE_WITH_FEATURE = {
    Feature.RAMP: 0.85,
    Feature.LIFT: 0.5,
    Feature.TOILET: 0.5,
    Feature.LOW_COUNTER: 0.45,
    Feature.WHEELCHAIR: 0.4,
    Feature.GLASSES: 0.8,
    Feature.PARKING: 0.3,
}
IN_A_PARK = {Feature.RAMP, Feature.TOILET, Feature.PARKING}


def furnish_centers() -> int:
    """Give centres without rooms sample rooms and zones; says how many rooms."""
    made = []
    for center in Center.objects.filter(demonstration_no__isnull=False, rooms__isnull=True).order_by("code"):
        made += _rooms(center)
    Room.objects.bulk_create(made)
    return len(made)


def _rooms(center: Center) -> list[Room]:
    shares = ROOMS_OF_TIER.get(center.tier, FIVE_ROOMS_AND_A_HALL)
    upstairs = _has_upstairs(center)
    rooms = []
    for position, (kind, share) in enumerate(shares.items()):
        area = round((center.floor_area_m2 or 0) * share) or None
        rooms.append(
            Room(
                center=center,
                kind=kind,
                floor="2层" if upstairs and position >= 2 else "1层",
                area_m2=area,
                seats=round(area / SQUARE_METRES_A_SEAT) if area and kind in SEATED else None,
                source=Source.SAMPLE,
            )
        )
    if center.tier != Tier.STATION and (center.floor_area_m2 or 0) >= LARGE_M2:
        rooms += [Room(center=center, kind=kind, source=Source.SAMPLE) for kind in ZONES]
    return rooms


def _has_upstairs(center: Center) -> bool:
    return center.tier not in {Tier.STATION, Tier.PARK} and draw("floors", center.code) < 0.5


def describe_centers() -> int:
    """Write a sample introduction and barrier-free features where there are none; says how many centres changed."""
    described = []
    for center in Center.objects.filter(demonstration_no__isnull=False, introduction="").select_related("unit"):
        center.introduction = _introduction(center)
        # The introduction says that they are sample: the list has no mark of its own.
        center.accessibility = center.accessibility or _features(center)
        described.append(center)
    Center.objects.bulk_update(described, ["introduction", "accessibility"])
    return len(described)


def _features(center: Center) -> list[str]:
    possible = IN_A_PARK if center.tier == Tier.PARK else set(SHARE_WITH_FEATURE)
    if not _has_upstairs(center):
        possible = possible - {Feature.LIFT}
    return [
        feature.value
        for feature, share in SHARE_WITH_FEATURE.items()
        if feature in possible and draw("feature", center.code, feature.value) < share
    ]


def _introduction(center: Center) -> str:
    where = center.unit.name
    offer = {
        Tier.PARK: "散步的地方，也可以预约参观和主题党日活动",
        Tier.STATION: "歇脚、喝水、充电和自助办事的地方",
        Tier.INDUSTRY: "面向本行业党员和职工的服务",
    }.get(center.tier, "党务和便民服务")
    return f"【示例】在{where}，提供{offer}。这段简介、无障碍设施和功能室都是示例，请以中心公布的为准。"

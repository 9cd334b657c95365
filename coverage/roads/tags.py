"""Which ways of OpenStreetMap a pedestrian may use. docs/roads.md tells the same rules in Chinese.

Sources: OpenStreetMap wiki, "Key:highway", "Key:foot", "Key:access", "OSM tags for routing/Access restrictions".
One-way streets are not one-way on foot. Rules with a condition (`foot:conditional`), gates and bollards on single
points and the quality of the surface are not read.
"""

from enum import IntEnum

ALLOWED = frozenset({"yes", "designated", "permissive", "destination", "customers", "official"})
FORBIDDEN = frozenset({"no", "private", "use_sidepath"})
CLOSED = frozenset({"no", "private", "military", "agricultural", "forestry", "delivery", "emergency"})
MOTORWAYS = frozenset({"motorway", "motorway_link"})
NOT_BUILT = frozenset({"construction", "proposed", "planned", "abandoned", "disused", "razed", "demolished", "no"})
# Of these nothing is known but that they are no ways to walk on.
NOT_FOR_FEET = frozenset({"bus_guideway", "busway", "raceway", "escape", "rest_area", "services", "via_ferrata"})
WALKABLE = frozenset(
    {
        "trunk",
        "trunk_link",
        "primary",
        "primary_link",
        "secondary",
        "secondary_link",
        "tertiary",
        "tertiary_link",
        "unclassified",
        "residential",
        "living_street",
        "service",
        "pedestrian",
        "footway",
        "path",
        "steps",
        "track",
        "road",
        "cycleway",
        "bridleway",
        "corridor",
        "crossing",
        "platform",
        "elevator",
    }
)
# Keys without which no way says anything about walking: the reader need not look at others.
KEYS = ("highway", "route", "railway", "public_transport", "man_made")


class Left(IntEnum):
    """Why a way is not in the network; TAKEN when it is."""

    TAKEN = 0
    NO_ROAD = 1  # nothing to do with walking: not counted
    MOTORWAY = 2
    FOOT = 3
    ACCESS = 4
    NOT_BUILT = 5
    FERRY = 6
    OTHER = 7

    @property
    def label(self) -> str:
        """The reason in words."""
        return LABELS[self]


LABELS = {
    Left.TAKEN: "可以步行",
    Left.NO_ROAD: "不是路",
    Left.MOTORWAY: "高速公路、汽车专用路",
    Left.FOOT: "标明行人不能走",
    Left.ACCESS: "私人或不对外的路",
    Left.NOT_BUILT: "在建、规划或已经停用",
    Left.FERRY: "渡轮",
    Left.OTHER: "不供步行的路（公交专用道、赛道等）",
}


def left_out(tags) -> Left:
    """Whether a way is walkable, and if not, why.

    :param tags: anything with `get(key)`, such as a dict.
    """
    highway = tags.get("highway")
    if highway is None:
        return _without_highway(tags)
    if highway in NOT_BUILT:
        return Left.NOT_BUILT
    foot = tags.get("foot")
    if highway in MOTORWAYS:
        return Left.MOTORWAY
    if foot in FORBIDDEN:
        return Left.FOOT
    if foot in ALLOWED:
        return Left.TAKEN
    if tags.get("motorroad") == "yes":
        return Left.MOTORWAY
    if tags.get("access") in CLOSED:
        return Left.ACCESS
    return Left.TAKEN if highway in WALKABLE else Left.OTHER


def _without_highway(tags) -> Left:
    """Platforms and piers are walked on too; a ferry is no way on foot, whoever may board it."""
    if tags.get("route") == "ferry":
        return Left.FERRY
    if not (
        tags.get("railway") == "platform"
        or tags.get("public_transport") == "platform"
        or tags.get("man_made") == "pier"
    ):
        return Left.NO_ROAD
    foot = tags.get("foot")
    if foot in FORBIDDEN:
        return Left.FOOT
    return Left.ACCESS if tags.get("access") in CLOSED and foot not in ALLOWED else Left.TAKEN

"""五进工程: centres in office buildings, shopping districts, housing estates, campuses and enterprises."""

from oversight.facts import Facts
from oversight.readings import Definition, Figure, TileReading
from oversight.tiles import kinds, tile

DEFINITION = Definition(
    counted="登记了五进类型（楼宇、商圈、小区、校园、企业）、状态是“已启用”的中心",
    out_of="登记了五进类型的中心，规划、在建、启用、暂停都算，已关闭的不算",
    source="中心台账的“五进类型”和“状态”",
)


@tile
def measure(facts: Facts) -> TileReading:
    """Open among all, by setting, place and tier."""
    within = [center for center in facts.kept if center.setting]
    count = sum(center.phase == "open" for center in within)
    without = len(facts.kept) - len(within)
    parts = [
        (name, sum(c.setting == kind and c.phase == "open" for c in within)) for kind, name in kinds.SETTINGS.items()
    ]
    told = "、".join(f"{name}{n}个" for name, n in parts)
    return TileReading(
        "settings",
        "五进工程",
        "建设进度",
        [
            Figure(
                "settings.open",
                "五进中心已启用",
                count,
                DEFINITION,
                total=len(within),
                rows={"has_setting": "1", "phase": "open"},
            )
        ],
        [
            kinds.by_phase(facts, "settings.phases", "五进各类型", "setting", kinds.SETTINGS, "五进类型"),
            kinds.by_place(facts, "settings.places", "五进分布", "setting", kinds.SETTINGS),
            kinds.cube(facts),
        ],
        [f"“五进”党群服务中心已启用{count}个，其中{told}。"],
        [f"另有{without}个中心没有登记五进类型。"] if without else [],
        any(center.source == "sample" for center in within),
    )

"""八合一网络: centres by tier."""

from oversight.facts import Facts
from oversight.readings import Definition, Figure, TileReading
from oversight.tiles import kinds, tile

DEFINITION = Definition(
    counted="状态是“已启用”的中心和驿站",
    out_of="全部中心和驿站：规划、在建、启用、暂停都算，已关闭的不算",
    source="中心台账的“层级”和“状态”",
)
TIERS_DEFINITION = Definition(
    counted="八合一的八个层级里，至少有一个已启用中心的层级（驿站不在八个里）",
    out_of="八个层级",
    source="中心台账的“层级”和“状态”",
)


@tile
def measure(facts: Facts) -> TileReading:
    """Open among all, by tier and place."""
    in_use = [center for center in facts.kept if center.phase == "open"]
    present = {center.tier for center in in_use}
    parts = [(name, sum(center.tier == tier for center in in_use)) for tier, name in kinds.TIERS.items()]
    told = "、".join(f"{name}{n}个" for name, n in parts if n)
    lacking = "、".join(kinds.TIERS[tier] for tier in kinds.EIGHT if tier not in present)
    return TileReading(
        "network",
        "八合一网络",
        "建设进度",
        [
            Figure("network.open", "已启用的中心", len(in_use), DEFINITION, len(facts.kept), rows={"phase": "open"}),
            Figure("network.tiers", "已有的层级", len(present & set(kinds.EIGHT)), TIERS_DEFINITION, 8),
        ],
        [
            kinds.by_phase(facts, "network.phases", "八合一各层级", "tier", kinds.TIERS, "层级"),
            kinds.by_place(facts, "network.places", "八合一分布", "tier", kinds.TIERS),
        ],
        [f"党群服务中心和驿站已启用{len(in_use)}个" + (f"，其中{told}。" if told else "。")],
        [f"还没有已启用中心的层级：{lacking}。"] if lacking and facts.is_district else [],
        any(center.source == "sample" for center in facts.kept),
    )

"""5×10路径图: demonstration centres planned and opened, year by year."""

from collections import Counter

from centers.models import RoadmapTarget
from oversight.facts import Facts, Status
from oversight.readings import Chart, Definition, Figure, Linked, Table, TileReading
from oversight.tiles import tile

DEFINITION = Definition(
    counted="有示范点序号、已经启用过的中心（含暂停和后来关闭的），按启用年份数",
    out_of="到今年为止各年计划启用数的合计（5×10路径图目标）",
    source="中心台账的启用时间；路径图目标由组织部维护，初始值来自公开报道",
)
OF_A_PLACE = Definition(
    counted=DEFINITION.counted,
    source="中心台账的启用时间",
    method="路径图按全区定目标，没有分到街道，所以这里只数启用的",
)


@tile
def measure(facts: Facts) -> TileReading:
    """Planned and opened; a street has no plan of its own."""
    opened = [c for c in facts.centers if c.demonstration_no and c.status not in (Status.PLANNED, Status.BUILDING)]
    by_year = Counter(c.opened_month.year for c in opened if c.opened_month and c.opened_month <= facts.day)
    undated = sum(c.opened_month is None for c in opened)
    targets = dict(RoadmapTarget.objects.values_list("year", "target")) if facts.is_district else {}
    done = sum(by_year.values()) + undated
    due = sum(target for year, target in targets.items() if year <= facts.day.year) if targets else None
    figures = [
        Figure(
            "plan.opened",
            "已启用的示范点",
            done,
            DEFINITION if facts.is_district else OF_A_PLACE,
            total=due,
            rows={"demonstration": "1", "opened": "1"},
        )
    ]
    notes = [] if targets else [OF_A_PLACE.method + "。" if not facts.is_district else "还没有登记路径图目标。"]
    if undated:
        notes.append(f"{undated}个示范点没有登记启用时间，只算在总数里。")
    return TileReading(
        "plan",
        "5×10路径图",
        "建设进度",
        figures,
        [_years(by_year, targets, facts)],
        [_sentence(facts, done, due)],
        notes,
        any(c.source == "sample" for c in opened),
    )


def _years(by_year, targets, facts):
    first = min([*by_year, *targets, facts.day.year])
    last = max([facts.day.year, *targets])
    rows, planned, opened = [], 0, 0
    for year in range(first, last + 1):
        target = targets.get(year, 0) if targets else None
        planned, opened = planned + (target or 0), opened + by_year[year]
        count = Linked(by_year[year], {"demonstration": "1", "opened": "1", "year": str(year)})
        totals = [planned, opened, opened - planned] if targets else [None, opened, None]
        rows.append([f"{year}年", target, count, *totals])
    return Table(
        "plan.years",
        "历年计划和启用",
        ("年份", "当年计划", "当年启用", "累计计划", "累计启用", "累计差额"),
        rows,
        "差额是累计启用减累计计划，负数表示少了。",
        Chart(0, (1, 2) if targets else (2,)),
    )


def _sentence(facts, done, due):
    if due is None:
        return f"已启用示范点{done}个。"
    gap = f"，比计划少{due - done}个" if done < due else "，已完成到期的计划"
    return f"按5×10路径图，到{facts.day.year}年计划启用示范点{due}个，已启用{done}个{gap}。"

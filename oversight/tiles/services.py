"""Centre × service: how far every centre has answered every item of the catalogue, what is missing first."""

from oversight.facts import Facts
from oversight.ranking import Entry, ranked, share_words
from oversight.readings import Definition, Figure, Linked, Table, TileReading
from oversight.tiles import tile
from services.models import ServiceItem

LONGEST = 20
DEFINITION = Definition(
    counted="已经登记状态的格（可办、需预约、筹备中、暂停办理）",
    out_of="对居民公布的中心（已启用、暂停开放）× 现在还办的服务事项，一个中心一项是一格",
    source="可办事项登记；示例格也算，另有说明",
)


@tile
def measure(facts: Facts) -> TileReading:
    """Answered cells of all; the categories, and the centres and items with the most that are missing."""
    cells = sum(counts[0] for counts in facts.cells_by_center.values())
    missing = sum(counts[1] for counts in facts.cells_by_center.values())
    sample = sum(counts[2] for counts in facts.cells_by_center.values())
    figure = Figure(
        "services.answered", "事项已登记", cells - missing, DEFINITION, cells, "格", {"check": "missing_offerings"}
    )
    items = list(ServiceItem.objects.active().select_related("category").order_by("category__position", "code"))
    return TileReading(
        "services",
        "事项登记",
        "服务情况",
        [figure],
        [_centers(facts), _items(facts, items), _categories(facts, items)],
        [f"应登记的事项{cells}格，已登记{figure.part}，还有{missing}格没有登记。" if cells else "还没有要登记的事项。"],
        [f"已登记的格里有{sample}格是示例。"] if sample else [],
        bool(sample),
    )


def _centers(facts):
    entries = []
    for center in facts.published:
        cells, missing, _ = facts.cells_by_center.get(center.key, (0, 0, 0))
        if missing:
            row = [Linked(center.name, {"code": center.code}), cells, missing, share_words(cells - missing, cells)]
            entries.append(Entry(row, missing, cells))
    return Table(
        "services.centers",
        f"未登记最多的中心（前{LONGEST}个）",
        ("名次", "中心", "应登记", "未登记", "登记率"),
        ranked(entries)[:LONGEST],
        "按未登记的格占应登记的格排，多的在前。",
    )


def _items(facts, items):
    entries = []
    for item in items:
        cells, missing, _ = facts.cells_by_item.get(item.pk, (0, 0, 0))
        if missing:
            row = [item.name, cells, Linked(missing, {"missing": item.code}), share_words(cells - missing, cells)]
            entries.append(Entry(row, missing, cells))
    return Table(
        "services.items",
        f"未登记最多的事项（前{LONGEST}项）",
        ("名次", "事项", "中心", "未登记", "登记率"),
        ranked(entries)[:LONGEST],
        "一项的中心不到20个时不排名，只写有几个（n）。",
    )


def _categories(facts, items):
    sums = {}
    for item in items:
        cells, missing, _ = facts.cells_by_item.get(item.pk, (0, 0, 0))
        before = sums.get(item.category.name, (0, 0))
        sums[item.category.name] = before[0] + cells, before[1] + missing
    rows = [
        [name, cells, cells - missing, missing, share_words(cells - missing, cells)]
        for name, (cells, missing) in sums.items()
    ]
    rows.sort(key=lambda row: -row[3])
    return Table(
        "services.categories", "各类事项，未登记多的在前", ("分类", "应登记", "已登记", "未登记", "登记率"), rows
    )

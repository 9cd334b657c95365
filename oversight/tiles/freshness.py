"""资料确认: how much of what is said of the centres somebody has vouched for lately."""

from django.conf import settings

from centers.models import FactGroup
from centers.models.confirmed import last_fresh_day
from oversight.facts import Facts
from oversight.ranking import Entry, ranked, share_words
from oversight.readings import Chart, Definition, Figure, Linked, Table, TileReading
from oversight.tiles import tile


def definition() -> Definition:
    """With the number of days that is set."""
    return Definition(
        counted=f"{settings.STALE_AFTER_DAYS}天以内有人确认过的组",
        out_of=f"对居民公布的中心 × 5组资料（{'、'.join(FactGroup.labels)}）",
        source="中心资料的确认日期",
    )


@tile
def measure(facts: Facts) -> TileReading:
    """Fresh groups of facts of all, by group and by place."""
    first = last_fresh_day(facts.day)
    fresh = {center.key: [on is not None and on >= first for on in center.confirmed_on] for center in facts.published}
    total = len(fresh) * len(FactGroup)
    count = sum(map(sum, fresh.values()))
    figure = Figure("freshness.fresh", "近期确认过", count, definition(), total, "组", {"stale": "any"})
    groups = []
    for number, group in enumerate(FactGroup):
        good = sum(flags[number] for flags in fresh.values())
        groups.append(
            [group.label, good, Linked(len(fresh) - good, {"stale": group.value}), share_words(good, len(fresh))]
        )
    return TileReading(
        "freshness",
        "资料确认",
        "服务情况",
        [figure],
        [
            Table(
                "freshness.groups",
                "各组资料",
                ("资料", "近期确认", "要确认", "确认率"),
                groups,
                chart=Chart(0, (1, 2), is_stacked=True),
            ),
            _places(facts, fresh),
        ],
        [
            f"中心资料共{total}组，{settings.STALE_AFTER_DAYS}天内确认过{figure.part}。"
            if total
            else "还没有公布的中心。"
        ],
    )


def _places(facts, fresh):
    sums = {place.code: [0, 0] for place in facts.places}
    for center in facts.published:
        tally = sums[facts.place_of(center.unit_code)]
        tally[0] += sum(fresh[center.key])
        tally[1] += len(FactGroup)
    entries = [
        Entry(
            [place.name, good, Linked(total - good, place.query | {"stale": "any"}), share_words(good, total)],
            total - good,
            total,
        )
        for place in facts.places
        for good, total in [sums[place.code]]
        if total
    ]
    note = "按要确认的占全部的比例排，多的在前。不到20组的不排名，只写有几组（n）。"
    return Table(
        "freshness.places",
        "各地方要确认的资料",
        ("名次", "地方", "近期确认", "要确认", "确认率"),
        ranked(entries),
        note,
    )

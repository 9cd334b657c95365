"""Counting centres by kind, place and phase: what 五进 and 八合一 have in common."""

from collections import Counter

from centers.models import Center
from oversight.facts import PHASES, Facts
from oversight.readings import Chart, Linked, Table

SETTINGS = dict(Center.Setting.choices)
TIERS = dict(Center.Tier.choices)
# Without 驿站, which the network has besides.
EIGHT = [tier for tier in TIERS if tier != Center.Tier.STATION]


def by_phase(facts: Facts, key: str, title: str, column: str, kinds: dict[str, str], heading: str) -> Table:
    """A row for each kind: planned, open, suspended."""
    counts = Counter((getattr(center, column), center.phase) for center in facts.kept)
    rows = []
    for kind, name in kinds.items():
        cells = [Linked(counts[kind, phase], {column: kind, "phase": phase}) for phase in PHASES]
        rows.append([name, *cells, sum(counts[kind, phase] for phase in PHASES)])
    head = (heading, *(label for label, _ in PHASES.values()), "合计")
    return Table(key, title, head, rows, chart=Chart(0, (1, 2, 3), is_stacked=True))


def by_place(facts: Facts, key: str, title: str, column: str, kinds: dict[str, str]) -> Table:
    """A row for each place, a column for each kind; planned, open and suspended together."""
    counts = Counter((facts.place_of(c.unit_code), getattr(c, column)) for c in facts.kept)
    rows = [
        [
            place.name,
            *(Linked(counts[place.code, kind], place.query | {column: kind}) for kind in kinds),
            sum(counts[place.code, kind] for kind in kinds),
        ]
        for place in facts.places
    ]
    return Table(key, title, ("地方", *kinds.values(), "合计"), rows, "规划、在建、启用、暂停都算，已关闭的不算。")


def cube(facts: Facts) -> Table:
    """Place × setting × tier with the number of each phase; combinations that occur."""
    counts = Counter((facts.place_of(c.unit_code), c.setting, c.tier, c.phase) for c in facts.kept if c.setting)
    order = {place.code: number for number, place in enumerate(facts.places)}
    places = {place.code: place for place in facts.places}
    combinations = sorted(
        {key[:3] for key in counts},
        key=lambda key: (order[key[0]], list(SETTINGS).index(key[1]), list(TIERS).index(key[2])),
    )
    rows = [
        [
            places[code].name,
            SETTINGS[setting],
            TIERS[tier],
            *(
                Linked(
                    counts[code, setting, tier, phase],
                    places[code].query | {"setting": setting, "tier": tier, "phase": phase},
                )
                for phase in PHASES
            ),
        ]
        for code, setting, tier in combinations
    ]
    head = ("地方", "五进类型", "八合一层级", *(label for label, _ in PHASES.values()))
    return Table("settings.cube", "五进和八合一交叉明细", head, rows, is_long=True)

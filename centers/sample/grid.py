"""The sample grid below the communities of the streets: residents' groups, lanes and household clusters.

The census of 2020 counted about 674,000 residents in the district. Here all of them live in the communities of the
streets, exactly 674,000, so that the figures add up at every level. Towns, villages and their committees keep empty
figures: nobody publishes theirs, and a share of the total would only look like one.
"""

from dataclasses import dataclass

from django.db.models import Sum

from centers.sample.draw import apportion, between, draw, point_around
from grids.models import GridUnit
from grids.sources import Source

POPULATION = 674_000
GROUPS = LANES = CLUSTERS = (3, 5)  # children of each community, group and lane
# Their sum is 400 m: so far from the community's point a cluster may lie.
GROUP_RADIUS_M, LANE_RADIUS_M, CLUSTER_RADIUS_M = 250, 100, 50
HOUSEHOLD_SIZE = (2.5, 3.3)
ELDER_SHARE = (0.12, 0.16)
NUMERALS = "一二三四五六七八九十"
BATCH = 1000

Level = GridUnit.Level


@dataclass(slots=True)
class Figures:
    """Residents, households and residents over 65 of one unit."""

    population: int = 0
    households: int = 0
    elders: int = 0

    def add(self, other):
        """Count another unit's figures in."""
        self.population += other.population
        self.households += other.households
        self.elders += other.elders


def street_communities():
    """The residents' committees (居委会) of the streets: the units that get a sample grid."""
    return (
        GridUnit.objects.filter(level=Level.COMMUNITY, kind="居委会", parent__kind="街道", point__isnull=False)
        .current()
        .without_shapes()
        .order_by("code")
    )


def build_grids() -> int:
    """Make the grid under every street community that has nothing below it; says how many units were made."""
    communities = list(street_communities())
    settled = set(GridUnit.objects.filter(level=Level.GROUP).values_list("parent_id", flat=True))
    shares = apportion(POPULATION, [0.6 + 0.8 * draw("size", unit.code) for unit in communities])
    made = []
    for community, share in zip(communities, shares, strict=True):
        if community.code not in settled:
            made += _below(community, share)
    GridUnit.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def add_up_figures() -> int:
    """Write the sums of the sample grid into communities, streets and the district; says how many changed."""
    changed = []
    for level in (Level.COMMUNITY, Level.STREET, Level.DISTRICT):
        # Each level counts what the level below now says, and real figures stay as they are.
        sums = _sums_below(level)
        units = GridUnit.objects.filter(level=level, code__in=sums, figures_source__in=["", Source.SAMPLE])
        at_level = []
        for unit in units.without_shapes():
            figures = sums[unit.code]
            if (unit.population, unit.households, unit.elders) != figures or not unit.figures_source:
                unit.population, unit.households, unit.elders = figures
                unit.figures_source = Source.SAMPLE
                at_level.append(unit)
        GridUnit.objects.bulk_update(at_level, ["population", "households", "elders", "figures_source"])
        changed += at_level
    return len(changed)


def _sums_below(level: int) -> dict[str, tuple[int, int, int]]:
    children = GridUnit.objects.filter(level=level + 1, population__isnull=False).current().order_by()
    rows = children.values_list("parent_id").annotate(Sum("population"), Sum("households"), Sum("elders"))
    return {code: tuple(sums) for code, *sums in rows}


def _below(community: GridUnit, population: int) -> list[GridUnit]:
    """Groups, lanes and clusters of one community, parents first."""
    made = []
    for group, group_share in _children(community, Level.GROUP, GROUPS, GROUP_RADIUS_M, population):
        made.append(group)
        for lane, lane_share in _children(group, Level.LANE, LANES, LANE_RADIUS_M, group_share):
            made.append(lane)
            for cluster, cluster_share in _children(lane, Level.CLUSTER, CLUSTERS, CLUSTER_RADIUS_M, lane_share):
                _write_figures(cluster, _household_figures(cluster.code, cluster_share))
                made.append(cluster)
    _sum_up(made)
    return made


def _children(parent: GridUnit, level: int, count, radius_m: int, population: int):
    """The children of a unit, each with its share of the population."""
    number_of = between(*count, "children", parent.code)
    codes = [f"{parent.code}{number:03}" for number in range(1, number_of + 1)]
    shares = apportion(population, [0.7 + 0.6 * draw("size", code) for code in codes])
    for number, (code, share) in enumerate(zip(codes, shares, strict=True), 1):
        child = GridUnit(
            code=code,
            level=level,
            name=_name(level, number),
            kind=Level(level).label,
            parent_id=parent.code,
            point=point_around(parent.point, radius_m, "place", code),
            point_source=Source.SAMPLE,
            source=Source.SAMPLE,
        )
        yield child, share


def _name(level: int, number: int) -> str:
    if level == Level.GROUP:
        return f"第{NUMERALS[number - 1]}居民小组"
    if level == Level.LANE:
        return f"第{NUMERALS[number - 1]}巷道片区"
    return f"{number}号住户片"


def _household_figures(code: str, population: int) -> Figures:
    size = HOUSEHOLD_SIZE[0] + (HOUSEHOLD_SIZE[1] - HOUSEHOLD_SIZE[0]) * draw("household", code)
    share = ELDER_SHARE[0] + (ELDER_SHARE[1] - ELDER_SHARE[0]) * draw("elders", code)
    return Figures(population, round(population / size), round(population * share))


def _sum_up(units: list[GridUnit]):
    """Lanes and groups get the sums of what lies below them."""
    totals = {unit.code: Figures() for unit in units if unit.level < Level.CLUSTER}
    for unit in units:
        if unit.level == Level.CLUSTER:
            own = Figures(unit.population, unit.households, unit.elders)
            totals[unit.code[:-3]].add(own)
            totals[unit.code[:-6]].add(own)
    for unit in units:
        if unit.code in totals:
            _write_figures(unit, totals[unit.code])


def _write_figures(unit: GridUnit, figures: Figures):
    unit.population, unit.households, unit.elders = figures.population, figures.households, figures.elders
    unit.figures_source = Source.SAMPLE

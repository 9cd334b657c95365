"""Sample stewards of the grid. Each name carries 示例: nobody takes it for a neighbour. None has a telephone."""

from centers.sample.draw import draw, one_of
from centers.sample.grid import street_communities
from grids.models import GridUnit, Steward
from grids.sources import Source

# Common in western Guangdong.
SURNAMES = "陈林黄梁李张冯谭曾关许莫敖阮何叶岑洪"
Role = Steward.Role
ROLE_OF_LEVEL = {GridUnit.Level.COMMUNITY: Role.GRID, GridUnit.Level.GROUP: Role.GRID, GridUnit.Level.LANE: Role.LANE}
CLUSTER_SHARE = 0.3  # of the clusters have somebody
BATCH = 1000


def appoint_stewards() -> int:
    """Give sample units, and the street communities above them, a steward where they have none; says how many."""
    units = GridUnit.objects.filter(stewards__isnull=True)
    below = units.filter(source=Source.SAMPLE, level__gt=GridUnit.Level.COMMUNITY)
    communities = units.filter(pk__in=street_communities().order_by().values("pk"))
    rows = (below | communities).order_by("code").values_list("pk", "code", "level")
    made = [
        Steward(
            unit_id=pk,
            role=role,
            name=f"{one_of(SURNAMES, 'surname', code)}（示例）",
            is_public=True,
            source=Source.SAMPLE,
        )
        for pk, code, level in rows
        if (role := _role(level, code))
    ]
    Steward.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def _role(level: int, code: str) -> str | None:
    if level in ROLE_OF_LEVEL:
        return ROLE_OF_LEVEL[level]
    if draw("steward", code) >= CLUSTER_SHARE:
        return None
    return one_of((Role.BUILDING, Role.VOLUNTEER), "role", code)

"""A small town that a person can measure: two streets along a river, one bridge at its eastern end.

Metres east and north of (111.961, 21.857). The northern street runs at y = 100, the southern one at y = -100, both from
x = -1000 to x = 1000; the bridge crosses at x = 600.

    north   -1000 ----- centre(-600) --- A(-300) ------------- 600 ---- 1000
                                                                |  bridge
    south   -1000 ----- B(-600) ------------------------------ C(600) - 1000

From the centre: A 300 m, C 1,400 m, B 2,600 m (200 m as the crow flies), D (0, 1500) is off the network.
"""

from datetime import date

import numpy as np
from django.contrib.gis.geos import Point
from django.utils import timezone

from centers.models import Center
from coverage.engine.network import Network
from coverage.engine.plane import Plane
from coverage.models import DemandPoint, DemandSet, RoadNetwork
from coverage.roads.storage import networks_folder
from grids.models import GridUnit
from grids.sources import Source

PLANE = Plane(111.961, 21.857)
COMMUNITY, OTHER_COMMUNITY = "441702002015", "441702001001"
NODES = [(-1000, 100), (600, 100), (1000, 100), (-1000, -100), (600, -100), (1000, -100)]
EDGES = [(0, 1), (1, 2), (3, 4), (4, 5), (1, 4)]
META = {"source": "OpenStreetMap", "licence": "ODbL 1.0", "data_date": "2026-10-01", "crs": "EPSG:4326"}
# Key: (x, y), people, over 65, the unit that they belong to.
PEOPLE = {
    "A": ((-300, 100), 100, 10, COMMUNITY),
    "B": ((-600, -100), 200, 40, OTHER_COMMUNITY),
    "C": ((600, -100), 50, 5, OTHER_COMMUNITY),
    "D": ((0, 1500), 7, 7, COMMUNITY),
}


def lonlat(*places) -> np.ndarray:
    """Degrees of places in metres."""
    return PLANE.to_lonlat(np.array(places, float))


def point(x, y) -> Point:
    """A place in metres as the database keeps it."""
    return Point(*lonlat((x, y))[0].tolist(), srid=4326)


def draw(edges=EDGES) -> Network:
    """The town's network, or the one that is left with some of its edges."""
    tails, heads = zip(*edges, strict=True)
    return Network.build(lonlat(*NODES), tails, heads, meta=META)


def put_to_use(network: Network) -> RoadNetwork:
    """Make a network the active one."""
    RoadNetwork.objects.active().update(state=RoadNetwork.State.FORMER)
    name = network.save(networks_folder())
    return RoadNetwork.objects.create(
        file_name="town.osm",
        source=META["source"],
        licence=META["licence"],
        data_date=date(2026, 10, 1),
        state=RoadNetwork.State.ACTIVE,
        base_name=name,
        files_name=name,
        activated_at=timezone.now(),
    )


def settle(people=None) -> DemandSet:
    """Make these residents the active demand."""
    people = PEOPLE if people is None else people
    DemandSet.objects.active().update(state=DemandSet.State.FORMER)
    kept = DemandSet.objects.create(
        name="2026年楼栋人口",
        file_name="people.xlsx",
        source=Source.SURVEY,
        digest=f"town-{len(people)}-{hash(tuple(people.items()))}",
        state=DemandSet.State.ACTIVE,
    )
    DemandPoint.objects.bulk_create(
        DemandPoint(demand_set=kept, key=key, label=key, location=point(*at), people=n, elders=old, unit_code=unit)
        for key, (at, n, old, unit) in people.items()
    )
    return kept


def open_center(code, x, y, *, year=2020, unit=COMMUNITY, **values) -> Center:
    """A centre at a place in metres, in use since a year."""
    return Center.objects.create(
        **{
            "code": code,
            "name": f"{code}党群服务中心",
            "tier": Center.Tier.COMMUNITY,
            "unit": GridUnit.objects.get(code=unit),
            "source": Source.SURVEY,
            "location": point(x, y),
            "location_source": Source.SURVEY,
            "opened_month": date(year, 6, 1),
        }
        | values
    )

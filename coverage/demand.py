"""Who is to be served and where they live: an imported set of points, or the lowest units of the territory.

Without an active demand set the residents stand at the points of the lowest units in force that carry a population:
a unit counts when nothing below it has a figure, so nobody counts twice. Whoever has no position is counted as such.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np

from coverage.models import DemandSet
from grids.models import GridUnit
from grids.sources import Source, weakest
from query.codes import COMMUNITY_LENGTH, STREET_LENGTH
from query.spatial import lon_lat

GRID_NAME = "网格单元人口"
NOWHERE = -1


@dataclass(frozen=True)
class Place:
    """A street or a community."""

    code: str
    name: str


@dataclass(frozen=True)
class People:
    """Rows of residents, one array an attribute; `street` and `community` are indices, -1 for unknown."""

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    people: np.ndarray
    elders: np.ndarray
    street: np.ndarray
    community: np.ndarray

    def __len__(self):
        return len(self.keys)

    def weights(self, who: str) -> np.ndarray:
        """How many people of a kind (`all` or `elders`) each row stands for."""
        return self.elders if who == "elders" else self.people


@dataclass(frozen=True)
class Demand:
    """Everybody, as this process knows them now."""

    name: str
    source: str
    digest: str
    as_of: str
    streets: tuple[Place, ...]
    communities: tuple[Place, ...]
    rows: People
    lonlat: np.ndarray
    unplaced: People
    # Communities and villages of which nobody knows how many people live there: they are in no figure.
    uncounted: tuple[Place, ...] = ()
    # Rows that know their residents but not how many are over 65.
    without_elders: int = 0

    @property
    def is_sample(self) -> bool:
        """Whether some of it is invented."""
        return self.source == Source.SAMPLE

    @property
    def source_name(self) -> str:
        """Where it comes from, in Chinese."""
        return dict(Source.choices).get(self.source, "")

    @cached_property
    def street_index(self) -> dict[str, int]:
        """The index of a street by its code."""
        return {place.code: index for index, place in enumerate(self.streets)}

    @cached_property
    def community_index(self) -> dict[str, int]:
        """The index of a community by its code."""
        return {place.code: index for index, place in enumerate(self.communities)}

    @cached_property
    def street_of_community(self) -> np.ndarray:
        """The street's index of each community."""
        return np.array([self.street_index.get(p.code[:STREET_LENGTH], NOWHERE) for p in self.communities], np.int32)


@dataclass(frozen=True)
class _Line:
    """One row before it is an array: `code` says in which street and community."""

    key: str
    label: str
    lon: float | None
    lat: float | None
    people: int
    elders: int | None
    code: str


def read_demand() -> Demand:
    """The residents as the database has them now, in a few reads."""
    streets, communities = _places()
    active = DemandSet.objects.active().first()
    if active is not None:
        lines, uncounted = _lines_of(active), ()
        facts = {"name": active.name, "source": str(active.source), "as_of": active.as_of and active.as_of.isoformat()}
    else:
        lines, sources, uncounted = _lines_of_units(communities)
        facts = {"name": GRID_NAME, "source": str(weakest(sources)), "as_of": None}
    return _demand(lines, streets, communities, uncounted, **facts)


def _places():
    levels = (GridUnit.Level.STREET, GridUnit.Level.COMMUNITY)
    units = GridUnit.objects.current().filter(level__in=levels).order_by("code").values_list("code", "name", "level")
    places = [(Place(code, name), level) for code, name, level in units]
    return tuple(tuple(place for place, at in places if at == level) for level in levels)


def _lines_of(demand_set):
    points = lon_lat(demand_set.points.order_by("pk"), "location")
    rows = points.values_list("key", "label", "lon", "lat", "people", "elders", "unit_code")
    return [_Line(*row) for row in rows.iterator(5000)]


def _lines_of_units(communities):
    """The lowest units that carry a population, their sources, and the communities without any figure."""
    units = lon_lat(GridUnit.objects.current().without_shapes(), "point").order_by("code")
    units = units.filter(population__isnull=False, level__gte=GridUnit.Level.STREET)
    names = ("code", "name", "lon", "lat", "population", "elders", "figures_source", "point_source")
    rows = list(units.values_list(*names))
    # What lies below a unit follows it in the order of the codes.
    lowest = [
        row for row, following in zip(rows, [*rows[1:], ("",)], strict=False) if not following[0].startswith(row[0])
    ]
    lines = [_Line(code, name, lon, lat, people, elders, code) for code, name, lon, lat, people, elders, *_ in lowest]
    sources = {source for row in lowest for source in row[6:] if source}
    known = {row[0][:COMMUNITY_LENGTH] for row in rows}
    return lines, sources, tuple(place for place in communities if place.code not in known)


def _demand(lines, streets, communities, uncounted, **facts) -> Demand:
    street_index = {place.code: index for index, place in enumerate(streets)}
    community_index = {place.code: index for index, place in enumerate(communities)}

    def people(some):
        return People(
            keys=tuple(line.key for line in some),
            labels=tuple(line.label for line in some),
            people=np.array([line.people for line in some], np.int64),
            elders=np.array([line.elders or 0 for line in some], np.int64),
            street=np.array([street_index.get(line.code[:STREET_LENGTH], NOWHERE) for line in some], np.int32),
            community=np.array([community_index.get(line.code[:COMMUNITY_LENGTH], NOWHERE) for line in some], np.int32),
        )

    placed = [line for line in lines if line.lon is not None]
    rows, unplaced = people(placed), people([line for line in lines if line.lon is None])
    lonlat = np.array([(line.lon, line.lat) for line in placed], np.float64).reshape(-1, 2)
    return Demand(
        streets=streets,
        communities=communities,
        rows=rows,
        lonlat=lonlat,
        unplaced=unplaced,
        uncounted=uncounted,
        without_elders=sum(line.elders is None for line in lines),
        digest=_digest(lonlat, rows, unplaced, facts),
        **facts | {"as_of": facts["as_of"] or ""},
    )


def _digest(lonlat, rows, unplaced, facts) -> str:
    """What the figures depend on, as a short name: equal for equal data on every machine."""
    digest = sha256(repr(sorted(facts.items())).encode())
    digest.update(lonlat.tobytes())
    for some in (rows, unplaced):
        digest.update("\n".join(some.keys).encode())
        for array in (some.people, some.elders, some.street, some.community):
            digest.update(array.tobytes())
    return digest.hexdigest()[:16]

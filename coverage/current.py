"""What this process knows now of roads, centres and residents: made once, immutable, used by every answer.

A request pays one small query to learn whether anything has changed (`coverage.stamp`). Only what has changed is made
again: moved rows are snapped again, a moved centre gets a new row of the reach table. What is dear to make lies in
files under the name of what it was made from, so that the workers share it.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock, RLock

import numpy as np
from django.conf import settings

from coverage import array_files
from coverage.centers_at import Centers, read_centers
from coverage.demand import Demand, read_demand
from coverage.engine.network import DamagedNetwork, Network
from coverage.engine.reach import ReachIndex, ReachTable, reach_row, reach_table
from coverage.engine.snapping import Snaps, snap, snap_changed
from coverage.stamp import Stamp, read_stamp
from query.kept import Kept

# Metres on foot: 15 minutes at 1.2 m/s, 30 at that speed, 30 at 3 m/s. A question takes the table that holds it.
REACHES_M = (1080.0, 2160.0, 5400.0)
# From so many moved centres on, one table anew is cheaper than row by row.
MANY_MOVED = 8
_ARRAYS = ("indptr", "points", "metres")


@dataclass(frozen=True)
class Current:
    """Everything that an answer needs, of one moment. Without an active network `network` and the snaps are None."""

    stamp: Stamp
    centers: Centers
    demand: Demand
    network_name: str = ""
    network: Network | None = None
    center_snaps: Snaps | None = None
    point_snaps: Snaps | None = None
    _tables: dict = field(default_factory=dict, repr=False)
    _lock: RLock = field(default_factory=RLock, repr=False)

    @property
    def has_network(self) -> bool:
        """Whether there are roads to walk on."""
        return self.network is not None

    @cached_property
    def index(self) -> ReachIndex:
        """The residents' points sorted by the edges on which they stand."""
        return ReachIndex.of(self.network, self.point_snaps)

    def table(self, limit_m: float) -> ReachTable:
        """The reach table that holds `limit_m`; made when first asked for.

        :raises ValueError: without a network, or for a limit beyond every table.
        """
        if not self.has_network:
            raise ValueError("There is no reach table without a network.")
        reach_m = next((reach for reach in REACHES_M if limit_m <= reach * (1 + 1e-9)), None)
        if reach_m is None:
            raise ValueError(f"No table reaches {limit_m} m.")
        with self._lock:
            if reach_m not in self._tables:
                self._tables[reach_m] = _kept_table(self, reach_m, former=None)
            return self._tables[reach_m]

    def versions(self) -> dict[str, str]:
        """What the figures were made from, by name: equal versions and an equal question give an equal answer."""
        return {"network": self.network_name, "demand": self.demand.digest, "centers": self.centers.digest}


_KEPT = Kept(1)
# What was known before: its parts are taken over as far as they still stand.
_FORMER = Kept(1)
_BUILDING = Lock()
_RESIDENTS, _CENTERS = ("units", "changes", "demand"), ("centers",)


def current() -> Current:
    """What is known now. One query when nothing has changed."""
    stamp = read_stamp()
    if (kept := _KEPT.get({"current": stamp}).get("current")) is not None:
        return kept
    with _BUILDING:
        if (kept := _KEPT.get({"current": stamp}).get("current")) is not None:
            return kept
        # Read after its stamp: it is never older than what it is kept under.
        made = _made(stamp, _FORMER.get({"former": None}).get("former"))
        _KEPT.put("current", stamp, made)
        _FORMER.put("former", None, made)
        return made


def networks_folder() -> Path:
    """Where the files of the networks lie."""
    return Path(settings.VAR_DIR) / "coverage" / "networks"


def _made(stamp, former):
    demand = _unless_changed("demand", _RESIDENTS, stamp, former) or read_demand()
    centers = _unless_changed("centers", _CENTERS, stamp, former) or read_centers()
    network = _network(stamp.files_name, former)
    if network is None:
        return Current(stamp, centers, demand)
    name = stamp.files_name
    same = former if former is not None and former.network_name == name and former.has_network else None
    made = Current(
        stamp=stamp,
        centers=centers,
        demand=demand,
        network_name=name,
        network=network,
        center_snaps=_center_snaps(network, centers, same),
        point_snaps=_point_snaps(network, name, demand, same),
    )
    for reach_m in REACHES_M[:1]:
        made._tables[reach_m] = _kept_table(made, reach_m, same)
    return made


def _unless_changed(name, kinds, stamp, former):
    """A part of what was known, if the stamp tells that something else has changed; None to read it anew.

    With an unchanged stamp it was forgotten after its time, for what no stamp tells: then all is read anew.
    """
    if former is None or stamp == former.stamp or stamp.part(*kinds) != former.stamp.part(*kinds):
        return None
    return getattr(former, name)


def _network(name, former):
    if not name:
        return None
    if former is not None and former.network_name == name and former.has_network:
        return former.network
    try:
        return Network.open(networks_folder(), name)
    except (DamagedNetwork, OSError):
        # Its files were lost: the pages then say what is known without roads.
        return None


def _center_snaps(network, centers, same):
    """Few: snapped in a moment, only the moved ones when the others are known."""
    if same is None:
        return snap(network, centers.lonlat)
    rows = [same.centers.index.get(code, -1) for code in centers.codes]
    return snap_changed(network, centers.lonlat, same.centers.lonlat, same.center_snaps, rows)


def _point_snaps(network, name, demand, same):
    """The residents' points on the edges, from the files when some worker has snapped them already."""
    if same is not None and np.array_equal(same.demand.lonlat, demand.lonlat):
        return same.point_snaps
    kept_as = array_files.name_of("snaps", name, demand.lonlat)
    if kept := array_files.open_arrays("snaps", kept_as, "edge", "along_m", "access_m"):
        return Snaps(*kept)
    if same is None:
        snaps = snap(network, demand.lonlat)
    else:
        former = {key: row for row, key in enumerate(same.demand.rows.keys)}
        rows = [former.get(key, -1) for key in demand.rows.keys]
        snaps = snap_changed(network, demand.lonlat, same.demand.lonlat, same.point_snaps, rows)
    array_files.save_arrays("snaps", kept_as, edge=snaps.edge, along_m=snaps.along_m, access_m=snaps.access_m)
    return snaps


def _kept_table(made, reach_m, former):
    """The table from the files, from the former one with the moved rows anew, or from nothing."""
    name = array_files.name_of("table", made.network_name, made.centers.lonlat, made.demand.lonlat, reach_m)
    if kept := array_files.open_arrays("tables", name, *_ARRAYS):
        return ReachTable(*kept, reach_m, len(made.demand.lonlat))
    table = _mended(made, reach_m, former)
    if table is None:
        table = reach_table(made.network, made.center_snaps, made.point_snaps, reach_m, made.index)
    array_files.save_arrays("tables", name, indptr=table.indptr, points=table.points, metres=table.metres)
    # From the files, so that the workers hold it once between them.
    kept = array_files.open_arrays("tables", name, *_ARRAYS)
    return ReachTable(*kept, reach_m, table.n_points) if kept else table


def _mended(made, reach_m, former):
    """The former table with new rows for new and moved centres only; None when too much has changed."""
    if former is None or reach_m not in former._tables or former.point_snaps is not made.point_snaps:
        return None
    old, rows = former._tables[reach_m], []
    places = [former.centers.index.get(code, -1) for code in made.centers.codes]
    stays = [
        place >= 0 and np.array_equal(former.centers.lonlat[place], made.centers.lonlat[row])
        for row, place in enumerate(places)
    ]
    if len(stays) - sum(stays) >= MANY_MOVED:
        return None
    for row, place in enumerate(places):
        if stays[row]:
            rows.append(old.row(place))
        else:
            rows.append(reach_row(made.network, made.center_snaps.take(row), made.point_snaps, reach_m, made.index))
    return ReachTable(np.zeros(1, np.int64), old.points[:0], old.metres[:0], reach_m, old.n_points).added(rows)

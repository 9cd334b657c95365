"""The ways on foot that the app `centers` asks for (see `centers.walking`): along the roads, where there are any."""

import numpy as np

from centers.walking import Ways
from coverage.basis import roads_of
from coverage.current import Current, current
from coverage.roads.storage import networks_folder
from coverage.ways import metres_by_roads, place_at
from query.kept import Kept

# Along the roads; an hour and a quarter at the usual pace. Nobody is told to walk farther.
REACH_M = 5400.0
# A page asks several times over, and has few queries to spare: what was known so many seconds ago is good enough here.
_LATELY = Kept(1, seconds=2)


def ways_from(lon: float, lat: float) -> Ways | None:
    """The ways from a position to every centre; None without roads, and off them.

    Where nobody has ever imported roads it costs a look at the folder and no query.
    """
    known = _lately()
    if known is None or not known.has_network:
        return None
    place = place_at(known, lon, lat)
    if not place.is_on_network:
        return None
    pks = known.centers.pks
    metres = {int(pks[index]): way for index, way in metres_by_roads(known, place, REACH_M).items()}
    on_network = pks[np.asarray(known.center_snaps.on_network)]
    beyond = frozenset(on_network.tolist()) - metres.keys()
    return Ways(metres, frozenset(beyond), REACH_M, roads_of(known)["attribution"])


def _lately() -> Current | None:
    """What was known a moment ago; None where no folder of networks is."""
    kept = _LATELY.get({"known": None}).get("known")
    if kept is None:
        kept = (current() if networks_folder().is_dir() else None,)
        _LATELY.put("known", None, kept)
    return kept[0]

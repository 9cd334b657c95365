"""What the roads say of a batch of centres' places (see `centers.register.doubts`)."""

import numpy as np

from centers.coordinates import CoordinateSystem
from centers.register.doubts import StatedPlace
from coverage.demand_files.fitting import FEWEST, SAME, fit_of
from coverage.models import RoadNetwork


def doubts_about(places: list[StatedPlace]) -> list[str]:
    """A sentence for each stated system whose places lie clearly better on the roads when taken for another.

    Nothing without roads, and nothing about fewer places than a median needs.
    """
    by_system: dict[CoordinateSystem, list] = {}
    for lon, lat, stated in places:
        system = CoordinateSystem(stated)
        by_system.setdefault(SAME.get(system, system), []).append((lon, lat))
    by_system = {system: pairs for system, pairs in by_system.items() if len(pairs) >= FEWEST}
    active = RoadNetwork.objects.active().first() if by_system else None
    try:
        network = active and active.open()
    except (OSError, ValueError):  # its files are lost: nobody can tell
        network = None
    if network is None:
        return []
    fits = [fit_of(network, np.array(pairs), system) for system, pairs in by_system.items()]
    return [fit.sentence() for fit in fits if fit and fit.better]

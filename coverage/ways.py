"""From one place: which centre is nearest on foot, by which way, and what lies within some minutes."""

from dataclasses import dataclass

import numpy as np
from django.conf import settings

from coverage.current import Current
from coverage.engine.isochrone import polygons
from coverage.engine.paths import path
from coverage.engine.plane import Plane
from coverage.engine.reach import reach_row
from coverage.engine.snapping import MAX_ACCESS_M, Snaps, snap
from coverage.engine.straight import DETOUR

CIRCLE_CORNERS = 72
HIGHEST_LATITUDE = 89.999  # the plane's series ends at the poles
# Six decimals of a degree: a tenth of a metre.
DECIMALS = 6
OFF_NETWORK = f"这个位置离最近的路超过{MAX_ACCESS_M:.0f}米，不在步行路网上。"


@dataclass(frozen=True)
class Place:
    """A position, and where it meets the network: None without one."""

    lon: float
    lat: float
    snap: Snaps | None

    @property
    def lonlat(self) -> np.ndarray:
        """As the engine takes it: one row."""
        return np.array([[self.lon, self.lat]])

    @property
    def is_on_network(self) -> bool:
        """Whether there are roads, and one of them near enough."""
        return self.snap is not None and int(self.snap.edge[0]) >= 0

    @property
    def access_m(self) -> float | None:
        """Metres to the road, None off the network."""
        return float(self.snap.access_m[0]) if self.is_on_network else None


@dataclass(frozen=True)
class Way:
    """The way to a centre (its index): metres along the roads, or estimated from the straight line."""

    center: int
    metres: float
    is_estimate: bool


def place_at(current: Current, lon: float, lat: float) -> Place:
    """A position and its point on the network."""
    lat = min(max(lat, -HIGHEST_LATITUDE), HIGHEST_LATITUDE)
    snapped = snap(current.network, np.array([[lon, lat]])) if current.has_network else None
    return Place(lon, lat, snapped)


def metres_by_roads(current: Current, place: Place, limit_m: float) -> dict[int, float]:
    """Metres on foot to every centre within `limit_m`, by its index; empty off the network."""
    if not place.is_on_network:
        return {}
    centers, metres = reach_row(current.network, place.snap, current.center_snaps, limit_m)
    return dict(zip(centers.tolist(), metres.tolist(), strict=True))


def straight_metres(current: Current, place: Place) -> np.ndarray:
    """Metres along the straight line to every centre."""
    plane = Plane(place.lon, place.lat)
    return np.hypot(*plane.to_xy(current.centers.lonlat).T)


def nearest_way(current: Current, place: Place, mask: np.ndarray, limit_m: float) -> Way | None:
    """The way to the nearest centre of the mask, None when there is none within `limit_m`.

    Off the network, and without any, the straight line times the detour factor of the settings stands for the way.
    """
    if place.is_on_network:
        known = metres_by_roads(current, place, limit_m)
        found = [(metres, center) for center, metres in known.items() if mask[center]]
    else:
        estimated = straight_metres(current, place) * settings.DETOUR_FACTOR
        found = [(float(estimated[i]), int(i)) for i in np.flatnonzero(mask & (estimated <= limit_m))]
    if not found:
        return None
    metres, center = min(found)
    return Way(center, metres, is_estimate=not place.is_on_network)


def line_of(current: Current, place: Place, way: Way) -> list[list[float]] | None:
    """The way as points [lon, lat], from the position to the centre; None for an estimate."""
    if way.is_estimate:
        return None
    _, lonlat = path(current.network, place.snap, current.center_snaps.take(way.center))
    ends = place.lonlat, current.centers.lonlat[way.center : way.center + 1]
    line = np.concatenate([ends[0], np.asarray(lonlat).reshape(-1, 2), ends[1]]).round(DECIMALS)
    kept = np.concatenate([[True], (np.diff(line, axis=0) != 0).any(axis=1)])
    line = line[kept].tolist()
    return line if len(line) > 1 else line * 2


def reach_polygon(current: Current, place: Place, limit_m: float) -> list:
    """What lies within `limit_m` on foot, as the coordinates of a MultiPolygon; for drawing, never for counting."""
    return polygons(current.network, place.snap, [limit_m])[0]


def circles(place: Place, limit_m: float) -> tuple[list, list]:
    """Without roads: within the first circle a place is probably in reach, beyond the second certainly not."""
    return _circle(place, limit_m / DETOUR), _circle(place, limit_m)


def _circle(place, radius_m):
    angles = np.linspace(0, 2 * np.pi, CIRCLE_CORNERS + 1)
    xy = radius_m * np.column_stack([np.cos(angles), np.sin(angles)])
    ring = Plane(place.lon, place.lat).to_lonlat(xy).round(DECIMALS)
    ring[-1] = ring[0]
    return [[ring.tolist()]]

"""Whether points lie better on the roads when their coordinates are taken for another system.

Points left in GCJ-02 stand some 550 m from their houses, across the river for many: every figure would be wrong and
look right. So the median distance to the nearest road is measured as declared, and as if the file were in each other
system.
"""

from dataclasses import dataclass

import numpy as np

from centers.coordinates import CoordinateSystem, to_wgs84
from coverage.engine.network import Network
from coverage.engine.snapping import snap

SAMPLE = 2_000
# A point farther from every road counts as this far: a batch beside the roads must not look better than one on them.
FARTHEST_M = 1_000.0
FEWEST = 20  # points; a median of fewer says nothing
# Another system must bring the median to this share of what it is, and below it by so many metres.
SHARE, METRES = 0.7, 5.0
SAME = {CoordinateSystem.CGCS2000: CoordinateSystem.WGS84}


@dataclass(frozen=True)
class Fit:
    """Median distances to the nearest road, by the system that the file is taken for."""

    declared: CoordinateSystem
    medians: dict[str, float]

    @property
    def better(self) -> str:
        """The system that fits clearly better than the declared one; empty when none does."""
        best = min(self.medians, key=self.medians.get)
        standing, found = self.medians[self.declared], self.medians[best]
        return best if found < SHARE * standing and found < standing - METRES else ""

    def sentence(self) -> str:
        """What is odd, and what to do."""
        better = self.better
        return (
            f"这批点的坐标系写的是 {self.declared}，离最近的路中位数 {self.medians[self.declared]:.0f} 米；"
            f"当作 {better} 换算以后只有 {self.medians[better]:.0f} 米。坐标系很可能写错了。"
        )


def fit_of(network: Network, pairs: np.ndarray, declared: CoordinateSystem) -> Fit | None:
    """How pairs (n, 2), as the file has them, fit the roads; None when there are too few to tell."""
    if len(pairs) < FEWEST:
        return None
    # Evenly through the file, so that the answer does not depend on chance.
    chosen = pairs[np.linspace(0, len(pairs) - 1, min(len(pairs), SAMPLE)).astype(int)]
    declared = SAME.get(declared, declared)
    systems = (CoordinateSystem.WGS84, CoordinateSystem.GCJ02, CoordinateSystem.BD09)
    return Fit(declared, {system: _median_m(network, chosen, system) for system in systems})


def _median_m(network, pairs, system) -> float:
    places = np.array([to_wgs84(lon, lat, system) for lon, lat in pairs])
    snaps = snap(network, places, FARTHEST_M)
    return float(np.median(np.where(snaps.edge >= 0, snaps.access_m, FARTHEST_M)))

"""What a reader has read: points, and ways as sequences of points."""

from array import array
from dataclasses import dataclass, field

import numpy as np

MISSING = -1
# More is no street network of a city but a whole country, or an attack.
MOST_POINTS = 30_000_000


@dataclass(frozen=True)
class Ways:
    """Ways of a file near the area. `refs[starts[i]:starts[i + 1]]` are the points of way i, MISSING where the file
    does not hold them; `left[i]` is why it is not walkable (`tags.Left`)."""

    lonlat: np.ndarray  # (points, 2) WGS-84
    starts: np.ndarray  # (ways + 1,)
    refs: np.ndarray  # (references,)
    left: np.ndarray  # (ways,)
    far_ways: int = 0  # walkable ways with no point near the area
    extent: tuple[float, float, float, float] | None = None  # of all points seen: west, south, east, north
    data_date: str = ""  # as the file states it
    source: str = ""
    licence: str = ""

    def __len__(self):
        return len(self.left)


@dataclass
class Collector:
    """Collects ways point by point; points with one key are one point."""

    points: dict = field(default_factory=dict)  # key → number
    lon: array = field(default_factory=lambda: array("d"))
    lat: array = field(default_factory=lambda: array("d"))
    refs: array = field(default_factory=lambda: array("i"))
    starts: array = field(default_factory=lambda: array("q", [0]))
    left: array = field(default_factory=lambda: array("b"))

    def number_of(self, key, lon: float, lat: float) -> int:
        """The number of a point, new or known."""
        number = self.points.setdefault(key, len(self.lon))
        if number == len(self.lon):
            self.lon.append(lon)
            self.lat.append(lat)
        return number

    def end_way(self, left: int) -> None:
        """What was put into `refs` since the last way is one way."""
        self.starts.append(len(self.refs))
        self.left.append(left)

    def ways(self, **more) -> Ways:
        """Everything collected, as arrays."""
        return Ways(
            lonlat=np.column_stack([np.array(self.lon), np.array(self.lat)]),
            starts=np.array(self.starts, dtype=np.int64),
            refs=np.array(self.refs, dtype=np.int64),
            left=np.array(self.left, dtype=np.int8),
            **more,
        )

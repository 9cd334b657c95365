"""Square buckets over the plane: things numbered by bucket, so that those near a place are a few runs of numbers."""

from dataclasses import dataclass

import numpy as np

SIDE_M = 150.0
MOST_BUCKETS = 1_000_000


@dataclass(frozen=True, eq=False)
class Buckets:
    """A grid of `rows` x `columns` squares from (west, south); things in it are numbered row by row, west to east.

    starts: (rows * columns + 1,) the number of the first thing in each square.
    """

    west: float
    south: float
    side: float
    columns: int
    rows: int
    starts: np.ndarray

    @classmethod
    def around(cls, xy, side=SIDE_M) -> "Buckets":
        """An empty grid that holds all of xy (n, 2)."""
        low, high = (xy.min(axis=0), xy.max(axis=0)) if len(xy) else (np.zeros(2), np.zeros(2))
        width, height = high - low
        side = max(side, float(np.sqrt(width * height / MOST_BUCKETS)), float(max(width, height)) / MOST_BUCKETS)
        columns, rows = int(width // side) + 1, int(height // side) + 1
        return cls(float(low[0]), float(low[1]), side, columns, rows, np.zeros(rows * columns + 1, np.int32))

    def bucket_of(self, xy) -> np.ndarray:
        """The bucket (n,) of each place; the nearest one for places outside."""
        column = np.clip(((xy[:, 0] - self.west) // self.side).astype(np.int64), 0, self.columns - 1)
        row = np.clip(((xy[:, 1] - self.south) // self.side).astype(np.int64), 0, self.rows - 1)
        return row * self.columns + column

    @property
    def measures(self) -> dict:
        """What `starts` leaves open, as plain values."""
        return {name: getattr(self, name) for name in ("west", "south", "side", "columns", "rows")}

    @property
    def row_starts(self) -> np.ndarray:
        """(rows + 1,) the number of the first thing in each row of squares."""
        return self.starts[:: self.columns]

    def bands(self, xy, radius) -> "Bands":
        """The runs of numbers that hold everything within radius (c,) of places (c, 2), and a little more."""
        top = self.rows - 1
        first = np.clip((xy[:, 1] - radius - self.south) // self.side, 0, top).astype(np.int64)
        last = np.clip((xy[:, 1] + radius - self.south) // self.side, 0, top).astype(np.int64)
        counts = last - first + 1
        place = np.repeat(np.arange(len(xy)), counts)
        firsts = np.cumsum(counts) - counts
        row = np.arange(len(place)) - firsts[place] + first[place]
        # the half chord of the circle at the edge of the row that is nearest to its middle
        south = self.south + row * self.side
        y = xy[place, 1]
        away = np.maximum(np.maximum(south - y, y - south - self.side), 0)
        away[(row == 0) | (row == top)] = 0  # the outermost rows also hold what lies outside of the grid
        half = np.sqrt(np.maximum(radius[place] ** 2 - away**2, 0))
        x = xy[place, 0] - self.west
        west = np.clip((x - half) // self.side, 0, self.columns - 1).astype(np.int64)
        east = np.clip((x + half) // self.side, 0, self.columns - 1).astype(np.int64)
        begin = self.starts[row * self.columns + west].astype(np.int64)
        end = self.starts[row * self.columns + east + 1].astype(np.int64)
        return Bands(place, firsts, first, counts, begin, end)


@dataclass(frozen=True, eq=False)
class Bands:
    """Runs begin … end - 1, one for each place and row of squares.

    place (b,); for each place c: its first band firsts[c], the row of that first_row[c], how many bands counts[c].
    """

    place: np.ndarray
    firsts: np.ndarray
    first_row: np.ndarray
    counts: np.ndarray
    begin: np.ndarray
    end: np.ndarray

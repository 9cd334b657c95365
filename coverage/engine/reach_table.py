"""The reach table: which points each centre reaches, and in how many metres."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coverage.engine import stored


class DamagedTable(ValueError):
    """The stored files of a reach table are missing, incomplete or of another kind."""


@dataclass(frozen=True, eq=False)
class ReachTable:
    """Row i, of centre i: points[indptr[i]:indptr[i + 1]] (int32) and their metres, each at most limit_m.

    n_points: how many points there are, reached or not.
    """

    indptr: np.ndarray
    points: np.ndarray
    metres: np.ndarray
    limit_m: float
    n_points: int

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @property
    def rows(self) -> np.ndarray:
        """The centre of every entry."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.indptr))

    def row(self, i) -> tuple[np.ndarray, np.ndarray]:
        """(points, metres) of one centre."""
        part = slice(self.indptr[i], self.indptr[i + 1])
        return self.points[part], self.metres[part]

    @cached_property
    def least_metres(self) -> np.ndarray:
        """(p,) metres of the nearest of all centres, found once."""
        return self.nearest()[0]

    def with_row(self, i, points, metres) -> "ReachTable":
        """The table after centre i has moved."""
        parts = [self.row(j) for j in range(len(self))]
        parts[i] = (points, metres)
        return self._of(parts)

    def added(self, rows) -> "ReachTable":
        """The table with further centres at its end: a list of (points, metres)."""
        return self._of([self.row(j) for j in range(len(self))] + list(rows))

    def without(self, i) -> "ReachTable":
        """The table after centre i has gone; later centres move up by one."""
        return self._of([self.row(j) for j in range(len(self)) if j != i])

    def _of(self, parts):
        counts = [len(points) for points, _ in parts]
        points = np.concatenate([p for p, _ in parts]) if parts else np.zeros(0)
        metres = np.concatenate([m for _, m in parts]) if parts else np.zeros(0)
        indptr = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)
        return ReachTable(indptr, points.astype(np.int32), metres, self.limit_m, self.n_points)

    def nearest(self, mask=None, limit_m=None) -> tuple[np.ndarray, np.ndarray]:
        """(metres (p,), owner (p,) int32) of the nearest centre among those of mask; the first one of equals."""
        limit_m = self.limit_m if limit_m is None else limit_m
        best, owner = np.full(self.n_points, np.inf), np.full(self.n_points, -1, np.int32)
        for center in range(len(self)) if mask is None else np.flatnonzero(mask).tolist():
            points, metres = self.row(center)
            nearer = np.flatnonzero(metres < best.take(points))
            points = points.take(nearer).astype(np.intp)
            best[points], owner[points] = metres.take(nearer), center
        if limit_m < self.limit_m:
            beyond = best > limit_m
            best[beyond], owner[beyond] = np.inf, -1
        return best, owner

    def save(self, folder) -> str:
        """Write under folder/<sha256>/ and answer that name, as a network does."""
        arrays = {"indptr": self.indptr, "points": self.points, "metres": self.metres}
        return stored.write(folder, arrays, {"limit_m": self.limit_m, "n_points": self.n_points})

    @classmethod
    def open(cls, folder, name: str) -> "ReachTable":
        """Memory-mapped; DamagedTable when the files are not whole."""
        try:
            arrays, meta = stored.read(folder, name)
            return cls(**arrays, **meta)
        except (stored.Damaged, TypeError) as error:
            raise DamagedTable(f"reach table {name}: {error}") from error

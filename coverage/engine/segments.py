"""The straight pieces of all edges in a fine grid, to find the nearest one of any place with proof."""

from dataclasses import dataclass

import numpy as np

from coverage.engine.ranges import expand, starts_of

LEAST_SIDE_M, GREATEST_SIDE_M = 15.0, 80.0
MOST_CELLS = 4_000_000
AT_ONCE = 300_000  # pairs of place and segment that are compared at once: their arrays stay in the cache


@dataclass(frozen=True, eq=False)
class Segments:
    """Segment s runs from shape point `first[s]` to the next one. A cell lists every segment that may touch it.

    A segment is registered in every cell of the box around each of its pieces of at most one side: at least in all that
    it touches. So whoever has compared all segments of a block of cells knows every segment that comes nearer than the
    border of the block: if the best one is not farther away than that border, no other can be nearer.
    """

    first: np.ndarray  # (s,) index into shape_xy
    edge: np.ndarray  # (s,) int32
    origin: np.ndarray  # (s, 2) where a segment begins
    way: np.ndarray  # (s, 2) its vector
    inverse: np.ndarray  # (s,) 1 / its squared length, 0 for a point
    low: np.ndarray  # (2,) the south-west corner
    side: float
    columns: int
    rows: int
    starts: np.ndarray  # (rows * columns + 1,)
    listed: np.ndarray  # segments, cell by cell

    @classmethod
    def of(cls, network, also_bridges=False) -> "Segments":
        """The segments of a network with at least one edge; those of footbridges only where they are asked for."""
        xy = network.shape_xy
        inner = np.ones(len(xy), bool)
        inner[network.shape_starts[1:] - 1] = False
        of_edge = np.repeat(np.arange(network.n_edges, dtype=np.int32), np.diff(network.shape_starts))
        if not also_bridges:
            inner &= ~network.is_bridge[of_edge]
        first = np.flatnonzero(inner)
        edge = of_edge[first]
        origin = np.ascontiguousarray(xy[first])
        way = xy[first + 1] - origin
        squared = np.einsum("ij,ij->i", way, way)
        inverse = np.divide(1.0, squared, out=np.zeros_like(squared), where=squared > 0)
        low = xy.min(axis=0)
        width = xy.max(axis=0) - low
        side = _side(network.lengths.sum(), len(first), width)
        columns, rows = (int(w // side) + 1 for w in width)
        segment, cell = _registered(origin - low, way, np.sqrt(squared), side, columns)
        starts = starts_of(cell, rows * columns).astype(np.int32)
        return cls(first, edge, origin, way, inverse, low, side, columns, rows, starts, segment.astype(np.int32))

    def nearest(self, xy, most_m) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(segment, share of the way along it, metres) of the nearest segment of each place (n, 2).

        Segment -1 when none lies within most_m. Of several at the same distance the first one counts.
        """
        column, row = ((xy[:, i] - self.low[i]) // self.side for i in (0, 1))
        order = np.lexsort([column, row])
        best = np.full(len(xy), -1)
        squared = np.full(len(xy), np.inf)
        reach = np.ones(len(xy), np.int64)
        most = int(np.ceil(most_m / self.side))
        todo = order
        while len(todo):
            for radius in np.unique(reach[todo]):
                rows = todo[reach[todo] == radius]
                best[rows], squared[rows] = self._within(xy[rows], column[rows], row[rows], int(radius))
            # proven when the border of the block is not nearer than what was found
            found = np.sqrt(squared[todo])
            border = self._border(xy[todo], column[todo], row[todo], reach[todo])
            open_ = (found > border) & (border < most_m)
            todo, found = todo[open_], found[open_]
            needed = np.where(np.isfinite(found), np.ceil(found / self.side), 2.0 * reach[todo])
            reach[todo] = np.minimum(np.maximum(needed, reach[todo] + 1), most).astype(np.int64)
        metres = np.sqrt(squared)
        best[metres > most_m] = -1
        return best, self._share(xy, best), np.where(best >= 0, metres, np.inf)

    def _border(self, xy, column, row, reach):
        """How far the border of the block of cells around each place is away."""
        x, y = xy[:, 0] - self.low[0] - column * self.side, xy[:, 1] - self.low[1] - row * self.side
        nearest = np.minimum(np.minimum(x, self.side - x), np.minimum(y, self.side - y))
        return nearest + reach * self.side

    def _within(self, xy, column, row, radius):
        """The best segment and its squared distance among the cells up to `radius` cells away."""
        offsets = np.arange(-radius, radius + 1)
        west = np.clip(column - radius, 0, self.columns).astype(np.int64)[:, None]
        east = np.clip(column + radius + 1, 0, self.columns).astype(np.int64)[:, None]
        rows = row[:, None] + offsets
        inside = (rows >= 0) & (rows < self.rows)
        base = np.where(inside, rows, 0).astype(np.int64) * self.columns
        begin = self.starts[base + west].astype(np.int64)
        counts = np.where(inside, self.starts[base + east] - begin, 0)
        pairs = np.cumsum(counts.sum(axis=1))
        best, squared = np.full(len(xy), -1), np.full(len(xy), np.inf)
        at, n = 0, len(xy)
        while at < n:
            done = pairs[at - 1] if at else 0
            end = max(at + 1, int(np.searchsorted(pairs, done + AT_ONCE, side="right")))
            part = slice(at, end)
            best[part], squared[part] = self._best(xy[part], begin[part], counts[part])
            at = end
        return best, squared

    def _best(self, xy, begin, counts):
        numbers, _ = expand(begin.ravel(), counts.ravel())
        segments = self.listed[numbers]
        per_place = counts.sum(axis=1)
        some = np.flatnonzero(per_place)
        best, least = np.full(len(xy), -1), np.full(len(xy), np.inf)
        if not len(some):
            return best, least
        squared = self._squared(np.repeat(xy[:, 0], per_place), np.repeat(xy[:, 1], per_place), segments)
        firsts = (np.cumsum(per_place) - per_place)[some]
        least[some] = np.minimum.reduceat(squared, firsts)
        # the first of equals, whatever the order of the cells
        equal = np.where(squared == np.repeat(least, per_place), segments, len(self.first))
        best[some] = np.minimum.reduceat(equal, firsts)
        return best, least

    def _squared(self, x, y, segments):
        x -= self.origin[segments, 0]
        y -= self.origin[segments, 1]
        across, up = self.way[segments, 0], self.way[segments, 1]
        share = x * across
        share += y * up
        share *= self.inverse[segments]
        np.clip(share, 0, 1, out=share)
        x -= share * across
        y -= share * up
        return x * x + y * y

    def _share(self, xy, segments):
        away = xy - self.origin[segments]
        return np.clip(np.einsum("ij,ij->i", away, self.way[segments]) * self.inverse[segments], 0, 1)


def _side(length, n_segments, width):
    """Cells about as wide as a segment is long, but not too many of them."""
    side = min(max(length / max(n_segments, 1), LEAST_SIDE_M), GREATEST_SIDE_M)
    return max(side, float(np.sqrt(width[0] * width[1] / MOST_CELLS)), float(width.max()) / MOST_CELLS)


def _registered(origin, way, length, side, columns):
    """(segment, cell) once each, by cell."""
    pieces = np.maximum(np.ceil(length / side), 1).astype(np.int64)
    number, segment = expand(np.zeros(len(pieces), np.int64), pieces)
    ends = []
    for step in (0, 1):
        share = (number + step) / pieces[segment]
        ends.append((origin[segment] + way[segment] * share[:, None]) / side)
    # rounding must not lose a cell: boxes are a hair wider than their pieces
    low = np.maximum(np.floor(np.minimum(*ends) - 1e-6), 0).astype(np.int64)
    high = np.floor(np.maximum(*ends) + 1e-6).astype(np.int64)
    high[:, 0] = np.minimum(high[:, 0], columns - 1)
    cells, owners = [], []
    for right in (0, 1):
        for up in (0, 1):
            at = low + np.array([right, up])
            held = (at <= high).all(axis=1)
            cells.append((at[:, 1] * columns + at[:, 0])[held])
            owners.append(segment[held])
    # the box of a piece of one side and a hair may need a third cell, where both hairs stick out
    third = np.flatnonzero((high - low > 1).any(axis=1))
    for i in third:
        for column in range(low[i, 0], high[i, 0] + 1):
            for row in range(low[i, 1], high[i, 1] + 1):
                cells.append(np.array([row * columns + column]))
                owners.append(segment[i : i + 1])
    key = np.concatenate(cells) * len(pieces) + np.concatenate(owners)
    key.sort()
    key = key[np.concatenate([[True], key[1:] != key[:-1]])]
    cell, segment = np.divmod(key, len(pieces))
    return segment, cell

"""Places every 18 m over the plane, snapped once, tile by tile, to draw how far one gets."""

from collections import OrderedDict
from math import hypot

import numpy as np

from coverage.engine.cells import Cells
from coverage.engine.snapping import Snaps, place_xy, snap_xy

STEP_M = 18.0
TILE = 128  # places along the side of a tile
MOST_TILES = 128  # kept at a time: 800 KB each


class Lattice:
    """Place (i, j) lies at (i, j) * STEP_M in the plane. Tiles are snapped when they are first looked at."""

    def __init__(self, network):
        self.network = network
        self.cells = Cells(network, STEP_M)
        self._tiles = OrderedDict()

    @classmethod
    def of(cls, network) -> "Lattice":
        """The lattice of a network, one for each."""
        if "lattice" not in network.kept:
            network.kept["lattice"] = cls(network)
        return network.kept["lattice"]

    def metres(self, at_node, centers, places, window, most_m) -> np.ndarray:
        """Metres (rows, columns) at the places of window = (west, south, east, north), the last ones excepted.

        at_node (n,): metres at the nodes; centers: Snaps whose own edges are walked directly. most_m where it is more,
        and in tiles farther than that from all places (c, 2) in a straight line.
        """
        west, south, east, north = window
        metres = np.full((north - south, east - west), most_m)
        for row in range(south // TILE, (north - 1) // TILE + 1):
            for column in range(west // TILE, (east - 1) // TILE + 1):
                if not _near(column, row, places, most_m):
                    continue
                left, right = max(west, column * TILE), min(east, (column + 1) * TILE)
                low, high = max(south, row * TILE), min(north, (row + 1) * TILE)
                inner = (slice(low - row * TILE, high - row * TILE), slice(left - column * TILE, right - column * TILE))
                outer = (slice(low - south, high - south), slice(left - west, right - west))
                metres[outer] = self._on_tile(self._tile(column, row), inner, at_node, centers)
        return np.minimum(metres, most_m, out=metres)

    def _on_tile(self, tile, inner, at_node, centers):
        tail, head, to_tail, to_head = (part[inner] for part in tile[:4])
        metres = at_node.take(tail)
        metres += to_tail
        by_head = at_node.take(head)
        by_head += to_head
        np.minimum(metres, by_head, out=metres)
        edges, snaps = tile[4:]
        low, left = inner[0].start, inner[1].start
        for i in [i for i, edge in enumerate(centers.edge.tolist()) if edge in edges]:
            own = np.flatnonzero(snaps.edge == centers.edge[i])
            row, column = own // TILE - low, own % TILE - left
            held = (row >= 0) & (row < metres.shape[0]) & (column >= 0) & (column < metres.shape[1])
            own, at = own[held], (row[held], column[held])
            directly = np.abs(snaps.along_m[own] - centers.along_m[i]) + centers.access_m[i] + snaps.access_m[own]
            metres[at] = np.minimum(metres[at], directly)
        return metres

    def _tile(self, column, row):
        key = (column, row)
        if key in self._tiles:
            self._tiles.move_to_end(key)
            return self._tiles[key]
        steps = np.arange(TILE)
        x, y = np.meshgrid((column * TILE + steps) * STEP_M, (row * TILE + steps) * STEP_M)
        snaps = snap_xy(self.network, np.column_stack([x.ravel(), y.ravel()]))
        edge = snaps.edge  # of places off the network the last edge: their access leg is infinite
        parts = (
            self.network.tails[edge].astype(np.intp),
            self.network.heads[edge].astype(np.intp),
            snaps.along_m + snaps.access_m,
            self.network.lengths[edge] - snaps.along_m + snaps.access_m,
        )
        tile = (*(part.reshape(TILE, TILE) for part in parts), frozenset(edge.tolist()), snaps)
        self._tiles[key] = tile
        if len(self._tiles) > MOST_TILES:
            self._tiles.popitem(last=False)
        return tile


def window_about(network, centers: Snaps, radius_m) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    """(places (c, 2) of the centres, window that holds radius_m about all of them)."""
    places = place_xy(network, centers)
    low = np.floor((places.min(axis=0) - radius_m) / STEP_M).astype(int)
    high = np.ceil((places.max(axis=0) + radius_m) / STEP_M).astype(int) + 1
    return places, (int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def _near(column, row, places, most_m):
    """Whether a tile comes within most_m of any place."""
    half = TILE * STEP_M / 2
    x, y = (2 * column + 1) * half, (2 * row + 1) * half
    if len(places) == 1:  # as often while a pointer moves
        ((at_x, at_y),) = places.tolist()
        return hypot(max(abs(at_x - x) - half, 0), max(abs(at_y - y) - half, 0)) <= most_m
    away = np.abs(places - [x, y]) - half
    np.maximum(away, 0, out=away)
    return bool(np.hypot(away[:, 0], away[:, 1]).min() <= most_m)

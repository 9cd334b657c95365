"""Places every 20 m over the plane, snapped once, tile by tile, to draw how far one gets."""

from collections import OrderedDict

import numpy as np

from coverage.engine.snapping import Snaps, place_xy, snap_xy

STEP_M = 20.0
TILE = 64  # places along the side of a tile
MOST_TILES = 512  # kept at a time: 80 KB each


class Lattice:
    """Place (i, j) lies at (i, j) * STEP_M in the plane. Tiles are snapped when they are first looked at."""

    def __init__(self, network):
        self.network = network
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
        edge, along, rest, access, tail, head = (part[inner] for part in tile)
        metres = np.minimum(at_node[tail] + along, at_node[head] + rest)
        for i in range(len(centers)):
            own = edge == centers.edge[i]
            if own.any():
                directly = np.abs(along[own] - centers.along_m[i]) + centers.access_m[i]
                metres[own] = np.minimum(metres[own], directly)
        return metres + access

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
            edge,
            snaps.along_m,
            self.network.lengths[edge] - snaps.along_m,
            snaps.access_m,
            self.network.tails[edge],
            self.network.heads[edge],
        )
        tile = tuple(part.reshape(TILE, TILE) for part in parts)
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
    side = TILE * STEP_M
    away = np.maximum(
        np.maximum([column * side, row * side] - places, places - [(column + 1) * side, (row + 1) * side]), 0
    )
    return bool((np.hypot(away[:, 0], away[:, 1]) <= most_m).any())

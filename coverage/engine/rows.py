"""Bounded Dijkstras of many centres in one run, each on the part of the network that it can reach at all.

A way is never shorter than the straight line, so whoever walks limit_m stays within the circle of limit_m about the
centre. The nodes within a circle are a few runs of numbers (`Buckets.bands`). The parts of all centres, copied side by
side, are one graph without ways between them: one multi-source Dijkstra on it gives every centre its own distances.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from coverage.engine.buckets import Bands
from coverage.engine.ranges import expand
from coverage.engine.snapping import place_xy

# The plane stretches lengths by some ppm (see plane.py); the circle grows by ten times as much.
STRETCH = 1.0003
NODES_AT_ONCE = 150_000


def reach_rows(network, centers, index, limit_m) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(row, point int32, metres) of everything within limit_m of each of Snaps on the network, row after row."""
    if not len(centers):
        return np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0)
    bands = bands_about(network, centers, limit_m)
    nodes = np.cumsum(np.add.reduceat(bands.end - bands.begin, bands.firsts))
    if nodes[-1] <= NODES_AT_ONCE or len(centers) == 1:
        return _rows(network, centers, index, limit_m, bands)
    parts, at = [], 0
    while at < len(centers):
        end = int(np.searchsorted(nodes, (nodes[at - 1] if at else 0) + NODES_AT_ONCE, side="right"))
        end = max(end, at + 1)
        some = slice(at, end)
        row, point, metres = reach_rows(network, centers.take(some), index, limit_m)
        parts.append((row + at, point, metres))
        at = end
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def bands_about(network, centers, limit_m) -> Bands:
    """The nodes within a walk of limit_m in a straight line from each of Snaps, the access leg taken off."""
    grid = network.grid
    radius = np.maximum(limit_m - centers.access_m, 0) * STRETCH + 0.01
    radius = np.minimum(radius, grid.side * (grid.columns + grid.rows))
    return grid.bands(place_xy(network, centers), radius)


def _rows(network, centers, index, limit_m, bands):
    blocks = Blocks.of(network, bands)
    distance = blocks.distances(centers, limit_m)
    row, edge, by_tail, by_head = blocks.edges(distance, centers, index)
    begin = index.starts[edge]
    at, entry = expand(begin.astype(np.int64), index.starts[edge + 1] - begin)
    along = index.along_m[at]
    metres = np.minimum(by_tail[entry] + along, (by_head + network.lengths[edge])[entry] - along)
    own = np.flatnonzero((edge == centers.edge[row])[entry])
    if len(own):
        center = row[entry[own]]
        directly = np.abs(along[own] - centers.along_m[center]) + centers.access_m[center]
        metres[own] = np.minimum(metres[own], directly)
    metres += index.access_m[at]
    within = np.flatnonzero(metres <= limit_m)
    return row[entry[within]], index.point[at[within]], metres[within]


@dataclass(frozen=True, eq=False)
class Blocks:
    """The parts of a network about c places, side by side. Local numbers run band by band.

    node (l,): the network's number of each local node; band (l,): its band; offset (b,): a band's first local number.
    """

    network: object
    bands: Bands
    node: np.ndarray
    band: np.ndarray
    offset: np.ndarray

    @classmethod
    def of(cls, network, bands) -> "Blocks":
        counts = bands.end - bands.begin
        node, band = expand(bands.begin, counts)
        return cls(network, bands, node, band, np.cumsum(counts) - counts)

    def local(self, place, node) -> np.ndarray:
        """Local numbers of the network's nodes in the blocks of places, -1 where a block does not hold them."""
        bands = self.bands
        row = self.network.node_row[node] - bands.first_row[place]
        inside = (row >= 0) & (row < bands.counts[place])
        band = np.where(inside, bands.firsts[place] + row, 0)
        inside &= (bands.begin[band] <= node) & (node < bands.end[band])
        return np.where(inside, node - bands.begin[band] + self.offset[band], -1)

    def distances(self, centers, limit_m) -> np.ndarray:
        """Metres (l,) from each block's centre to its nodes, its access leg included; inf beyond limit_m."""
        n = len(self.node)
        sources = np.arange(n, n + len(centers))
        return dijkstra(self.graph(centers), indices=sources, min_only=True, limit=limit_m)[:n]

    def graph(self, centers) -> csr_array:
        """The ways within the blocks, and after the local nodes one node for each centre with its ways off."""
        network, bands, n = self.network, self.bands, len(self.node)
        begin = network.indptr[bands.begin].astype(np.int64)
        entry, band = expand(begin, network.indptr[bands.end] - begin)
        to = self.local(bands.place[band], network.indices[entry])
        held = to >= 0
        degree = network.indptr[self.node + 1] - network.indptr[self.node]
        before = np.concatenate([[0], np.cumsum(held)])
        ends = before[np.concatenate([[0], np.cumsum(degree)])]
        tail, head, by_tail, by_head = self._ways_off(centers)
        c = len(centers)
        starts = np.concatenate([ends, ends[-1] + np.cumsum((tail >= 0).astype(np.int64) + (head >= 0))])
        ways = np.column_stack([by_tail, by_head]).ravel()
        ends_of_ways = np.column_stack([tail, head]).ravel()
        there = ends_of_ways >= 0
        return csr_array(
            (
                np.concatenate([network.weights[entry[held]], ways[there]]),
                np.concatenate([to[held], ends_of_ways[there]]).astype(np.int32),
                starts.astype(np.int32),
            ),
            shape=(n + c, n + c),
        )

    def _ways_off(self, centers):
        """Local numbers of both ends of each centre's edge and the metres to them."""
        network, edge = self.network, centers.edge
        places = np.arange(len(centers))
        return (
            self.local(places, network.tails[edge]),
            self.local(places, network.heads[edge]),
            centers.access_m + centers.along_m,
            centers.access_m + network.lengths[edge] - centers.along_m,
        )

    def edges(self, distance, centers, index):
        """(place, edge, metres at its tail, at its head) of every edge with points that a place gets to, by place.

        Each once: listed by its tail if that is reached, else by its head. The centre's own edge is always among them.
        """
        network = self.network
        reached = np.flatnonzero(np.isfinite(distance))
        node, place = self.node[reached], self.bands.place[self.band[reached]]
        begin = network.node_starts[node].astype(np.int64)
        entry, owner = expand(begin, network.node_starts[node + 1] - begin)
        edge = network.node_edges[entry]
        kept = (index.starts[edge] < index.starts[edge + 1]) & (edge != centers.edge[place[owner]])
        edge, owner = edge[kept], owner[kept]
        place, node, here = place[owner], node[owner], distance[reached[owner]]
        tail = network.tails[edge]
        is_tail = tail == node
        other = np.where(is_tail, network.heads[edge], tail)
        there = self._at(distance, place, other)
        once = is_tail | ~np.isfinite(there)
        place, edge, here, there, is_tail = place[once], edge[once], here[once], there[once], is_tail[once]
        by_tail, by_head = np.where(is_tail, here, there), np.where(is_tail, there, here)
        places = np.arange(len(centers))
        place, edge = np.concatenate([place, places]), np.concatenate([edge, centers.edge])
        by_tail = np.concatenate([by_tail, self._at(distance, places, network.tails[centers.edge])])
        by_head = np.concatenate([by_head, self._at(distance, places, network.heads[centers.edge])])
        order = np.argsort(place, kind="stable")
        return place[order], edge[order], by_tail[order], by_head[order]

    def _at(self, distance, place, node):
        local = self.local(place, node)
        return np.where(local >= 0, distance[local], np.inf)

"""Bounded Dijkstras of many centres in one run, each on the part of the network that it can reach at all.

A way is never shorter than the straight line, so whoever walks limit_m stays within the circle of limit_m about the
centre. The nodes within a circle are a few runs of numbers (`Buckets.bands`). The parts of all centres, copied side by
side, are one graph without ways between them: one multi-source Dijkstra on it gives every centre its own distances.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from coverage.engine.buckets import Bands
from coverage.engine.ranges import expand
from coverage.engine.snapping import place_xy

# The plane stretches lengths by some ppm (see plane.py); the circle grows by ten times as much.
STRETCH = 1.0003
NODES_AT_ONCE = 200_000
ROWS_AT_ONCE = 1 << 16  # what is in work stays in the cache
SMALL = 5_000  # nodes: to find those nearby costs more than to walk them all
WHOLE = 3  # blocks of a third of the network each are dearer than the whole of it for all


def reach_rows(network, centers, index, limit_m, below=None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(starts (c + 1,), points int32, metres): within limit_m of each of Snaps on the network, row after row.

    below (p,): only points with fewer metres than these.
    """
    starts, points, metres = [0], [np.zeros(0, np.int32)], [np.zeros(0)]
    for some in _parts(network, centers, limit_m):
        ends, *row = _rows(network, centers.take(some), index, limit_m, below)
        starts += [starts[-1] + end for end in ends]
        points.append(row[0])
        metres.append(row[1])
    if len(points) == 2:
        return np.array(starts), points[1], metres[1]  # nothing to join: nothing copied
    return np.array(starts), np.concatenate(points), np.concatenate(metres)


def _parts(network, centers, limit_m):
    """Slices of the centres whose blocks together are not too large."""
    if len(centers) < 2:
        if len(centers):
            yield slice(0, 1)
        return
    bands = bands_about(network, centers, limit_m)
    nodes = np.cumsum(np.add.reduceat(bands.end - bands.begin, bands.firsts))
    at = 0
    while at < len(centers):
        full = int(np.searchsorted(nodes, (nodes[at - 1] if at else 0) + NODES_AT_ONCE, side="right"))
        end = max(full, at + 1)
        yield slice(at, end)
        at = end


def bands_about(network, centers, limit_m, grid=None, places=None) -> Bands:
    """What lies within a walk of limit_m in a straight line from each of Snaps, the access leg taken off.

    Nodes, or what another grid of the same squares holds. places (c, 2): where the centres are, if that is known.
    """
    grid = grid or network.grid
    radius = np.maximum(limit_m - centers.access_m, 0) * STRETCH + 0.01
    radius = np.minimum(radius, grid.side * (grid.columns + grid.rows))
    return grid.bands(place_xy(network, centers) if places is None else places, radius)


def _rows(network, centers, index, limit_m, below=None):
    """(ends of the rows, points, metres)."""
    near = _Candidates(bands_about(network, centers, limit_m, index.grid))
    most = sum(map(near.count, range(len(centers))))
    points, metres, done, ends = np.empty(most, np.int32), np.empty(most), 0, []
    most_m = min(limit_m, np.finfo(float).max)  # without a limit, what is infinite is still not reached
    for i, at_node in enumerate(walked(network, centers, limit_m)):
        for rows in near.rows(i):
            way = _ways(at_node, index, rows, centers, i)
            within = np.flatnonzero(way <= most_m)
            if below is not None:
                now = below.take(index.point[rows].take(within, mode="clip"), mode="clip")
                within = within[way.take(within, mode="clip") < now]
            end = done + len(within)
            way.take(within, out=metres[done:end], mode="clip")
            index.point[rows].take(within, out=points[done:end], mode="clip")
            done = end
        ends.append(done)
    return ends, points[:done], metres[:done]


def _ways(at_node, index, rows, centers, i):
    """Metres from centre i to some rows of the index: by the tail, by the head, or directly along its own edge."""
    way = at_node.take(index.tail[rows])
    way += index.to_tail[rows]
    by_head = at_node.take(index.head[rows])
    by_head += index.to_head[rows]
    np.minimum(way, by_head, out=way)
    own = np.flatnonzero(index.edge[rows] == centers.edge[i])
    if len(own):
        directly = np.abs(index.along_m[rows][own] - centers.along_m[i]) + centers.access_m[i]
        way[own] = np.minimum(way[own], directly + index.access_m[rows][own])
    return way


def walked(network, centers, limit_m, places=None):
    """Metres (n,) or more at every node from one of Snaps after the other: use each array before the next one."""
    if len(centers) == 1 and network.n_nodes <= SMALL:
        return _on_the_whole(network, centers, limit_m)
    bands = bands_about(network, centers, limit_m, places=places)
    if WHOLE * int((bands.end - bands.begin).sum()) >= len(centers) * network.n_nodes:
        return _on_the_whole(network, centers, limit_m)
    return _on_blocks(network, centers, limit_m, bands)


def _on_the_whole(network, centers, limit_m):
    """Where most of them get nearly everywhere: one graph for all."""
    sources = np.arange(network.n_nodes, network.n_nodes + len(centers))
    yield from dijkstra(graph_with(network, centers), indices=sources, limit=limit_m)


def _on_blocks(network, centers, limit_m, bands):
    """Else by blocks; one array, filled anew for each."""
    blocks = Blocks.of(network, bands)
    distance = blocks.distances(centers, limit_m)
    held = [*blocks.offset[bands.firsts].tolist(), len(blocks.node)]
    at_node = np.full(network.n_nodes, np.inf)
    for begin, end in pairwise(held):
        nodes = blocks.node[begin:end]
        at_node[nodes] = distance[begin:end]
        yield at_node
        at_node[nodes] = np.inf


def graph_with(network, centers) -> csr_array:
    """The network's graph, and after its nodes one for each of Snaps, with a way to both ends of its edge."""
    n, c = network.n_nodes, len(centers)
    edge = centers.edge
    ends = np.column_stack([network.tails[edge], network.heads[edge]]).ravel()
    ways = centers.access_m[:, None] + np.column_stack([centers.along_m, network.lengths[edge] - centers.along_m])
    starts = network.indptr[-1] + 2 * np.arange(1, c + 1, dtype=np.int32)
    return csr_array(
        (
            np.concatenate([network.weights, ways.ravel()]),
            np.concatenate([network.indices, ends]),
            np.concatenate([network.indptr, starts]),
        ),
        shape=(n + c, n + c),
    )


class _Candidates:
    """The rows of an index that may be within reach of each place: those in the bands about it."""

    def __init__(self, bands):
        self.begin, self.end = bands.begin, bands.end
        self.bounds = [*bands.firsts.tolist(), len(bands.begin)]

    def _span(self, i):
        part = slice(self.bounds[i], self.bounds[i + 1])
        begin, end = self.begin[part], self.end[part]
        return begin, end, int((end - begin).sum()), int(begin[0]), int(end[-1])

    def count(self, i) -> int:
        *_, held, first, last = self._span(i)
        return last - first if 2 * held >= last - first else held

    def rows(self, i):
        """In parts: slices when most of it is wanted, which cost no copy, or the numbers of the rows."""
        begin, end, held, first, last = self._span(i)
        if 2 * held >= last - first:
            return [slice(at, min(at + ROWS_AT_ONCE, last)) for at in range(first, last, ROWS_AT_ONCE)]
        rows = expand(begin, end - begin)[0]
        return [rows[at : at + ROWS_AT_ONCE] for at in range(0, held, ROWS_AT_ONCE)]


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

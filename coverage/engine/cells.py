"""Finer places within squares of the lattice, snapped when a line is first drawn through them."""

from threading import Lock

import numpy as np

from coverage.engine.snapping import place_xy, snap_xy

PARTS = 2  # a square has as many fine squares along its side
CORNERS = PARTS + 1
MOST_CELLS = 65_536  # kept at a time: 800 bytes each


class Cells:
    """Square (row, column) has its south-west corner at (column, row) * step and CORNERS x CORNERS places.

    Places on a common side belong to both squares; their metres are computed alike and are equal to the last bit.
    """

    def __init__(self, network, step_m):
        self.network, self.step_m = network, step_m
        self._lock = Lock()
        self._empty()

    def metres(self, at_node, centers, row, column) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Metres (k, CORNERS, CORNERS), south to north and west to east, in squares row, column (k,).

        And for the same places the edge, and the foot: where the place meets it, as x + iy; -1 and nan off the network.
        at_node (n,): metres at the nodes; centers: Snaps whose own edges are walked directly.
        """
        with self._lock:
            slots = self._slots(row, column)
            edge, tail, head, to_tail, to_head, foot = (part.take(slots, axis=0) for part in self._parts)
        metres = at_node.take(tail)
        metres += to_tail
        by_head = at_node.take(head)
        by_head += to_head
        np.minimum(metres, by_head, out=metres)
        self._directly(metres, edge, to_tail, to_head, centers)
        return metres.reshape(-1, CORNERS, CORNERS), edge, foot

    def _directly(self, metres, edge, to_tail, to_head, centers):
        """Lower the metres of places on the edges of centres to the way along the edge."""
        if len(centers) > 1:
            centers = centers.take(np.isin(centers.edge, edge))
        for on, along, access in zip(centers.edge, centers.along_m, centers.access_m, strict=True):
            own = np.flatnonzero(edge == on)
            if not len(own):
                continue
            length, by_tail, by_head = self.network.lengths[on], to_tail.take(own), to_head.take(own)
            directly = np.abs((by_tail - by_head + length) / 2 - along) + (by_tail + by_head - length) / 2 + access
            metres.put(own, np.minimum(metres.take(own), directly))

    def _slots(self, row, column):
        keys = (row << 32 | column & 0xFFFFFFFF).tolist()
        slots = np.array([self._slot_of.get(key, -1) for key in keys], np.intp)
        new = np.flatnonzero(slots < 0)
        if not len(new):
            return slots
        if len(self._slot_of) + len(new) > MOST_CELLS and self._slot_of:
            self._empty()
            return self._slots(row, column)
        slots[new] = np.arange(len(self._slot_of), len(self._slot_of) + len(new))
        self._fill(slots[new], row[new], column[new])
        self._slot_of.update((keys[i], int(slots[i])) for i in new.tolist())
        return slots

    def _fill(self, slots, row, column):
        steps = np.arange(CORNERS)
        x = (column[:, None, None] * PARTS + steps[None, None, :]) * (self.step_m / PARTS)
        y = (row[:, None, None] * PARTS + steps[None, :, None]) * (self.step_m / PARTS)
        x, y = np.broadcast_arrays(x, y)
        snaps = snap_xy(self.network, np.column_stack([x.ravel(), y.ravel()]))
        edge = snaps.edge  # off the network -1: the last edge's ends, and an infinite access leg
        found = (
            edge,
            self.network.tails[edge],
            self.network.heads[edge],
            snaps.along_m + snaps.access_m,
            self.network.lengths[edge] - snaps.along_m + snaps.access_m,
            self._feet(snaps),
        )
        most = int(slots[-1]) + 1
        if most > len(self._parts[0]):
            more = max(most, 2 * len(self._parts[0])) - len(self._parts[0])
            self._parts = [
                np.concatenate([part, np.empty((more, CORNERS * CORNERS), part.dtype)]) for part in self._parts
            ]
        for part, values in zip(self._parts, found, strict=True):
            part[slots] = values.reshape(-1, CORNERS * CORNERS)

    def _feet(self, snaps):
        feet, on = np.full(len(snaps), np.nan + 0j), snaps.on_network
        feet[on] = place_xy(self.network, snaps.take(on)) @ [1, 1j]
        return feet

    def _empty(self):
        self._slot_of = {}
        kinds = (np.int32, np.int32, np.int32, np.float64, np.float64, np.complex128)
        self._parts = [np.empty((0, CORNERS * CORNERS), kind) for kind in kinds]

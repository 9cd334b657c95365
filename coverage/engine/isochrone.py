"""How far one gets, as areas to draw. People are never counted with them: that is the reach table's work.

Metres are exact at places every 18 m (each snapped onto an edge as people are), and every 9 m in those squares whose
corners lie partly within the limit; there the line is drawn (`outlines`). Where the places beside it snap onto
different edges and their metres jump, as between the banks of a river, the line runs where both edges are as far away.
"""

import numpy as np

from coverage.engine import outlines, patches
from coverage.engine.cells import PARTS
from coverage.engine.lattice import STEP_M, Lattice, window_about
from coverage.engine.reach import node_metres
from coverage.engine.rows import walked

FINE_M = STEP_M / PARTS
MARGIN_M = FINE_M
DECIMALS = 6
JUMP = 1.5  # fine squares: more than what one can walk from one end of a side to the other along one edge
NEAREST = 0.05  # to a corner, as a share of the side: rounded degrees must not let two lines touch


def polygons(network, centers, limits_m) -> list[list[list[list[tuple[float, float]]]]]:
    """For each limit the coordinates of a GeoJSON MultiPolygon in degrees: what lies within it of any of the centers.

    centers: Snaps. Empty lists when no centre is on the network.
    """
    if not centers.on_network.all():
        centers = centers.take(centers.on_network)
    limits = [float(limit) for limit in limits_m]
    if not len(centers) or not limits:
        return [[] for _ in limits]
    most = max(limits) + MARGIN_M
    places, window = window_about(network, centers, most)
    at_node = _at_nodes(network, centers, most, places)
    lattice = Lattice.of(network)
    metres = lattice.metres(at_node, centers, places, window, most)
    return [_drawn(lattice, at_node, centers, metres, window, limit) for limit in limits]


def _at_nodes(network, centers, most, places):
    """Metres (n,) at every node, inf beyond most."""
    if len(centers) > 1:
        return node_metres(network, centers, most)[0]
    return next(walked(network, centers, most, places))


def _drawn(lattice, at_node, centers, metres, window, limit):
    """The squares that the line crosses, finer, and the rings through them."""
    inside = metres <= limit
    row, column = np.nonzero(_mixed(inside))
    if not len(row):
        return []
    west, south = window[:2]
    fine, edge, foot = lattice.cells.metres(at_node, centers, row + south, column + west)
    fine_inside = fine <= limit
    _keep_sides(fine_inside, inside, row, column)
    crossed = outlines.crossings(fine_inside, row + south, column + west)
    places = crossed.at(_shares(fine, edge, foot, crossed, limit)) * FINE_M
    lonlat = patches.to_lonlat(lattice.network.plane, places)
    return outlines.polygons(crossed, list(zip(*lonlat.round(DECIMALS).tolist(), strict=True)))


def _shares(fine, edge, foot, crossed, limit):
    """How far along each side the line crosses it.

    Where metres jump because the ends snap onto different edges: where it is as far to one foot as to the other. Else
    in proportion to the metres.
    """
    first, second, places = crossed.first, crossed.second, crossed.places
    low, high = limit - FINE_M, limit + FINE_M
    a, b = (np.minimum(np.maximum(fine.take(at), low), high) for at in (first, second))
    step = b - a
    share = np.divide(limit - a, step, out=np.full(len(a), 0.5), where=step != 0)
    jumps = np.flatnonzero((edge.take(first) != edge.take(second)) & (np.abs(step) > JUMP * FINE_M))
    here = places[0].take(jumps) + 1j * places[1].take(jumps)
    a, b = (foot.take(at.take(jumps)) / FINE_M - here for at in (first, second))
    apart = b - a
    apart = 2 * np.where(jumps < crossed.n_east, apart.real, apart.imag)
    middle = np.divide(_squared(b) - _squared(a), apart, out=np.full(len(jumps), 0.5), where=apart != 0)
    share[jumps] = np.where(np.isfinite(middle), middle, 0.5)  # nan off the network
    return np.minimum(np.maximum(share, NEAREST, out=share), 1 - NEAREST, out=share)


def _squared(z):
    return z.real * z.real + z.imag * z.imag


def _mixed(inside):
    """(rows - 1, columns - 1): squares with corners within and beyond."""
    beside = inside[1:] != inside[:-1]
    mixed = beside[:, 1:] | beside[:, :-1]
    mixed |= inside[1:, 1:] != inside[1:, :-1]
    return mixed


def _keep_sides(fine, inside, row, column):
    """Corners are the lattice's; a side between equal ones is crossed nowhere, since its neighbour may be coarse."""
    wide = inside.shape[1]
    within = inside.take(np.array([[0], [1], [wide + 1], [wide]]) + (row * wide + column))
    fine[:, 0, 0], fine[:, 0, -1], fine[:, -1, -1], fine[:, -1, 0] = within
    equal = within == within[[1, 2, 3, 0]]
    for i, side in enumerate((fine[:, 0], fine[:, :, -1], fine[:, -1], fine[:, :, 0])):
        np.copyto(side[:, 1:-1], within[i][:, None], where=equal[i][:, None])

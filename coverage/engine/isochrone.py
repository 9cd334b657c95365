"""How far one gets, as areas to draw. People are never counted with them: that is the reach table's work.

Metres are exact at places every 20 m (each snapped onto an edge as people are); between them contourpy draws the line
where they pass the limit. Beyond the limit values are cut at MARGIN_M above it, so that a place without a way, such as
the far bank of a river, is no farther off than its neighbours.
"""

from itertools import pairwise

import numpy as np
from contourpy import FillType, contour_generator

from coverage.engine.lattice import STEP_M, Lattice, window_about
from coverage.engine.reach import node_metres
from coverage.engine.rows import walked

MARGIN_M = STEP_M


def polygons(network, centers, limits_m) -> list[list[list[list[list[float]]]]]:
    """For each limit the coordinates of a GeoJSON MultiPolygon in degrees: what lies within it of any of the centers.

    centers: Snaps. Empty lists when no centre is on the network.
    """
    centers = centers.take(centers.on_network)
    limits = [float(limit) for limit in limits_m]
    if not len(centers) or not limits:
        return [[] for _ in limits]
    most = max(limits) + MARGIN_M
    places, window = window_about(network, centers, most)
    metres = Lattice.of(network).metres(_at_nodes(network, centers, most), centers, places, window, most)
    x, y = np.arange(window[0], window[2]) * STEP_M, np.arange(window[1], window[3]) * STEP_M
    return [_drawn(network.plane, x, y, np.minimum(metres, limit + MARGIN_M), limit) for limit in limits]


def _at_nodes(network, centers, most):
    """Metres (n,) at every node, inf beyond most."""
    if len(centers) > 1:
        return node_metres(network, centers, most)[0]
    return next(walked(network, centers, most))


def _drawn(plane, x, y, metres, limit):
    points, offsets = contour_generator(x, y, metres, fill_type=FillType.OuterOffset).filled(-1.0, limit)
    if not points:
        return []
    lonlat = plane.to_lonlat(np.concatenate(points)).round(6).tolist()
    drawn, at = [], 0
    for part, of_rings in zip(points, offsets, strict=True):
        bounds = of_rings.astype(int) + at
        drawn.append([lonlat[begin:end] for begin, end in pairwise(bounds)])
        at += len(part)
    return drawn

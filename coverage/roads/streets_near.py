"""The streets inside a box as GeoJSON: what lies under a line that is being drawn."""

import numpy as np

from coverage.engine.ranges import expand
from coverage.models.networks import RoadNetwork

MOST_EDGES = 4_000
NO_STREETS = {"type": "FeatureCollection", "features": []}


def streets_near(active: RoadNetwork, box) -> dict:
    """Edges of the network with a point inside the box; none, and `too_many`, when they are more than a map can show.

    :param box: a polygon with `extent` in degrees.
    """
    try:
        network = active.open()
    except (OSError, ValueError):
        return NO_STREETS
    west, south, east, north = box.extent
    corners = network.plane.to_xy([(west, south), (east, north), (west, north), (east, south)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    inside = ((network.shape_xy >= low) & (network.shape_xy <= high)).all(axis=1)
    edges = np.unique(np.searchsorted(network.shape_starts, np.flatnonzero(inside), side="right") - 1)
    if len(edges) > MOST_EDGES:
        return {**NO_STREETS, "too_many": True}
    if not edges.size:
        return NO_STREETS
    points, edge = expand(network.shape_starts[edges], np.diff(network.shape_starts)[edges])
    lonlat = network.plane.to_lonlat(network.shape_xy[points]).round(6)
    lines = [line.tolist() for line in np.split(lonlat, np.flatnonzero(np.diff(edge)) + 1)]
    shape = {"type": "MultiLineString", "coordinates": lines}
    return {**NO_STREETS, "features": [{"type": "Feature", "properties": {}, "geometry": shape}]}

"""What a drawn line would do to the network, told before it is kept."""

import numpy as np
import shapely

from coverage.engine.network import Network
from coverage.engine.plane import geodesic_m
from coverage.engine.snapping import snap
from coverage.models.edits import RoadEdit
from coverage.models.networks import DAMAGED, RoadNetwork

# An end of a footbridge farther from every street than this is drawn in the wrong place.
BRIDGE_END_M = 50.0
LONGEST_M = 20_000.0
MOST_POINTS = 500


class EditRefused(ValueError):
    """Why a line does nothing, in Chinese."""


def effect_of(active: RoadNetwork, kind: str, lonlat: np.ndarray) -> str:
    """What a line does to the network as imported, in a sentence.

    :raises EditRefused: when it does nothing.
    """
    if len(lonlat) > MOST_POINTS or geodesic_m(lonlat[:-1], lonlat[1:]).sum() > LONGEST_M:
        raise EditRefused("这条线太长或点太多，请重新画短一些的。")
    try:
        network = active.open_base()
    except (OSError, ValueError) as error:
        raise EditRefused(DAMAGED) from error
    return _barrier(network, lonlat) if kind == RoadEdit.Kind.BARRIER else _bridge(network, lonlat)


def _barrier(network: Network, lonlat) -> str:
    count = len(crossed_edges(network, lonlat))
    if not count:
        raise EditRefused("这条线没有横过任何一条路。请放大，把线画过要挡住的路。")
    return f"挡住了{count}段路。"


def crossed_edges(network: Network, lonlat) -> np.ndarray:
    """The edges that a line touches."""
    xy = network.plane.to_xy(lonlat)
    edge = np.repeat(np.arange(network.n_edges), np.diff(network.shape_starts))
    a, b = network.shape_xy[:-1], network.shape_xy[1:]
    low, high = xy.min(axis=0), xy.max(axis=0)
    near = (edge[:-1] == edge[1:]) & (np.maximum(a, b) >= low).all(axis=1) & (np.minimum(a, b) <= high).all(axis=1)
    pieces = shapely.linestrings(np.stack([a[near], b[near]], axis=1))
    return np.unique(edge[:-1][near][shapely.intersects(pieces, shapely.linestrings(xy))])


def _bridge(network: Network, lonlat) -> str:
    ends = snap(network, lonlat[[0, -1]], BRIDGE_END_M)
    if (ends.edge < 0).any():
        raise EditRefused(f"桥或通道的一头离最近的路超过{BRIDGE_END_M:.0f}米。请从路上画到路上。")
    if ends.edge[0] == ends.edge[1] and ends.along_m[0] == ends.along_m[1]:
        raise EditRefused("两头在路上的同一个地方，没有连接什么。")
    metres = float(geodesic_m(lonlat[:-1], lonlat[1:]).sum() + ends.access_m.sum())
    return f"新的通道长{metres:.0f}米。"

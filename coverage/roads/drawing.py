"""What a drawn line would do to the network, told before it is kept."""

import numpy as np

from coverage.engine.edits import crossings
from coverage.engine.network import Network
from coverage.engine.plane import geodesic_m
from coverage.engine.snapping import snap
from coverage.models.edits import RoadEdit
from coverage.models.networks import DAMAGED, RoadNetwork

# An end of a footbridge farther from every street than this is drawn in the wrong place.
BRIDGE_END_M = 50.0
LONGEST_M = 20_000.0
SHORTEST_M = 1.0
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
    edges, _ = crossings(network, network.plane.to_xy(lonlat))
    if not edges.size:
        raise EditRefused("这条线没有横过任何一条路。请放大，把线画过要挡住的路。")
    return f"挡住了{len(set(edges.tolist()))}段路。"


def _bridge(network: Network, lonlat) -> str:
    ends = snap(network, lonlat[[0, -1]], BRIDGE_END_M)
    if (ends.edge < 0).any():
        raise EditRefused(f"桥或通道的一头离最近的路超过{BRIDGE_END_M:.0f}米。请从路上画到路上。")
    if ends.edge[0] == ends.edge[1] and abs(ends.along_m[0] - ends.along_m[1]) < SHORTEST_M:
        raise EditRefused("两头在路上的同一个地方，没有连接什么。")
    metres = float(geodesic_m(lonlat[:-1], lonlat[1:]).sum() + ends.access_m.sum())
    return f"新的通道长{metres:.0f}米。"

"""How far everybody is from the nearest centre that counts, and what that means: by the roads, or without any.

Without roads the straight line proves one thing only: who is farther than the limit cannot be within it on foot. Who
is within half of it is probably covered (ways measured on real networks are seldom twice as long as the line); of all
others nothing can be said.
"""

import numpy as np

from coverage.current import Current
from coverage.engine.measures import covered
from coverage.engine.reach import nearest
from coverage.engine.straight import DETOUR, SURE, straight_metres
from coverage.states import STATES, Method, State
from query.kept import Kept

# Beyond this nobody walks: a missing way is then told as "more than".
FARTHEST_M = 20_000.0
NOBODY = -1
_NEAREST = Kept(16)


def method_of(current: Current) -> Method:
    """The best method that the data allows."""
    return Method.NETWORK if current.has_network else Method.STRAIGHT


def to_nearest(current: Current, mask: np.ndarray, limit_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Metres to the nearest centre of the mask and its index, for every row of residents.

    By the roads: inf and -1 beyond `limit_m`. Without roads: along the straight line, whatever the limit.
    """
    if not current.has_network:
        return straight(current, mask)
    metres, owner = _nearest(current, mask, current.table(limit_m))
    within = covered(metres, limit_m)
    return np.where(within, metres, np.inf), np.where(within, owner, NOBODY).astype(np.int32)


def _nearest(current, mask, table):
    """The nearest centre as far as a table reaches: for every speed and limit the same, so it is kept."""
    name = (table.limit_m, mask.tobytes())
    kept = _NEAREST.get({name: current.stamp}).get(name)
    if kept is None:
        kept = table.nearest(mask)
        _NEAREST.put(name, current.stamp, kept)
    return kept


def to_nearest_far(current: Current, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same up to FARTHEST_M: for telling how much is missing."""
    if current.has_network:
        return nearest(
            current.network, current.center_snaps, current.point_snaps, FARTHEST_M, mask, index=current.index
        )
    return straight(current, mask)


def straight(current: Current, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metres along the straight line to the nearest centre of the mask, and its index."""
    counted = np.flatnonzero(mask)
    metres, owner = straight_metres(current.centers.lonlat[counted], current.demand.lonlat)
    return metres, counted[owner].astype(np.int32) if len(counted) else owner


def states_of(current: Current, metres: np.ndarray, limit_m: float) -> np.ndarray:
    """The state of every row as its index in STATES of the method."""
    method = method_of(current)
    number = {state: index for index, state in enumerate(STATES[method])}
    if method == Method.NETWORK:
        states = np.where(covered(metres, limit_m), number[State.COVERED], number[State.GAP])
        states[np.asarray(current.point_snaps.edge) < 0] = number[State.OFF_NETWORK]
    else:
        states = np.full(len(metres), number[State.UNDECIDED])
        states[metres * DETOUR <= limit_m] = number[State.PROBABLE]
        states[metres > limit_m * SURE] = number[State.PROVEN_GAP]
    return states.astype(np.uint8)

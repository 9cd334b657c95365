"""What can be said of a resident: with roads whether the walk is short enough, without them only what is certain."""

from enum import StrEnum


class Method(StrEnum):
    """How distances come about."""

    NETWORK = "network"
    STRAIGHT = "straight"


class State(StrEnum):
    """What is said of a row of residents; each method has its own, and both know rows without a position."""

    COVERED = "covered"
    GAP = "gap"
    OFF_NETWORK = "off_network"
    PROBABLE = "probable"
    UNDECIDED = "undecided"
    PROVEN_GAP = "proven_gap"
    UNPLACED = "unplaced"


METHOD_NAMES = {Method.NETWORK: "步行路网", Method.STRAIGHT: "直线估算"}
STATE_NAMES = {
    State.COVERED: "走得到",
    State.GAP: "走不到",
    State.OFF_NETWORK: "不在路网上",
    State.PROBABLE: "很可能走得到",
    State.UNDECIDED: "说不准",
    State.PROVEN_GAP: "一定走不到",
    State.UNPLACED: "没有位置",
}
# In the order in which they are shown; the last one has no points.
STATES = {
    Method.NETWORK: (State.COVERED, State.GAP, State.OFF_NETWORK, State.UNPLACED),
    Method.STRAIGHT: (State.PROBABLE, State.UNDECIDED, State.PROVEN_GAP, State.UNPLACED),
}
# The places that lack a centre for certain: what a ranking of gaps is made of.
LACKING = {Method.NETWORK: State.GAP, Method.STRAIGHT: State.PROVEN_GAP}

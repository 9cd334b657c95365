"""What coverage keeps: the walking network and its edits, where people live, and every analysis."""

from coverage.models.demand import DemandPoint, DemandSet
from coverage.models.edits import RoadEdit
from coverage.models.networks import RoadNetwork
from coverage.models.runs import CoverageRun, compare

__all__ = ["CoverageRun", "DemandPoint", "DemandSet", "RoadEdit", "RoadNetwork", "compare"]

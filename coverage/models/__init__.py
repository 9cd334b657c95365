"""What coverage keeps: the walking network and its edits, where people live, and every analysis."""

from coverage.models.demand import DemandPoint, DemandSet
from coverage.models.edits import RoadEdit
from coverage.models.networks import RoadNetwork
from coverage.models.runs import CoverageRun, compare
from coverage.models.scenarios import CandidateSite, Scenario

__all__ = [
    "CandidateSite",
    "CoverageRun",
    "DemandPoint",
    "DemandSet",
    "RoadEdit",
    "RoadNetwork",
    "Scenario",
    "compare",
]

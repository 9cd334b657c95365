"""What coverage keeps: the walking network and its edits, and where people live."""

from coverage.models.demand import DemandPoint, DemandSet
from coverage.models.edits import RoadEdit
from coverage.models.networks import RoadNetwork

__all__ = ["DemandPoint", "DemandSet", "RoadEdit", "RoadNetwork"]

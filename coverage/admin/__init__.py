"""Roads, their edits, demand points and stored runs in the back office."""

from coverage.admin.demand import DemandSetAdmin
from coverage.admin.edits import RoadEditAdmin
from coverage.admin.networks import RoadNetworkAdmin
from coverage.admin.runs import CoverageRunAdmin

__all__ = ["CoverageRunAdmin", "DemandSetAdmin", "RoadEditAdmin", "RoadNetworkAdmin"]

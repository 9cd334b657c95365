"""Roads, their edits and demand points in the back office."""

from coverage.admin.demand import DemandSetAdmin
from coverage.admin.edits import RoadEditAdmin
from coverage.admin.networks import RoadNetworkAdmin

__all__ = ["DemandSetAdmin", "RoadEditAdmin", "RoadNetworkAdmin"]

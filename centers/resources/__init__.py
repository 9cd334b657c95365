"""Excel in and out: centres and what belongs to them."""

from centers.resources.centers import CenterResource
from centers.resources.hours import HoursResource
from centers.resources.parts import OfferingResource, RoomResource

__all__ = ["CenterResource", "HoursResource", "OfferingResource", "RoomResource"]

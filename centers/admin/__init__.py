"""The centres in the back office."""

from centers.admin.centers import CenterAdmin
from centers.admin.hours import OpeningExceptionAdmin, OpeningHoursAdmin
from centers.admin.offerings import OfferingAdmin
from centers.admin.places import PhotoAdmin, RoomAdmin

__all__ = ["CenterAdmin", "OfferingAdmin", "OpeningExceptionAdmin", "OpeningHoursAdmin", "PhotoAdmin", "RoomAdmin"]

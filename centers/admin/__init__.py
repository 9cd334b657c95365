"""The centres in the back office."""

from centers.admin.centers import CenterAdmin
from centers.admin.corrections import ChangeRequestAdmin
from centers.admin.hours import OpeningExceptionAdmin, OpeningHoursAdmin
from centers.admin.offerings import OfferingAdmin
from centers.admin.places import PhotoAdmin, RoomAdmin
from centers.admin.roadmap import RoadmapTargetAdmin
from centers.admin.texts import TextDraftAdmin

__all__ = [
    "CenterAdmin",
    "ChangeRequestAdmin",
    "OfferingAdmin",
    "OpeningExceptionAdmin",
    "OpeningHoursAdmin",
    "PhotoAdmin",
    "RoadmapTargetAdmin",
    "RoomAdmin",
    "TextDraftAdmin",
]

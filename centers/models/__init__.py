"""Centres and what belongs to one of them."""

from centers.models.center import Center
from centers.models.confirmed import FactGroup
from centers.models.corrections import ChangeRequest, ProposedChange
from centers.models.hours import OpeningException, OpeningHours
from centers.models.offering import Answer, AnsweredMeanwhile, Offering
from centers.models.places import Photo, Room
from centers.models.review import Reviewed, TextDraft
from centers.models.roadmap import RoadmapTarget

__all__ = [
    "Answer",
    "AnsweredMeanwhile",
    "Center",
    "ChangeRequest",
    "FactGroup",
    "Offering",
    "OpeningException",
    "OpeningHours",
    "Photo",
    "ProposedChange",
    "Reviewed",
    "RoadmapTarget",
    "Room",
    "TextDraft",
]

"""Centres and what belongs to one of them."""

from centers.models.center import Center
from centers.models.hours import OpeningException, OpeningHours
from centers.models.offering import Offering
from centers.models.places import Photo, Room

__all__ = ["Center", "Offering", "OpeningException", "OpeningHours", "Photo", "Room"]

"""The territory in the back office."""

from grids.admin.people import GridAliasAdmin, StewardAdmin
from grids.admin.units import GridUnitAdmin

__all__ = ["GridAliasAdmin", "GridUnitAdmin", "StewardAdmin"]

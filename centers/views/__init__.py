"""Public pages that show centres."""

from centers.views.centers import center_detail, center_list
from centers.views.places import grid_unit_detail, where_am_i
from centers.views.services import service_detail

__all__ = ["center_detail", "center_list", "grid_unit_detail", "service_detail", "where_am_i"]

"""Public pages that show centres."""

from centers.views.center import center_detail, center_photo
from centers.views.centers import center_list
from centers.views.corrections import center_correct, center_corrected
from centers.views.map_base import map_base
from centers.views.places import grid_unit_detail, where_am_i
from centers.views.posters import center_code, center_poster
from centers.views.services import service_detail

__all__ = [
    "center_code",
    "center_correct",
    "center_corrected",
    "center_detail",
    "center_list",
    "center_photo",
    "center_poster",
    "grid_unit_detail",
    "map_base",
    "service_detail",
    "where_am_i",
]

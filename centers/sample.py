"""The sample district: everything that no published source gives, made up the same way every time and marked sample.

It needs the divisions, the catalogue and the register, fills only what is empty, and never touches a real fact.
"""

from django.db import transaction

from centers import sample_grid, sample_offerings, sample_people, sample_places, sample_rooms
from centers.models import Offering


@transaction.atomic
def load_sample() -> dict[str, int]:
    """Fill the empty parts of the district; says how many rows of each kind changed, all 0 on a second run."""
    Offering.objects.fill_missing()
    return {
        "区划位置": sample_places.place_units(),
        "网格": sample_grid.build_grids(),
        "人口汇总的区划": sample_grid.add_up_figures(),
        "网格人员": sample_people.appoint_stewards(),
        "可办事项": sample_offerings.answer_offerings(),
        "功能室": sample_rooms.furnish_centers(),
        "中心简介": sample_rooms.describe_centers(),
    }

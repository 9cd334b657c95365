"""The sample district: everything that no published source gives, made up the same way every time and marked sample.

It needs the divisions, the catalogue and the register, fills only what is empty, and never touches a real fact.
"""

from django.db import transaction

from centers.models import Offering
from centers.sample import grid, offerings, people, places, rooms


@transaction.atomic
def load_sample() -> dict[str, int]:
    """Fill the empty parts of the district; says how many rows of each kind changed, all 0 on a second run."""
    Offering.objects.fill_missing()
    return {
        "区划位置": places.place_units(),
        "网格": grid.build_grids(),
        "人口汇总的区划": grid.add_up_figures(),
        "网格人员": people.appoint_stewards(),
        "可办事项": offerings.answer_offerings(),
        "功能室": rooms.furnish_centers(),
        "中心简介": rooms.describe_centers(),
    }

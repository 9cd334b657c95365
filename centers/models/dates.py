"""Dates of one centre's rows are equal, nested or apart: then it is plain which of them decides on a day."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from centers.week import Validity

Dates = tuple[date | None, date | None]  # None is without end on that side


def refuse_crossing(first: date | None, last: date | None, others: Iterable[Dates], other: str) -> None:
    """Refuse dates that cross some of `others`, which are called `other`.

    :raises ValidationError: a sentence that names the dates that are in the way.
    """
    start, end = first or date.min, last or date.max
    for dates in others:
        other_start, other_end = dates[0] or date.min, dates[1] or date.max
        if start < other_start <= end < other_end or other_start < start <= other_end < end:
            label = Validity(*dates).label
            raise ValidationError(f"日期与{other}（{label}）部分重叠，请错开，或者让一条完全包含在另一条里。")

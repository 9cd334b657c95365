"""Dates of one centre's rows are equal, nested or apart: then it is plain which of them decides on a day."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from centers.week import Validity

Dates = tuple[date | None, date | None]  # None is without end on that side


def crosses(first: date | None, last: date | None, other: Dates) -> bool:
    """Whether dates overlap others in part: neither apart, nor one within the other."""
    start, end = first or date.min, last or date.max
    other_start, other_end = other[0] or date.min, other[1] or date.max
    return start < other_start <= end < other_end or other_start < start <= other_end < end


def refuse_crossing(first: date | None, last: date | None, others: Iterable[Dates], other: str) -> None:
    """Refuse dates that cross some of `others`, which are called `other`.

    :raises ValidationError: a sentence that names the dates that are in the way.
    """
    for dates in others:
        if crosses(first, last, dates):
            label = Validity(*dates).label
            raise ValidationError(f"日期与{other}（{label}）部分重叠，请错开，或者让一条完全包含在另一条里。")

"""Which centres count for a question: one truth value a centre, in the order of `Centers`."""

import numpy as np

from centers.models import Center
from coverage.centers_at import Centers
from coverage.questions import Question

# A suspended centre helps nobody today; a closed one no more.
IN_USE = (Center.Status.OPEN,)
TO_COME = (Center.Status.PLANNED, Center.Status.BUILDING)


def mask_of(question: Question, centers: Centers) -> np.ndarray:
    """The centres that count. One query when opening hours or services are asked for, else none."""
    mask = np.isin(centers.statuses, statuses_of(question))
    if question.tier:
        mask &= centers.tiers == question.tier
    if question.year is not None:
        # What is planned has not opened in any year: it stays where it is asked for.
        mask &= (centers.opened <= question.year) | np.isin(centers.statuses, TO_COME)
    if question.asks_the_database:
        mask &= np.isin(centers.pks, _fitting(question))
    return mask


def statuses_of(question: Question) -> tuple[str, ...]:
    """The states in which a centre counts."""
    return IN_USE + TO_COME if question.planned else IN_USE


def _fitting(question):
    """The keys of the centres that are open at the time and do what is asked, by the named reads of the centres."""
    centers = Center.objects.order_by()
    if question.open_at is not None:
        centers = centers.open_at(question.open_at)
    if question.service is not None:
        centers = centers.offering(question.service)
    return list(centers.values_list("pk", flat=True))

"""Dates between which something holds; an empty one is without end on its side."""

from datetime import date

from django.db.models import Q


def holds_q(day: date, first: str = "first", last: str = "last") -> Q:
    """Rows that hold on a day; `first` and `last` are their columns."""
    begun = Q(**{f"{first}__isnull": True}) | Q(**{f"{first}__lte": day})
    return begun & not_over_q(day, last)


def not_over_q(day: date, last: str = "last") -> Q:
    """Rows that hold on a day or will."""
    return Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": day})

"""A place of the territory: what it is, who answers for it, its nearest centre."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def where_am_i(request):
    """Which grid a position lies in. Anyone."""
    return render(request, "grids/where.html", {})


@require_safe
def grid_unit_detail(request, code):
    """What this place is, who answers for it, what lies in it. Anyone."""
    return render(request, "grids/detail.html", {})

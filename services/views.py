"""The catalogue's own page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def service_list(request):
    """All items in their groups, with counts and filters. Anyone."""
    return render(request, "services/list.html", {})

"""The centres' list and the page of one centre."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def center_list(request):
    """Map and list together, with filters that live in the address. Anyone."""
    return render(request, "centers/list.html", {})


@require_safe
def center_detail(request, code):
    """Everything a resident needs before they go. Anyone."""
    return render(request, "centers/detail.html", {})

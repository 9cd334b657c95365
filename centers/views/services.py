"""The guide to one service, with the centres that offer it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def service_detail(request, code):
    """A guide that an old person can follow. Anyone."""
    return render(request, "services/detail.html", {})

"""What every page of the dashboard has around it: the back office's frame, the tabs, and the choice of a unit."""

from django.contrib import admin
from django.shortcuts import render

from oversight.scope import units_to_choose
from oversight.sections import tabs


def page(request, template: str, unit, title: str, *, status: int = 200, **context):
    """A page of the dashboard about a unit."""
    shown = {
        **admin.site.each_context(request),
        "title": f"{title} · {unit.name}",
        "unit": unit,
        "units": units_to_choose(request.user),
        "tabs": tabs(request, unit),
        **context,
    }
    return render(request, f"oversight/{template}.html", shown, status=status)

"""A unit on a sheet of paper, and the code that opens its page."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from grids.models import GridUnit, Steward
from query.addresses import public_address
from query.codes import ancestor_codes
from query.qr import code_answer

STEWARDS_ON_A_POSTER = 4


@require_safe
def grid_unit_poster(request, code):
    """An A4 page for the entrance of a building: where this is, whom to turn to, and the code. Anyone.

    A former code leads to the poster of the present one.
    """
    unit, moved = _in_force(code)
    if moved:
        return HttpResponsePermanentRedirect(f"{unit.get_absolute_url()}poster/")
    stewards = Steward.objects.published().filter(unit__code__in=[*ancestor_codes(unit.code), unit.code])
    return render(
        request,
        "grids/poster.html",
        {
            "section": "grids",
            "unit": unit,
            "above": list(unit.ancestors().without_shapes()),
            "stewards": stewards.select_related("unit")
            .defer("unit__boundary")
            .order_by("-unit__level", "role", "name")[:STEWARDS_ON_A_POSTER],
            "page": unit.get_absolute_url(),
            "address": public_address(request, unit.get_absolute_url()),
            "today": timezone.localdate(),
        },
    )


@require_safe
def grid_unit_code(request, code, kind):
    """The QR code of a unit's page, a former code's of the present one. Anyone."""
    unit, _ = _in_force(code)
    return code_answer(public_address(request, unit.get_absolute_url()), kind)


def _in_force(code):
    """The unit, and whether the code is a former one. A retired unit has no poster."""
    try:
        unit, moved = GridUnit.objects.without_shapes().resolve(code)
    except GridUnit.DoesNotExist:
        raise Http404 from None
    if unit.is_retired:
        raise Http404
    return unit, moved

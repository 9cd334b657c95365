"""A centre on a sheet of paper, and the code that opens its page."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from centers.door_hours import week_of
from centers.models import Center
from centers.schedule import schedule_of
from centers.views.center import published_or_404
from grids.sources import Source
from query.addresses import public_address
from query.qr import code_answer


@require_safe
def center_poster(request, code):
    """An A4 page to put up: where, when, whom to ring, and the code. Anyone; nothing that the centre's page hides."""
    center = published_or_404(code, Center.objects.with_hours())
    offered = center.offerings.filter(item__is_active=True).offered()
    week = week_of(schedule_of(center), timezone.localdate()) if center.hours_are_known else None
    return render(
        request,
        "centers/poster.html",
        {
            "section": "centers",
            "center": center,
            "week": week,
            "offered_count": offered.count(),
            "has_sample_offerings": offered.filter(source=Source.SAMPLE).exists(),
            "page": center.get_absolute_url(),
            "address": public_address(request, center.get_absolute_url()),
            "today": timezone.localdate(),
        },
    )


@require_safe
def center_code(request, code, kind):
    """The QR code of the page of a published centre. Anyone."""
    return code_answer(
        public_address(request, published_or_404(code, Center.objects.only("code")).get_absolute_url()), kind
    )

"""What every public page knows."""

from django.conf import settings

from query.preferences import is_elder


def portal(request):
    """`elder`: whether 长者模式 is on; `host_organisation`, `office_telephone`: from the settings, may be empty."""
    return {
        "elder": is_elder(request),
        "host_organisation": settings.HOST_ORGANISATION,
        "office_telephone": settings.OFFICE_TELEPHONE,
    }

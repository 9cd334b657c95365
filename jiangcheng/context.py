"""What every public page knows."""

from django.conf import settings
from django.core.exceptions import DisallowedHost

from query.addresses import portal_address
from query.preferences import is_elder


def portal(request):
    """What the frame of a page shows.

    `elder`: whether 长者模式 is on; `portal_address`: scheme and host, from the settings or as the visitor has them;
    `host_organisation`, `office_telephone`: from the settings, may be empty.
    """
    return {
        "elder": is_elder(request),
        "portal_address": _portal_address(request),
        "host_organisation": settings.HOST_ORGANISATION,
        "office_telephone": settings.OFFICE_TELEPHONE,
    }


def _portal_address(request):
    """Empty on the page that refuses a host that is not ours."""
    try:
        return portal_address(request)
    except DisallowedHost:
        return ""

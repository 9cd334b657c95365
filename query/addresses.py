"""The portal's public address."""

from django.conf import settings


def portal_address(request) -> str:
    """Scheme and host: `PORTAL_URL` where it is set, otherwise as the visitor has them.

    :raises DisallowedHost: for a host that is not ours.
    """
    return settings.PORTAL_URL or f"{request.scheme}://{request.get_host()}"


def public_address(request, path: str) -> str:
    """The absolute address of a path, as it stands on paper."""
    return portal_address(request) + path

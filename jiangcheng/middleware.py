"""What every answer goes through."""

from ipaddress import ip_address

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.shortcuts import render
from django.urls import resolve

from query.endpoint import Endpoint
from query.params import BadParameter

# The admin's own scripts (Alpine, inline handlers of its widgets) need more than public pages may have.
ADMIN_DIRECTIVES = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": [*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"], "blob:"],
}

BACK_OFFICE = ("/admin/", "/oversight/")


class ClientAddressMiddleware:
    """REMOTE_ADDR is the visitor's address also behind a proxy of ours: lockout and audit trail go by it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.TRUSTED_PROXIES:
            hops = request.headers.get("X-Forwarded-For", "").split(",")
            request.META["REMOTE_ADDR"] = client_address(request.META.get("REMOTE_ADDR", ""), hops)
        return self.get_response(request)


def client_address(nearest: str, hops: list[str]) -> str:
    """The last address on the way here that is no proxy of ours: what stands before it, anybody may have written."""
    address = nearest
    for hop in reversed(hops):
        if not _is_trusted(address):
            break
        try:
            address = str(ip_address(hop.strip()))
        except ValueError:
            break
    return address


def _is_trusted(address: str) -> bool:
    try:
        return any(ip_address(address) in network for network in settings.TRUSTED_PROXIES)
    except ValueError:
        return False


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy of the settings everywhere; a looser one in the back office. What brings its own keeps it."""

    def process_response(self, request, response):
        if HEADER in response:
            return response
        if request.path.startswith(BACK_OFFICE):
            response._csp_config = ADMIN_DIRECTIVES
        return super().process_response(request, response)


class ApiMiddleware:
    """The API is answered from here: whom it answers and what they did before is nothing to it.

    It reads only, for everyone, and explains its refusals itself. What comes after this (sessions, accounts, forgery
    checks, messages, history, lockout) would prepare for each request what no `Endpoint` asks for.
    """

    PREFIX = "/api/v1/"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(self.PREFIX):
            match = resolve(request.path_info)
            if issubclass(getattr(match.func, "cls", object), Endpoint):
                request.resolver_match = match
                return match.func(request, *match.args, **match.kwargs)
        return self.get_response(request)


class BadParameterMiddleware:
    """A query parameter that does not fit answers 400 and says which and why, whichever page it was for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, BadParameter):
            return None
        kept = request.GET.copy()
        kept.pop(exception.parameter, None)
        return render(request, "400.html", {"problem": exception, "without": kept.urlencode()}, status=400)

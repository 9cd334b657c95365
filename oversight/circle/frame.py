"""What every page of coverage has around it: the dashboard's frame, and the way to the roads for whoever keeps them."""

from urllib.parse import urlencode

from accounts.policy import ScopePolicy
from accounts.roles import Right
from oversight.views.frame import page


def circle_page(request, template: str, unit, title: str, *, query: dict | None = None, **context):
    """A page of coverage about a unit.

    :param query: the question as parameters, for the addresses that carry it on.
    """
    asked = {"query": query or {}, "query_text": urlencode(query or {})}
    may_import = ScopePolicy(request.user).has(Right.MANAGE_COVERAGE)
    return page(request, f"circle/{template}", unit, title, may_import_roads=may_import, **asked, **context)

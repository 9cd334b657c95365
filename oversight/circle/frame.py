"""What every page of coverage has around it: the dashboard's frame, and the way to the roads for whoever keeps them."""

from accounts.policy import ScopePolicy
from accounts.roles import Right
from oversight.views.frame import page


def circle_page(request, template: str, unit, title: str, **context):
    """A page of coverage about a unit."""
    may_import = ScopePolicy(request.user).has(Right.MANAGE_COVERAGE)
    return page(request, f"circle/{template}", unit, title, may_import_roads=may_import, **context)

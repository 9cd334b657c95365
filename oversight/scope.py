"""Which unit a page of the dashboard looks at: `?unit=` with a code, else the widest that the account oversees."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied

from accounts.policy import ScopePolicy
from accounts.refusals import NotInScope
from accounts.roles import Right
from accounts.scoped_admin import may
from grids.models import GridUnit
from query.codes import is_code


def check_may_oversee(request) -> None:
    """Only accounts that see the dashboard go on.

    :raises PermissionDenied: for all others.
    """
    if not may(request, Right.SEE_OVERSIGHT):
        raise PermissionDenied


def units_overseen(user):
    """The districts, streets and communities whose figures the account may see."""
    units = GridUnit.objects.filter(ScopePolicy(user).allows_q(Right.SEE_OVERSIGHT, "code"))
    return units.filter(level__lte=GridUnit.Level.COMMUNITY).without_shapes().order_by("level", "code")


def unit_asked(request, params=None) -> GridUnit:
    """The unit that the address asks for; without one the first that the account oversees.

    :raises PermissionDenied: for accounts without the right.
    :raises NotInScope: for what is no code, an unknown unit and one outside the scope alike.
    """
    check_may_oversee(request)
    code = (request.GET if params is None else params).get("unit", "").strip()
    units = units_overseen(request.user)
    wanted = units.filter(code=code) if code else units
    unit = wanted.first() if is_code(code) or not code else None
    if unit is None:
        raise NotInScope(GridUnit._meta.verbose_name, code)
    return unit


def units_to_choose(user) -> list[GridUnit]:
    """The districts and streets among which a person chooses."""
    return list(units_overseen(user).current().filter(level__lte=GridUnit.Level.STREET).only("code", "name", "level"))


def with_query(address: str, **query) -> str:
    """An address with those parameters that have a value."""
    kept = {name: value for name, value in query.items() if value not in ("", None)}
    return f"{address}?{urlencode(kept)}" if kept else address

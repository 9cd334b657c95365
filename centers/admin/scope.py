"""Which part of their scope a person looks at on a page of the back office: `?unit=` with the code of a unit."""

from django.core.exceptions import PermissionDenied

from accounts.refusals import NotInScope
from accounts.roles import Right
from accounts.scoped_admin import may
from centers.models import Center
from grids.models import GridUnit
from query.codes import is_code


def check_may_read(request) -> None:
    """Only accounts that read records go on.

    :raises PermissionDenied: for all others.
    """
    if not may(request, Right.READ_RECORDS):
        raise PermissionDenied


def unit_asked(request) -> GridUnit | None:
    """The unit of `?unit=`, None without it.

    :raises NotInScope: for what is no code, an unknown unit and one outside the scope alike.
    """
    code = request.GET.get("unit", "").strip()
    if not code:
        return None
    units = GridUnit.objects.visible_to(request.user).without_shapes()
    unit = units.filter(code=code).first() if is_code(code) else None
    if unit is None:
        raise NotInScope(GridUnit._meta.verbose_name, code)
    return unit


def centers_of(request, unit: GridUnit | None):
    """The centres that the account sees, under the unit if there is one."""
    centers = Center.objects.visible_to(request.user)
    return centers.under(unit.code) if unit else centers


def names_of(codes) -> dict[str, str]:
    """The names of units by their codes."""
    return dict(GridUnit.objects.filter(code__in=codes).values_list("code", "name"))

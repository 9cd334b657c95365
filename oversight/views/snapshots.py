"""The snapshots of a unit, and the button that takes them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.policy import ScopePolicy
from accounts.roles import Right
from oversight.models import LONGEST_NOTE, Snapshot, units_with_snapshots
from oversight.periods import Period, takeable
from oversight.scope import check_may_oversee, unit_asked, with_query
from oversight.views.frame import page
from query.paging import paginate
from query.params import Params

ROWS = 50


def snapshots(request):
    """The snapshots of a unit in scope: whoever sees the dashboard. POST takes those of a period: the department."""
    check_may_oversee(request)
    may_take = ScopePolicy(request.user).has(Right.MANAGE_COVERAGE)
    if request.method == "POST":
        if not may_take:
            raise PermissionDenied
        return _take(request)
    return _list(request, may_take)


def _take(request):
    written, note = request.POST.get("period", ""), request.POST.get("note", "")
    try:
        taken = Snapshot.take(_read(written), units_with_snapshots(), by=request.user, note=note)
    except ValidationError as error:
        return _list(request, True, problem="".join(error.messages), chosen=written, note=note, status=400)
    messages.success(request, f"已生成{taken[0].label}的快照，共{len(taken)}份：全区和各街道（镇）。")
    return HttpResponseRedirect(with_query(reverse("oversight:snapshots"), unit=request.GET.get("unit")))


def _read(written):
    try:
        return Period.read(written)
    except ValueError:
        raise ValidationError("请选择时期。") from None


def _list(request, may_take, *, problem="", chosen="", note="", status=200):
    unit = unit_asked(request)
    kept = Snapshot.objects.visible_to(request.user).of(unit).select_related("taken_by").defer("reading", "figures")
    return page(
        request,
        "snapshots",
        unit,
        "快照",
        status=status,
        page=paginate(kept, Params(request.GET), ROWS),
        carried=f"unit={unit.code}",
        may_take=may_take,
        periods=takeable(timezone.localdate()) if may_take else [],
        problem=problem,
        chosen=chosen,
        note=note,
        longest_note=LONGEST_NOTE,
    )

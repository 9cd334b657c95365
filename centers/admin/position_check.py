"""What the centre's form asks while a position is being pasted or drawn: nothing is stored here."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.refusals import NotInScope
from accounts.roles import Right
from accounts.scoped_admin import may
from centers.coordinates import CoordinateSystem
from centers.models import Center
from centers.outline import is_near_district
from centers.pasted_position import LONGEST_TEXT
from centers.placement import FAR_MOVE_M, TOO_FAR, PositionRefused, distance_text, place, read_position
from grids.models import GridUnit
from query.keys import row_with_key
from query.params import BadParameter, Params


@never_cache
@require_POST
def position_check(request):
    """The place that a text or a point means, and what is odd about it, as JSON. Accounts that edit records.

    Takes `text` (with `system`, `exchange`) or `lon` and `lat`; `center` and `unit` are keys, both optional.
    A text that cannot be used is an ordinary answer, with `problem`; a foreign or unknown key is a 404.
    """
    if not may(request, Right.EDIT_RECORDS):
        raise PermissionDenied
    asked = Params(request.POST)
    center = _mine(Center.objects.editable_by(request.user), request.POST.get("center"))
    unit = _mine(GridUnit.objects.editable_by(request.user).without_shapes(), request.POST.get("unit"))
    try:
        point, answer = _what_is_meant(request, asked)
    except PositionRefused as refused:
        return JsonResponse(_refusal(refused))
    placement = place(point, center=center, unit=unit)
    is_far = placement.moved_m is not None and placement.moved_m > FAR_MOVE_M
    answer |= {
        "lon": point.x,
        "lat": point.y,
        # A warning says it already when it is far.
        "moved": "" if placement.moved_m is None or is_far else distance_text(placement.moved_m),
        "warnings": placement.warnings,
        "token": placement.token,
    }
    return JsonResponse(answer)


def _mine(rows, key):
    """The row with this key, None without a key; a key of nothing in scope is a 404."""
    if not key:
        return None
    if (row := row_with_key(rows, key)) is None:
        raise NotInScope(rows.model._meta.verbose_name, key)
    return row


def _what_is_meant(request, asked):
    """The WGS-84 point, and what the person reads about how it was understood."""
    text = request.POST.get("text", "").strip()
    if not text:
        point = asked.position()
        if point is None:
            raise BadParameter("text", "要有粘贴的坐标，或者图上的一点。")
        if not is_near_district(point.x, point.y):
            raise PositionRefused("location", TOO_FAR)
        return point, {"says": "", "system": ""}
    if len(text) > LONGEST_TEXT:
        raise BadParameter("text", f"最多{LONGEST_TEXT}个字。")
    system = asked.choice("system", [known.value for known in CoordinateSystem])
    reading = read_position(text, system or "", exchange=bool(asked.flag("exchange")))
    answer = {"says": reading.says, "system": reading.pasted.system or ""}
    return reading.point, answer | _offer(reading.pasted if reading.pasted.order_was_swapped else None)


def _refusal(refused):
    return {"problem": str(refused), "field": refused.field} | _offer(refused.offered)


def _offer(pasted):
    """The pair the other way round, where it was written in the wrong order."""
    return {"offer": {"lon": pasted.lon, "lat": pasted.lat}} if pasted else {}

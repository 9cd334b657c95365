"""What decisions about a centre have in common: refusals, who may decide, and writing what was decided."""

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.policy import ScopePolicy
from accounts.roles import Right
from centers.models.center import Center
from centers.models.confirmed import FactGroup

LONGEST_REASON = 200


class Refused(ValidationError):
    """A decision that cannot be carried out. Nothing has changed; the message says why."""


class Conflict(Refused):
    """A decision that the record does not allow as it stands now, or not to this person."""


def demand(by, right: Right, center_id: int) -> None:
    """Make sure that the account has the right at the centre.

    :raises PermissionDenied: when it has not.
    """
    scope = ScopePolicy(by).allows_q(right, "unit__code")
    if not Center.objects.filter(scope, pk=center_id).exists():
        raise PermissionDenied


def reason_of(text: str | None, lacking: str) -> str:
    """A reason as it is kept.

    :raises Refused: with `lacking` when there is none, or when it is too long or cannot be shown.
    """
    text = " ".join((text or "").split())
    if not text:
        raise Refused(lacking)
    if len(text) > LONGEST_REASON:
        raise Refused(f"原因最多{LONGEST_REASON}个字，现在有{len(text)}个。")
    if "\ufffd" in text or not text.isprintable():
        raise Refused("原因里有不能显示的字符，请重新写。")
    return text


def locked_center(pk: int) -> Center:
    """The centre as it is stored, which nobody else changes before the transaction ends."""
    return Center.objects.select_for_update().get(pk=pk)


def write_facts(center: Center, group: FactGroup, *, by, reason: str, **values) -> None:
    """Write values of a centre, with history; whoever writes them vouches for their group today.

    :raises ValidationError: when a value does not fit.
    """
    for name, value in values.items():
        setattr(center, name, value)
    others = {field.name for field in Center._meta.concrete_fields} - set(values)
    center.full_clean(exclude=others)
    center.vouch([group], by)
    center._history_user = by
    center._change_reason = reason
    center.save()

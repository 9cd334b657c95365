"""Bringing a former value, or a deleted part, of a record back."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.recorded import Recorded
from accounts.timeline import histories_of, may_restore

REASON = "恢复旧值"
OUT_OF_SCOPE = "旧值会把它改到您管不到的地方，没有恢复。请由上级恢复。"


class NothingToRestore(LookupError):
    """The history knows no such change of this record."""


@transaction.atomic
def restore(record: Recorded, model_label: str, history_id: int, name: str, *, request) -> Recorded:
    """Undo one change of a record or of a part of it: a field gets the value it had before, a deleted row comes back.

    Nothing but the field is written (and what goes with it, see `Recorded.being_restored`).

    :param name: the field; empty for a deleted row.
    :raises NothingToRestore: when the change is not in the record's history, is of a kind that is not set back, or the
        row belongs to another record by now.
    :raises ValidationError: when the former value breaks a rule of today, or takes the row out of the account's scope.
    """
    model, belongs, change = _change_of(record, model_label, history_id)
    row = _field_back(model, belongs, change, name) if name else _row_back(change)
    noted = row.being_restored(name, request.user)
    row._change_reason = REASON
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError([f"旧值现在不能用：{message}" for message in error.messages]) from error
    row.save(**({"update_fields": {name, *noted}} if name else {}))
    _refuse_leaving_scope(row, request.user)
    detail = {"model": model_label, "row": row.pk, "field": name}
    audit.record(audit.Action.RESTORE, request=request, subject=str(record), subject_key=record.pk, detail=detail)
    return row


def _change_of(record, model_label, history_id):
    for model, belongs in histories_of(record):
        if model._meta.label == model_label:
            change = model.history.filter(history_id=history_id, **belongs).first()
            if change is not None:
                return model, belongs, change
    raise NothingToRestore


def _row_back(change):
    row = change.instance
    if change.history_type != "-" or type(row)._base_manager.filter(pk=row.pk).exists():
        raise NothingToRestore
    row._state.adding = True
    return row


def _field_back(model, belongs, change, name):
    before = change.prev_record
    tracked = {field.name: field for field in model.history.model.tracked_fields}.get(name)
    # A part that has gone to another record is that record's to change, whatever our history knows of it.
    row = model._base_manager.select_for_update().filter(pk=change.instance.pk, **belongs).first()
    if before is None or row is None or tracked is None or not may_restore(model, name):
        raise NothingToRestore
    setattr(row, tracked.attname, getattr(before, tracked.attname))
    return row


def _refuse_leaving_scope(row, user):
    rows = type(row)._default_manager
    if hasattr(rows, "editable_by") and not rows.editable_by(user).filter(pk=row.pk).exists():
        raise ValidationError(OUT_OF_SCOPE)

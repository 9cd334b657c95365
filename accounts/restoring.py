"""Bringing a former value, or a deleted part, of a record back."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.recorded import Recorded
from accounts.timeline import histories_of, may_restore

REASON = "恢复旧值"


class NothingToRestore(LookupError):
    """The history knows no such change of this record."""


@transaction.atomic
def restore(record: Recorded, model_label: str, history_id: int, name: str, *, request) -> Recorded:
    """Undo one change of a record or of a part of it: a field gets the value it had before, a deleted row comes back.

    :param name: the field; empty for a deleted row.
    :raises NothingToRestore: when the change is not in the record's history, or is of a kind that is not set back.
    :raises ValidationError: when the former value breaks a rule of today.
    """
    model, change = _change_of(record, model_label, history_id)
    row = _row_back(change) if not name else _field_back(model, change, name)
    row._change_reason = REASON
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError([f"旧值现在不能用：{message}" for message in error.messages]) from error
    row.save()
    detail = {"model": model_label, "row": row.pk, "field": name}
    audit.record(audit.Action.RESTORE, request=request, subject=str(record), subject_key=record.pk, detail=detail)
    return row


def _change_of(record, model_label, history_id):
    for model, condition in histories_of(record):
        if model._meta.label == model_label:
            change = model.history.filter(history_id=history_id, **condition).first()
            if change is not None:
                return model, change
    raise NothingToRestore


def _row_back(change):
    row = change.instance
    if change.history_type != "-" or type(row)._base_manager.filter(pk=row.pk).exists():
        raise NothingToRestore
    row._state.adding = True
    return row


def _field_back(model, change, name):
    before = change.prev_record
    tracked = {field.name: field for field in model.history.model.tracked_fields}.get(name)
    row = model._base_manager.filter(pk=change.instance.pk).first()
    if before is None or row is None or tracked is None or not may_restore(model, name):
        raise NothingToRestore
    setattr(row, tracked.attname, getattr(before, tracked.attname))
    return row

"""What happened to a record, newest first: who, when, old → new, with the parts that belong to it.

Read from the tables of django-simple-history; a change is the difference between two states of one row.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from accounts.folding import folded
from accounts.recorded import BASELINE, Recorded
from accounts.wording import NOTHING, in_words

# Of each model: a record with a longer history shows its newest part and says so.
MOST_ROWS = 400
LONGEST_WORDS = 200
KINDS = {"+": "新增", "~": "修改", "-": "删除"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that got another value; `old` and `new` in words."""

    name: str
    label: str
    old: str
    new: str
    can_restore: bool


@dataclass(slots=True)
class Entry:
    """One change of a record or of a part of it."""

    history_id: int
    model_label: str
    at: datetime
    by: str
    kind: str
    subject: str  # which part, in words; empty for the record itself
    reason: str
    changes: list[FieldChange] = field(default_factory=list)
    also: list[str] = field(default_factory=list)  # the other parts that got the same changes in the same act

    @property
    def parts(self) -> list[str]:
        """All the parts that the entry tells of."""
        return [self.subject, *self.also]

    @property
    def is_deletion(self) -> bool:
        """Whether the row went, and may be brought back."""
        return self.kind == KINDS["-"]


@dataclass(slots=True)
class Timeline:
    """The entries of a record, and whether older ones were left out."""

    entries: list[Entry]
    is_cut: bool


def timeline_of(record: Recorded, shows: Callable[[type], bool] = lambda model: True) -> Timeline:
    """The history of a record and of the rows that belong to it; two queries for each model, however many rows.

    :param shows: whether rows of a model are told of.
    """
    entries, is_cut = [], False
    for model, condition in histories_of(record):
        if not shows(model):
            continue
        rows = list(model.history.filter(**condition).select_related("history_user").order_by(*_NEWEST)[:MOST_ROWS])
        is_cut = is_cut or len(rows) == MOST_ROWS
        entries += _entries(record, model, rows)
    entries.sort(key=lambda entry: (entry.at, entry.history_id), reverse=True)
    return Timeline(folded(entries), is_cut)


def histories_of(record: Recorded) -> list[tuple[type[Recorded], dict]]:
    """The recorded models that hold rows of this record, each with the condition on them and on their history."""
    found = [(type(record), {record._meta.pk.name: record.pk})]
    for relation in record._meta.related_objects:
        model = relation.related_model
        if issubclass(model, Recorded) and relation.on_delete is models.CASCADE:
            found.append((model, {f"{relation.field.name}_id": getattr(record, relation.field.target_field.attname)}))
    return found


def may_restore(model: type[Recorded], name: str) -> bool:
    """Whether a person may set a single field back: not what a workflow or an operation of its own decides."""
    model_field = model._meta.get_field(name)
    return model_field.editable and name not in model.not_restorable and not isinstance(model_field, models.FileField)


_NEWEST = ("-history_date", "-history_id")


def _entries(record, model, rows):
    by_row = defaultdict(list)
    for row in rows:
        by_row[getattr(row, model._meta.pk.attname)].append(row)
    names = _Names(model, rows)
    entries = []
    for states in by_row.values():
        for newer, older in zip(states, [*states[1:], None], strict=True):
            if newer.history_change_reason == BASELINE:
                continue
            entry = _entry(record, model, newer, names)
            if newer.history_type == "~" and older is not None:
                entry.changes = _changes(model, older, newer, names)
                if not entry.changes:
                    continue
            entries.append(entry)
    return entries


def _entry(record, model, row, names):
    subject = ""
    if model is not type(record):
        tracked = model._meta.get_field(model.named_by)
        name = names.words(tracked, getattr(row, tracked.attname))
        subject = f"{model._meta.verbose_name}" + (f" {name}" if name != NOTHING else "")
    return Entry(
        history_id=row.history_id,
        model_label=model._meta.label,
        at=row.history_date,
        by=row.history_user.shown_name if row.history_user else "系统",
        kind=KINDS[row.history_type],
        subject=subject,
        reason=row.history_change_reason or "",
    )


def _changes(model, older, newer, names):
    found = []
    for tracked in model.history.model.tracked_fields:
        old, new = getattr(older, tracked.attname), getattr(newer, tracked.attname)
        if old == new:
            continue
        found.append(
            FieldChange(
                tracked.name,
                str(tracked.verbose_name),
                names.words(tracked, old),
                names.words(tracked, new),
                may_restore(model, tracked.name),
            )
        )
    return found


class _Names:
    """Names of the rows that foreign keys of history rows lead to; one query for each model that they lead to."""

    def __init__(self, model, rows):
        self._model, self._known = model, {}
        wanted = defaultdict(set)
        for tracked in model.history.model.tracked_fields:
            if not tracked.is_relation:
                continue
            values = {getattr(row, tracked.attname) for row in rows}
            # Only for those that differ: what belongs to one record names it in every row.
            if len(values) > 1 or tracked.name == model.named_by:
                wanted[tracked.related_model, tracked.target_field.attname] |= values - {None}
        for (related, target), values in wanted.items():
            found = related._base_manager.filter(**{f"{target}__in": values})
            self._known[related, target] = {getattr(row, target): _name_of(row) for row in found}

    def of(self, tracked, value) -> str:
        """The name of the row with this key."""
        known = self._known.get((tracked.related_model, tracked.target_field.attname), {})
        return known.get(value) or f"{value}（已不存在）"

    def words(self, tracked, value) -> str:
        """A field's value as a person reads it, cut to what a page can show."""
        told = in_words(self._model, tracked, value, self.of) or NOTHING
        return told if len(told) <= LONGEST_WORDS else told[: LONGEST_WORDS - 1] + "…"


def _name_of(row) -> str:
    """A person as colleagues know them, anything else as it calls itself."""
    return getattr(row, "shown_name", "") or str(row)

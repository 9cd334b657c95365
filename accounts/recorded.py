"""Records whose every change is kept: who, when, what stood there before (django-simple-history).

A record's first change also keeps what stood there before it, so that a table filled in bulk needs no history rows of
its own until somebody changes it.
"""

from django.db import models, transaction
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_update_with_history

# Counters that change with every change: they say nothing.
UNTOLD = {"revision", "modified"}
BASELINE = "原有内容"
AT_ONCE = 200


class FormerStates(HistoricalRecords):
    """History of a model, without the fields of UNTOLD that it has."""

    def create_history_model(self, model, inherited):
        self.excluded_fields = [field.name for field in model._meta.fields if field.name in UNTOLD]
        return super().create_history_model(model, inherited)

    def fields_included(self, model):
        return [field for field in model._meta.fields if field.name not in UNTOLD]


class Recorded(models.Model):
    """Base of models whose changes are kept. `history` is the manager of their former states."""

    history = FormerStates(inherit=True)

    # The field that tells one row from its neighbours in the history of what they belong to.
    named_by = "name"
    # Fields that nobody sets back one by one, because an operation of their own changes them.
    not_restorable = frozenset()

    class Meta:
        abstract = True

    @classmethod
    def value_words(cls, name: str, value) -> str | None:
        """A field's value in words, where its type and choices do not tell it; None leaves it to them."""
        return None

    def being_restored(self, name: str, by) -> list[str]:
        """`by` is setting the field `name` back, or bringing the deleted row back (no name): what the model notes.

        Called before the row is saved; answers the fields beside `name` that are to be saved with it.
        """
        return []

    def save(self, **kwargs):
        with transaction.atomic():
            if not self._state.adding:
                keep_what_stands(type(self), [self.pk])
            super().save(**kwargs)


class RecordedQuerySet(models.QuerySet):
    """Changes in bulk that leave a history. A plain `update()` leaves none: it is for what no person decides, and for
    samples, which fill a new table."""

    def change(self, *, by=None, reason: str = "", **values) -> int:
        """Set `values` on every row that differs, with a history entry each; says how many rows changed.

        :param by: the account that changes them; None takes that of the request at hand.
        """
        differing = [row for row in self if any(getattr(row, name) != value for name, value in values.items())]
        for row in differing:
            for name, value in values.items():
                setattr(row, name, value)
        update_recorded(differing, list(values), by=by, reason=reason)
        return len(differing)

    change.alters_data = True

    def change_at_once(self, *, by=None, reason: str = "", **expressions) -> int:
        """The same by one statement, for values that the database works out of what stands there."""
        with transaction.atomic():
            keys = list(self.order_by().values_list("pk", flat=True))
            keep_what_stands(self.model, keys)
            changed = self.update(**expressions)
            for start in range(0, len(keys), AT_ONCE):
                rows = self.model._base_manager.filter(pk__in=keys[start : start + AT_ONCE])
                self.model.history.bulk_history_create(
                    rows, update=True, default_user=by, default_change_reason=reason or None
                )
        return changed

    change_at_once.alters_data = True


def update_recorded(rows, fields, *, by=None, reason: str = "", is_kept: bool = False) -> None:
    """Write `fields` of changed rows of one model in bulk, with a history entry each.

    :param is_kept: the caller has called `keep_what_stands` and has moved rows out of each other's way since.
    """
    rows = list(rows)
    if not rows:
        return
    model = type(rows[0])
    with transaction.atomic():
        if not is_kept:
            keep_what_stands(model, [row.pk for row in rows])
        bulk_update_with_history(
            rows, model, fields, batch_size=AT_ONCE, default_user=by, default_change_reason=reason or None
        )


def create_recorded(rows, *, by=None, reason: str = "") -> list:
    """Write new rows of one model in bulk, with a history entry each."""
    rows = list(rows)
    if not rows:
        return []
    model = type(rows[0])
    rows = model._default_manager.bulk_create(rows)
    model.history.bulk_history_create(rows, batch_size=AT_ONCE, default_user=by, default_change_reason=reason or None)
    return rows


def delete_recorded(rows, *, by=None, reason: str = "") -> None:
    """Delete rows one by one, and what goes with them, with who and why in their history."""
    for row in rows:
        row._history_user, row._change_reason = by, reason or None
        row.delete()


def keep_what_stands(model, keys) -> None:
    """Keep the stored state of these rows where the history does not end with it, so that it can be set back.

    A row may have been made or changed past its history: by a command, or by code that fills a table. Whoever changes
    it now did not write what stood there before, so such an entry names nobody.
    """
    keys = [key for key in keys if key is not None]
    key_name = model._meta.pk.name
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        newest = model.history.filter(**{f"{key_name}__in": some}).order_by().values(key_name)
        newest = newest.annotate(newest=models.Max("history_id")).values("newest")
        kept = {getattr(entry, key_name): entry for entry in model.history.filter(history_id__in=newest)}
        standing = model._base_manager.filter(pk__in=some)
        differing = [row for row in standing if not _ends_with(kept.get(row.pk), row)]
        for row in differing:
            row._history_user = None
        model.history.bulk_history_create(differing, update=True, default_change_reason=BASELINE)


def _ends_with(entry, row) -> bool:
    """Whether a history entry says what the row says."""
    return entry is not None and all(
        getattr(row, field.attname) == getattr(entry, field.attname) for field in entry.tracked_fields
    )

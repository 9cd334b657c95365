"""The state changes of a centre's opening hours: a week is replaced, a season removed, a timetable handed on.

Each is one transaction, leaves a history entry for every row that differs, and says that somebody vouches for the
hours from today on.
"""

from collections import defaultdict

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.recorded import create_recorded, delete_recorded, keep_what_stands, update_recorded
from centers.models.confirmed import FactGroup
from centers.models.dates import refuse_crossing
from centers.week import RowValues, Validity, Week, fingerprint, rows_of, validity_of
from grids.sources import Source

CHANGED_MEANWHILE = "刚才有人改过这里的开放时间。下面是您填的，请和现在的比一比，再保存一次。"
MOST_AT_ONCE = 300  # centres that one person changes with one click and can still look over


class Timetabled(models.Model):
    """A centre's ways to change its hours. `by` is the person, None the one of the request at hand."""

    class Meta:
        abstract = True

    def periods(self) -> dict[Validity, list]:
        """The stored rows by the dates they hold for; 常年 comes first."""
        found = defaultdict(list)
        for row in self.opening_hours.all():
            found[validity_of(row)].append(row)
        return dict(sorted(found.items(), key=lambda item: (not item[0].is_always, item[0].key)))

    def _stored_hours(self) -> list:
        """The rows as they stand now: `opening_hours` may have been prefetched before the lock."""
        return list(self.opening_hours.model.objects.filter(center=self.pk))

    def set_week(
        self,
        validity: Validity,
        week: Week,
        *,
        by=None,
        instead_of: Validity | None = None,
        is_new: bool = False,
        source: str = Source.SURVEY,
        leftover_is_read: bool = False,
        seen: str | None = None,
    ) -> None:
        """Replace the rows of one period.

        :param instead_of: the period that is replaced, when its dates change as well.
        :param is_new: whether it is one more period, which replaces none.
        :param leftover_is_read: whether what the register's text left unread now stands in the hours.
        :param seen: fingerprint of the period's rows as the person saw them.
        :raises ValidationError: for an empty week, dates that cross another period's, or rows that have changed since.
        """
        instead_of = validity if instead_of is None else instead_of
        wanted = rows_of(week, validity)
        if not wanted:
            raise ValidationError("一周都没有开放时间。几天不开放的，请用“特别安排”；长期不开放的，请改中心的状态。")
        with transaction.atomic():
            lock_centers([self.pk])
            rows = self._stored_hours()
            replaced = [] if is_new else [row for row in rows if validity_of(row) == instead_of]
            if seen is not None and seen != fingerprint(replaced):
                raise ValidationError(CHANGED_MEANWHILE, code="changed_meanwhile")
            others = {validity_of(row) for row in rows if row not in replaced}
            if validity in others:
                raise ValidationError(f"已经有“{validity.label}”这个时段了，请直接改它。")
            refuse_crossing(validity.first, validity.last, [(one.first, one.last) for one in others], "另一个时段")
            self._replace({self.pk: replaced}, wanted, by)
            self._vouch_for_hours([self.pk], by, source, leftover_is_read)

    def remove_period(self, validity: Validity, *, by=None) -> bool:
        """Delete one period; says whether there was one. Without any hours left, they are unknown again."""
        with transaction.atomic():
            lock_centers([self.pk])
            rows = self._stored_hours()
            gone = [row for row in rows if validity_of(row) == validity]
            self._replace({self.pk: gone}, [], by)
            if gone and len(gone) == len(rows):
                nobody = self.unconfirmed_values([FactGroup.HOURS])
                type(self).objects.filter(pk=self.pk).change(by=by, hours_source="", **nobody)
        return bool(gone)

    def copy_hours_of(self, other, *, by=None) -> None:
        """Take over another centre's weekly rows as they stand. Nobody has confirmed them for this one yet."""
        with transaction.atomic():
            lock_centers([self.pk])
            self._replace({self.pk: []}, [_values(row) for row in other._stored_hours()], by)
            nobody = self.unconfirmed_values([FactGroup.HOURS])
            type(self).objects.filter(pk=self.pk).change(by=by, **nobody)

    def hand_hours_to(
        self,
        centers,
        *,
        by=None,
        source: str = Source.SURVEY,
        leftover_is_read: bool = False,
        seen: str | None = None,
    ) -> int:
        """Give every one of `centers` (a queryset) this centre's whole timetable in place of its own.

        Dated exceptions stay as they are everywhere. Says how many centres got it.

        :param seen: `hours_fingerprint` of this centre and those, as the person saw them.
        :raises ValidationError: when there is nothing to hand on, too many centres, or something has changed since.
        """
        keys = list(centers.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(keys) > MOST_AT_ONCE:
            raise ValidationError(f"一次最多改{MOST_AT_ONCE}个中心，请分几次。")
        model = self.opening_hours.model
        with transaction.atomic():
            lock_centers([self.pk, *keys])
            if seen is not None and seen != hours_fingerprint(model, [self.pk, *keys]):
                raise ValidationError(CHANGED_MEANWHILE, code="changed_meanwhile")
            wanted = [_values(row) for row in self._stored_hours()]
            if not wanted:
                raise ValidationError("这个中心还没有开放时间，没有可以复制的。")
            existing = {key: [] for key in keys}
            for row in model.objects.filter(center__in=keys):
                existing[row.center_id].append(row)
            self._replace(existing, wanted, by)
            self._vouch_for_hours(keys, by, source, leftover_is_read)
        return len(keys)

    def _replace(self, existing, wanted, by):
        replace_rows(self.opening_hours.model, existing, dict.fromkeys(existing, wanted), by=by)

    def _vouch_for_hours(self, keys, by, source, leftover_is_read):
        """Say who vouches for the hours of these centres from today on."""
        values = self.confirmed_values([FactGroup.HOURS], by) | {"hours_source": source}
        if leftover_is_read:
            values["hours_leftover"] = ""
        type(self).objects.filter(pk__in=keys).change(by=by, **values)


def hours_fingerprint(model, keys) -> str:
    """The fingerprint of the weekly rows of these centres."""
    return fingerprint(model.objects.filter(center__in=keys))


def lock_centers(keys) -> None:
    """Hold these centres until the transaction ends, always in the order of their keys."""
    centers = apps.get_model("centers", "Center").objects
    list(centers.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def _values(row) -> RowValues:
    return RowValues(*(getattr(row, name) for name in RowValues._fields))


def replace_rows(model, existing: dict[int, list], wanted: dict[int, list[RowValues]], *, by, reason: str = "") -> None:
    """Make the rows of centres, by their keys, say what is wanted.

    Equal rows stay and others are used again, so that a changed time is a change in the history and not a loss.
    """
    changed, fresh, surplus = [], [], []
    for center_id, rows in existing.items():
        spare, lacking = list(rows), []
        for values in wanted[center_id]:
            same = next((row for row in spare if _values(row) == values), None)
            if same is None:
                lacking.append(values)
            else:
                spare.remove(same)
        for values in lacking:
            if spare:
                changed.append(_with_values(spare.pop(0), values))
            else:
                fresh.append(model(center_id=center_id, **values._asdict()))
        surplus += spare
    # Also of rows that go: what stood there can then be set back.
    keep_what_stands(model, [row.pk for row in (*changed, *surplus)])
    update_recorded(changed, RowValues._fields, by=by, reason=reason, is_kept=True)
    create_recorded(fresh, by=by, reason=reason)
    delete_recorded(surplus, by=by, reason=reason)


def _with_values(row, values: RowValues):
    for name, value in values._asdict().items():
        setattr(row, name, value)
    return row

"""Centres with rows laid over them, into the database: in bulk, with a history entry each."""

from django.db.models import F

from accounts.recorded import create_recorded, delete_recorded, keep_what_stands, update_recorded
from centers.hours import Period
from centers.indexing import index_centers
from centers.models import Center, Offering, OpeningHours
from centers.register.facts import Overlay

AT_ONCE = 500
NAMES = {"name": F("code"), "demonstration_no": None}
HOURS_FIELDS = ("weekdays", "opens", "closes", "closed_on_holidays")


def write_overlays(overlays: list[Overlay], *, by=None, reason: str, progress=None) -> None:
    """Everything that differs, with a fixed number of statements for so many centres.

    :param progress: called with how many centres are done and of how many.
    """
    differing = [overlay for overlay in overlays if overlay.is_new or overlay.changes]
    standing = [overlay for overlay in differing if overlay.is_changed]
    keep_what_stands(Center, [overlay.center.pk for overlay in standing])
    for name in NAMES:
        make_room(name, [overlay.center.pk for overlay in standing if name in overlay.fields])
    for start in range(0, len(differing), AT_ONCE):
        some = differing[start : start + AT_ONCE]
        create_recorded([overlay.center for overlay in some if overlay.is_new], by=by, reason=reason)
        changed = [overlay for overlay in some if overlay.is_changed]
        fields = set().union(*(overlay.fields for overlay in changed))
        update_recorded([overlay.center for overlay in changed], sorted(fields), by=by, reason=reason, is_kept=True)
        timetables = {overlay.center: overlay.hours.periods for overlay in some if overlay.hours}
        replace_hours(timetables, by=by, reason=reason)
        index_centers(overlay.center for overlay in some)
        if progress:
            progress(start + len(some), len(differing))
    Offering.objects.fill_missing()


def make_room(name: str, keys) -> None:
    """Let centres exchange what only one may have (`NAMES`). For a moment it is free: codes are nobody's name."""
    if keys:
        Center.objects.filter(pk__in=keys).update(**{name: NAMES[name]})


def replace_hours(timetables: dict[Center, tuple[Period, ...]], *, first=None, last=None, by=None, reason: str) -> None:
    """Give centres the timetables of one period (without dates: the usual one); other periods stay.

    Rows that are there already are used again, so that a changed time is a change in the history and not a loss.
    """
    if not timetables:
        return
    standing = {center.pk: [] for center in timetables}
    for row in OpeningHours.objects.filter(center__in=timetables, first=first, last=last).order_by("pk"):
        standing[row.center_id].append(row)
    new, changed, surplus = [], [], []
    for center, periods in timetables.items():
        rows = standing[center.pk]
        wanted = _rows_of(center, periods, first, last)
        kept = [row for row in rows if _told(row) in {_told(each) for each in wanted}]
        missing = [row for row in wanted if _told(row) not in {_told(each) for each in kept}]
        free = [row for row in rows if row not in kept]
        for row, told in zip(free, missing, strict=False):
            for name in HOURS_FIELDS:
                setattr(row, name, getattr(told, name))
            changed.append(row)
        new += missing[len(free) :]
        surplus += free[len(missing) :]
    keep_what_stands(OpeningHours, [row.pk for row in (*changed, *surplus)])
    create_recorded(new, by=by, reason=reason)
    update_recorded(changed, HOURS_FIELDS, by=by, reason=reason)
    delete_recorded(surplus, by=by, reason=reason)


def _rows_of(center, periods, first, last) -> list[OpeningHours]:
    return [
        OpeningHours(
            center=center,
            first=first,
            last=last,
            weekdays=span.weekdays,
            opens=span.opens,
            closes=span.closes,
            closed_on_holidays=period.closed_on_holidays,
        )
        for period in periods
        for span in period.spans
    ]


def _told(row: OpeningHours) -> tuple:
    return tuple(getattr(row, name) for name in HOURS_FIELDS)

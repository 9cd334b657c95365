"""Centres with rows laid over them, into the database: in bulk, with a history entry each."""

from django.db.models import F

from accounts.recorded import create_recorded, keep_what_stands, update_recorded
from centers.hours import Period
from centers.indexing import index_centers
from centers.models import Center, Offering, OpeningHours
from centers.models.timetable import replace_rows
from centers.register.facts import Overlay
from centers.week import Validity, values_of

AT_ONCE = 500
NAMES = {"name": F("code"), "demonstration_no": None}


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
    """Give centres the timetables of one period (without dates: the usual one); other periods stay."""
    standing = {center.pk: [] for center in timetables}
    for row in OpeningHours.objects.filter(center__in=timetables, first=first, last=last).order_by("pk"):
        standing[row.center_id].append(row)
    wanted = {center.pk: values_of(periods, Validity(first, last)) for center, periods in timetables.items()}
    replace_rows(OpeningHours, standing, wanted, by=by, reason=reason)

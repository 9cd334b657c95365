"""What the figures rest on, as a few numbers: equal stamps, equal data. One cheap query a request."""

from typing import NamedTuple

from django.db.models import BigIntegerField, CharField, Count, Max, Sum, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from centers.models import Center
from coverage.models import DemandSet, RoadNetwork
from grids.models import GridUnit
from query.prepared import PreparedQuery


class Stamp(NamedTuple):
    """Differs as soon as anything may differ that a figure depends on."""

    day: str  # units come into force and end by the day
    rows: tuple

    def part(self, *kinds: str) -> tuple:
        """What tells of these kinds of rows alone, and the day."""
        return self.day, tuple(row for row in self.rows if row[0] in kinds)

    @property
    def files_name(self) -> str:
        """The name of the active network's files, empty without one."""
        return next((row[1] for row in self.rows if row[0] == "network"), "")


def read_stamp() -> Stamp:
    """The stamp of the data as the database has it now."""
    return Stamp(timezone.localdate().isoformat(), tuple(sorted(tuple(row) for row in _STAMP.rows())))


def _line(queryset, kind, *, name=None, first=None, second=None, third=None):
    """One row: which kind, a name, three numbers."""
    number, text = BigIntegerField(), CharField()
    nothing = Value(0, output_field=number)
    return (
        queryset.order_by()
        .values(
            s0=Value(kind, output_field=text),
            s1=Cast(name, text) if name else Value("", output_field=text),
        )
        .annotate(s2=first or nothing, s3=second or nothing, s4=third or nothing)
        .values_list("s0", "s1", "s2", "s3", "s4")
    )


def _count():
    return Count("pk", output_field=BigIntegerField())


def _stamp():
    number = BigIntegerField()
    # A centre's revision grows with every change; a key is never given twice.
    centers = _line(
        Center.objects.all(),
        "centers",
        first=_count(),
        second=Coalesce(Sum("revision"), 0, output_field=number),
        third=Coalesce(Max("pk"), 0, output_field=number),
    )
    units = _line(GridUnit.objects.all(), "units", first=_count())
    changes = _line(GridUnit.history.all(), "changes", first=Coalesce(Max("history_id"), 0, output_field=number))
    network = _line(RoadNetwork.objects.active(), "network", name="files_name")
    demand = _line(DemandSet.objects.active(), "demand", name="digest")
    return centers.union(units, changes, network, demand, all=True)


_STAMP = PreparedQuery(_stamp)

"""How good the records of a part of the territory are: every finding, the worst first, and a score for each place."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import BooleanField, Case, Count, Q, Value, When
from django.utils import timezone

from centers.checks import CHECKS, Check
from centers.misplaced import Fault, Placed, faults
from centers.models import Center, Offering
from grids.sources import Source
from query.codes import COMMUNITY_LENGTH, STREET_LENGTH

_COLUMNS = ("pk", "code", "name", "unit__code", "unit__name", "hours_leftover", "location")
_ROW = len(_COLUMNS) - 1
_SINCE = tuple(dict.fromkeys(check.since for check in CHECKS.values() if check.since))
_ASKED = tuple(check for check in CHECKS.values() if check.condition)


@dataclass(frozen=True, slots=True)
class Row:
    """What the survey reads of a centre."""

    key: int
    code: str
    name: str
    unit_code: str
    unit_name: str
    leftover: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that a centre fails. `since` where it is known; `detail` is what the map or the row adds to the label."""

    check: Check
    center: Row
    since: date | None = None
    detail: str = ""

    @property
    def order(self):
        """The worst first, then by check, then the oldest, then by code."""
        return self.check.severity, _RANK[self.check.key], self.since or date.min, self.center.code


@dataclass(slots=True)
class Tally:
    """How many centres a place has, and how many findings."""

    code: str
    # A centre of the district itself, say, among streets: its unit lies above the places that are compared.
    is_above: bool = False
    centers: int = 0
    findings: int = 0
    by_severity: Counter = field(default_factory=Counter)

    @property
    def score(self) -> int:
        """Of 100 answers to the checks, how many are right; 100 only when all are."""
        asked = self.centers * len(CHECKS)
        return 100 * (asked - self.findings) // asked if asked else 100


@dataclass(slots=True)
class Survey:
    """Everything that is wrong with some centres."""

    findings: list[Finding]
    counts: Counter
    whole: Tally
    places: list[Tally]


_RANK = {key: number for number, key in enumerate(CHECKS)}


def survey(centers, day: date | None = None) -> Survey:
    """Put every check to a queryset of centres, in three queries whatever their number.

    Places are streets when the centres lie in several, else communities; the worst first.
    """
    day = day or timezone.localdate()
    kept = list(_read(centers, day))
    rows = {record[0]: Row(*record[:_ROW]) for record in kept}
    placed = [Placed(record[0], record[3], record[_ROW]) for record in kept if record[_ROW] is not None]
    findings = [finding for record in kept for finding in _failed(record, rows)]
    for key, wrong in faults(placed).items():
        findings += [
            Finding(CHECKS[fault], rows[key], detail=_map_says(fault, told, rows)) for fault, told in wrong.items()
        ]
    findings.sort(key=lambda finding: finding.order)
    return Survey(
        findings,
        Counter(finding.check.key for finding in findings),
        *_tallies(rows.values(), findings),
    )


def with_cells_counted(findings: list[Finding]) -> list[Finding]:
    """The findings of one page; those about answers also say how many, in one query."""
    keys = {finding.center.key for finding in findings if finding.check.key in _OF_CELLS}
    cells = Offering.objects.filter(center__in=keys).order_by().values("center")
    counts = {row["center"]: row for row in cells.annotate(**_OF_CELLS)} if keys else {}
    return [
        replace(finding, detail=f"{counts[finding.center.key][finding.check.key]}项")
        if finding.check.key in _OF_CELLS and finding.center.key in counts
        else finding
        for finding in findings
    ]


_OF_CELLS = {
    "missing_offerings": Count("pk", filter=Q(status=Offering.Status.MISSING)),
    "sample_offerings": Count("pk", filter=Q(source=Source.SAMPLE)),
}


def _read(centers, day):
    """Rows of `_COLUMNS`, then the dates of `_SINCE`, then an answer for each of `_ASKED`."""
    flags = {
        f"fails_{check.key}": Case(
            When(check.q(day), then=Value(True)), default=Value(False), output_field=BooleanField()
        )
        for check in _ASKED
    }
    centers = centers.filter(~Q(status=Center.Status.CLOSED)).order_by("code").annotate(**flags)
    return centers.values_list(*_COLUMNS, *_SINCE, *flags)


def _failed(record, rows):
    dates = dict(zip(_SINCE, record[len(_COLUMNS) :], strict=False))
    row = rows[record[0]]
    for check, fails in zip(_ASKED, record[len(_COLUMNS) + len(_SINCE) :], strict=True):
        if fails:
            yield Finding(check, row, dates.get(check.since), row.leftover if check.key == "unread_hours" else "")


def _map_says(fault, told, rows):
    if fault == Fault.SAME_POINT:
        return f"和{rows[told].name}"
    return f"约{told / 1000:.1f}公里" if told >= 1000 else f"约{max(told, 1):.0f}米"


def _tallies(rows, findings):
    streets = {row.unit_code[:STREET_LENGTH] for row in rows}
    digits = STREET_LENGTH if len(streets) > 1 else COMMUNITY_LENGTH
    whole, places = Tally(""), {}
    for row in rows:
        code = row.unit_code[:digits]
        whole.centers += 1
        places.setdefault(code, Tally(code, len(code) < digits)).centers += 1
    for finding in findings:
        for tally in (whole, places[finding.center.unit_code[:digits]]):
            tally.findings += 1
            tally.by_severity[finding.check.severity] += 1
    return whole, sorted(places.values(), key=lambda tally: (tally.score, -tally.findings, tally.code))

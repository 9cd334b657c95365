"""What the tiles read of a unit, each thing once: the centres, the places one level below, the answered cells."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone

from centers.models import Center, Offering
from grids.models import GridUnit
from grids.sources import Source
from query.codes import COMMUNITY_LENGTH, STEP, subtree_q

_COLUMNS = (
    "pk",
    "code",
    "name",
    "unit__code",
    "tier",
    "setting",
    "status",
    "demonstration_no",
    "opened_month",
    "source",
    "location",
    "location_source",
    *Center.CONFIRMED_ON_FIELDS,
)
Status = Center.Status
# What the tables tell apart.
PHASES = {
    "planned": ("规划和在建", (Status.PLANNED, Status.BUILDING)),
    "open": ("已启用", (Status.OPEN,)),
    "suspended": ("暂停开放", (Status.SUSPENDED,)),
}


@dataclass(frozen=True, slots=True)
class CenterFact:
    """What the tiles need of a centre."""

    key: int
    code: str
    name: str
    unit_code: str
    tier: str
    setting: str
    status: str
    demonstration_no: int | None
    opened_month: date | None
    source: str
    location: object
    location_source: str
    confirmed_on: tuple

    @property
    def phase(self) -> str:
        """Planned, open or suspended; empty for a closed one."""
        return next((name for name, (_, statuses) in PHASES.items() if self.status in statuses), "")

    @property
    def is_published(self) -> bool:
        """Whether the public sees it."""
        return self.status in Center.PUBLISHED


@dataclass(frozen=True, slots=True)
class Place:
    """A unit one level below the one that is looked at, or what belongs to that one itself."""

    code: str
    name: str
    is_own: bool = False

    @property
    def query(self) -> dict:
        """What narrows rows down to the place."""
        return {"place": self.code} | ({"own": "1"} if self.is_own else {})


class Facts:
    """The reads of one unit on one day. Whoever makes it has checked that the account may look at the unit."""

    def __init__(self, unit: GridUnit, day: date | None = None):
        self.unit = unit
        self.day = day or timezone.localdate()

    @property
    def is_district(self) -> bool:
        """Whether the whole district is looked at: the plan is made for it alone."""
        return self.unit.level == GridUnit.Level.DISTRICT

    @cached_property
    def centers(self) -> list[CenterFact]:
        """Every centre under the unit, closed ones included, in the order of their codes."""
        rows = Center.objects.under(self.unit.code).order_by("code").values_list(*_COLUMNS)
        end = len(_COLUMNS) - len(Center.CONFIRMED_ON_FIELDS)
        return [CenterFact(*row[:end], row[end:]) for row in rows]

    @cached_property
    def kept(self) -> list[CenterFact]:
        """The centres that are planned, open or suspended."""
        return [center for center in self.centers if center.phase]

    @cached_property
    def published(self) -> list[CenterFact]:
        """The centres that the public sees."""
        return [center for center in self.centers if center.is_published]

    @property
    def digits(self) -> int:
        """How long the codes of the places are."""
        return min(len(self.unit.code) + STEP, COMMUNITY_LENGTH)

    @cached_property
    def places(self) -> list[Place]:
        """The places to compare, whether or not they have a centre; the unit's own only where it has one."""
        if len(self.unit.code) >= COMMUNITY_LENGTH:
            return [Place(self.unit.code, self.unit.name)]
        below = GridUnit.objects.current(self.day).filter(parent=self.unit.code).order_by("code")
        places = [Place(code, name) for code, name in below.values_list("code", "name")]
        known = {place.code for place in places}
        # A centre may still name a unit that is retired.
        lost = sorted({self.place_of(center.unit_code) for center in self.kept} - known - {self.unit.code})
        names = dict(GridUnit.objects.filter(code__in=lost).values_list("code", "name")) if lost else {}
        places += [Place(code, names.get(code, code)) for code in lost]
        if any(self.place_of(center.unit_code) == self.unit.code for center in self.kept):
            places.append(Place(self.unit.code, f"{self.unit.name}本级", is_own=True))
        return places

    def place_of(self, unit_code: str) -> str:
        """The code of the place that a unit belongs to."""
        return unit_code[: self.digits] if len(unit_code) >= self.digits else self.unit.code

    @cached_property
    def cells(self):
        """The cells of centre × item that are to be answered: published centres, items that are done at present."""
        cells = Offering.objects.filter(subtree_q(self.unit.code, "center__unit__code"), item__is_active=True)
        return cells.filter(center__status__in=Center.PUBLISHED).order_by()

    @cached_property
    def cells_by_center(self) -> dict[int, tuple[int, int, int]]:
        """Cells, missing ones and sample ones of each centre."""
        return {key: tuple(counts) for key, *counts in self._cells_by("center")}

    @cached_property
    def cells_by_item(self) -> dict[int, tuple[int, int, int]]:
        """The same of each item."""
        return {key: tuple(counts) for key, *counts in self._cells_by("item")}

    def _cells_by(self, column):
        counts = {
            "cells": Count("pk"),
            "missing": Count("pk", filter=Q(status=Offering.Status.MISSING)),
            "sample": Count("pk", filter=Q(source=Source.SAMPLE)),
        }
        return self.cells.values(column).annotate(**counts).values_list(column, *counts)

    @cached_property
    def points(self) -> list[tuple[float, float, str]]:
        """Longitude, latitude and phase of each centre that has a position."""
        return [
            (round(center.location.x, 5), round(center.location.y, 5), center.phase)
            for center in self.kept
            if center.location
        ]

    @property
    def sample_note(self) -> str:
        """What of the centres' records is invented; empty when nothing is."""
        counts = Counter(
            {
                "中心": sum(center.source == Source.SAMPLE for center in self.kept),
                "中心位置": sum(center.location_source == Source.SAMPLE for center in self.kept),
            }
        )
        told = "、".join(f"{name}{count}个" for name, count in counts.items() if count)
        return f"含示例资料：{told}。示例资料是系统自带的演示数据，不代表实际情况。" if told else ""

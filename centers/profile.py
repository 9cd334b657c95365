"""Everything that the page of one centre shows, read in at most seven queries; how far it is on foot is an eighth."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.utils import timezone

from centers import hours
from centers.cards import CenterCard, cards
from centers.models import Center, FactGroup, Offering, Photo, Room
from centers.routes import Route, routes_to
from centers.schedule import schedules_of
from centers.walking import Walks
from grids.models import Steward
from grids.sources import Source, weakest
from services.models import ServiceCategory

DAYS_SHOWN = 7
WALK_MINUTES = 10
MOST_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the timetable in words."""

    date: date
    weekday: str
    spans: list[str]
    note: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class OfferingGroup:
    """The items of one category that the centre has answered for."""

    category: ServiceCategory
    offerings: list[Offering]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a group of facts comes from, and when someone last confirmed it."""

    facts: str
    source: str
    confirmed_on: date | None = None
    # Whether nobody has confirmed the group, or too long ago; False where facts of this kind are not confirmed at all.
    is_stale: bool = False

    @property
    def is_sample(self) -> bool:
        """Whether the facts are invented."""
        return self.source == Source.SAMPLE

    @property
    def source_label(self) -> str:
        """The source in Chinese."""
        return Source(self.source).label if self.source else "没有资料"

    @property
    def caution(self) -> str:
        """What to tell someone who relies on facts that were once confirmed, but long ago; else empty.

        Invented facts say 示例 instead: a date would make them look true.
        """
        if not self.is_stale or self.is_sample or self.confirmed_on is None:
            return ""
        since = f"{self.confirmed_on.year}年{self.confirmed_on.month}月{self.confirmed_on.day}日"
        return f"{self.facts} {since}确认，已超过{settings.STALE_AFTER_DAYS}天没有核实，去之前请先打电话。"


@dataclass(frozen=True, slots=True)
class Profile:
    """One centre with what belongs to it."""

    card: CenterCard
    days: list[DayLine]
    unknown_year: int | None
    groups: list[OfferingGroup]
    offered_count: int
    missing_count: int
    rooms: list[Room]
    zones: list[Room]
    photos: list[Photo]
    stewards: list[Steward]
    routes: list[Route]
    alternatives: list[CenterCard]
    provenance: list[Provenance]

    @property
    def cautions(self) -> list[str]:
        """What was confirmed long ago, and what never, in sentences."""
        never = [
            line.facts for line in self.provenance if line.is_stale and not line.confirmed_on and not line.is_sample
        ]
        told = [line.caution for line in self.provenance if line.caution]
        return told + ([f"{'、'.join(never)}还没有核实过，去之前请先打电话。"] if never else [])

    @property
    def hours_caution(self) -> str:
        """The sentence about the hours alone, for where they stand."""
        return next((line.caution for line in self.provenance if line.facts == FactGroup.HOURS.label), "")

    @property
    def has_sample_offerings(self) -> bool:
        """Whether an answer to what can be done here is invented."""
        return any(offering.source == Source.SAMPLE for group in self.groups for offering in group.offerings)

    def convenience_groups(self) -> list[OfferingGroup]:
        """What most people come for."""
        return [group for group in self.groups if group.category.kind == ServiceCategory.Kind.CONVENIENCE]

    def party_groups(self) -> list[OfferingGroup]:
        """What party members come for."""
        return [group for group in self.groups if group.category.kind == ServiceCategory.Kind.PARTY]

    @property
    def has_sample_rooms(self) -> bool:
        """Whether a room is invented."""
        return any(room.source == Source.SAMPLE for room in [*self.rooms, *self.zones])


def profile_of(code: str, position, when: datetime, *, walks: Walks) -> Profile:
    """The published centre with this code.

    :param position: where the visitor is, or None.
    :param walks: the ways on foot from there.
    :raises Center.DoesNotExist: for an unknown or unpublished one.
    """
    centers = Center.objects.published().select_related("unit__parent")
    centers = centers.defer("unit__boundary", "unit__parent__boundary")
    center = (centers.measured_from(position) if position else centers).get(code=code)
    others = _open_near(center, when)
    schedules = schedules_of([center.pk, *(other.pk for other in others)])
    card = cards([center], when, walks=walks, schedules=schedules)[0]
    offerings = list(center.offerings.for_guide())
    rooms = list(center.rooms.all())
    photos = list(center.photos.published())
    today = timezone.localtime(when).date()
    days = card.schedule.days(today, today + timedelta(days=DAYS_SHOWN - 1))
    return Profile(
        card=card,
        days=[_day_line(day, today) for day in days],
        unknown_year=next((day.date.year for day in days if not day.calendar_known), None),
        groups=_groups(offerings),
        offered_count=sum(offering.is_offered for offering in offerings),
        missing_count=sum(offering.status == Offering.Status.MISSING for offering in offerings),
        rooms=[room for room in rooms if not room.is_zone],
        zones=[room for room in rooms if room.is_zone],
        photos=photos,
        stewards=list(center.unit.stewards.published().order_by("role", "name")),
        routes=routes_to(center.name, center.location.x, center.location.y) if center.location else [],
        alternatives=[] if card.opening.is_open else _alternatives(others, center, when, walks, schedules),
        provenance=_provenance(center, offerings, rooms, photos, today),
    )


def _alternatives(others, center, when, walks, schedules):
    return cards(others, when, walks=walks.moved_to(center.location), schedules=schedules)


def _open_near(center, when):
    """The nearest centres that are open, whether within ten minutes or not: someone stands before a closed door."""
    if center.location is None:
        return []
    others = Center.objects.published().exclude(pk=center.pk).open_at(when)
    return list(
        others.select_related("unit__parent")
        .defer("unit__boundary", "unit__parent__boundary")
        .with_offering_count()
        .near(center.location, MOST_ALTERNATIVES)
    )


def _day_line(day, today):
    return DayLine(
        date=day.date,
        weekday="今天" if day.date == today else f"周{hours.WEEKDAYS[day.date.weekday()]}",
        spans=[hours.format_span(*span) for span in day.spans] or [hours.format_spans(())],
        note=day.note,
        is_today=day.date == today,
    )


def _groups(offerings):
    answered = [offering for offering in offerings if offering.status != Offering.Status.MISSING]
    by_category = groupby(answered, key=lambda offering: offering.item.category_id)
    rows = [list(group) for _, group in by_category]
    return [OfferingGroup(group[0].item.category, group) for group in rows]


def _provenance(center, offerings, rooms, photos, today):
    answered = [offering for offering in offerings if offering.status != Offering.Status.MISSING]

    def confirmed(facts, source, group):
        return Provenance(facts, source, center.confirmed_on(group), center.is_stale(group, today))

    lines = [
        Provenance("名称、所属", center.source, center.place_confirmed_on),
        confirmed("位置", center.location_source, FactGroup.PLACE),
        confirmed(FactGroup.HOURS.label, center.hours_source, FactGroup.HOURS),
        confirmed("联系电话", center.source if center.telephone else "", FactGroup.CONTACTS),
        Provenance("面积、人员", center.figures_source),
        confirmed("能办的事", _common_source(answered), FactGroup.SERVICES),
        Provenance("功能室", _common_source(rooms)),
        confirmed("照片", _common_source(photos), FactGroup.PHOTOS),
    ]
    return [line for line in lines if line.source or line.facts in {"位置", "开放时间", "能办的事"}]


def _common_source(rows):
    return weakest(row.source for row in rows)

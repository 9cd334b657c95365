"""How fresh each group of facts of one centre is: for staff, with who vouched for it."""

from dataclasses import dataclass
from datetime import date

from centers.models import Center, FactGroup
from grids.sources import Source, weakest


@dataclass(frozen=True, slots=True)
class Freshness:
    """One group of facts of a centre. `by` is the person's name, for staff only."""

    group: FactGroup
    source: str
    confirmed_on: date | None
    by: str
    is_stale: bool

    @property
    def is_sample(self) -> bool:
        """Whether the facts are invented: confirming does not make them real."""
        return self.source == Source.SAMPLE

    @property
    def source_label(self) -> str:
        """The source in Chinese."""
        return Source(self.source).label if self.source else "没有登记"


def freshness_of(center: Center, day: date | None = None) -> list[Freshness]:
    """Every group of the centre, in four queries at most."""
    people = {person.pk: person.shown_name for person in _people(center)}
    sources = {
        FactGroup.PLACE: center.location_source or center.source,
        FactGroup.HOURS: center.hours_source,
        FactGroup.SERVICES: weakest(_sources_of(center.offerings.answered())),
        FactGroup.CONTACTS: center.source if center.telephone else "",
        FactGroup.PHOTOS: weakest(_sources_of(center.photos.all())) or (center.source if center.introduction else ""),
    }
    return [
        Freshness(
            group,
            sources[group],
            center.confirmed_on(group),
            people.get(getattr(center, f"{group.by_field}_id"), "") if center.confirmed_on(group) else "",
            center.is_stale(group, day),
        )
        for group in FactGroup
    ]


def _sources_of(rows):
    return rows.order_by().values_list("source", flat=True).distinct()


def _people(center):
    keys = {getattr(center, f"{group.by_field}_id") for group in FactGroup} - {None}
    return Center._meta.get_field(FactGroup.PLACE.by_field).related_model.objects.filter(pk__in=keys) if keys else []

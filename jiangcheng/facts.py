"""What the portal holds at this moment, and how much of it is sample: for the page about the portal."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q

from centers.models import Center
from coverage.models import RoadNetwork
from grids.models import GridUnit
from grids.sources import Source
from services.models import ServiceCategory, ServiceItem, UnissuableProof

# What runs the portal, by licence; requirements.txt has the versions.
SOFTWARE = (
    ("Django、Django REST framework、drf-spectacular、Shapely、django-simple-history、segno", "BSD 3-Clause"),
    ("django-csp", "BSD"),
    ("django-leaflet、psycopg2", "LGPL-3.0"),
    ("Leaflet", "BSD 2-Clause"),
    (
        "django-unfold、django-environ、django-axes、WhiteNoise、Gunicorn、chinesecalendar、pypinyin、openpyxl、pyogrio",
        "MIT",
    ),
    ("Pillow", "MIT-CMU"),
    ("defusedxml", "PSF"),
    ("django-otp", "Unlicense"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """The units in force of one level."""

    level: GridUnit.Level
    count: int
    sample: int
    sample_figures: int
    sample_points: int
    with_boundary: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts from the database; each dictionary has `total` and the counts named in the query that made it."""

    centers: dict
    items: dict
    proofs: int
    levels: list[Level]
    roads: RoadNetwork | None = None

    @property
    def has_sample(self) -> bool:
        """Whether anything shown is invented."""
        parts = ("sample", "sample_locations", "sample_hours", "sample_figures")
        return any(self.centers[part] for part in parts) or any(
            row.sample or row.sample_figures or row.sample_points for row in self.levels
        )

    @property
    def has_boundaries(self) -> bool:
        """Whether any unit below the district has a boundary, so that a position can be placed by it."""
        return any(row.with_boundary for row in self.levels if row.level > GridUnit.Level.DISTRICT)


def facts() -> Facts:
    """The counts of this moment, in five queries."""
    roads = RoadNetwork.objects.active().first()
    return Facts(_centers(), _items(), UnissuableProof.objects.count(), _levels(), roads)


def _centers():
    return Center.objects.published().aggregate(
        total=Count("pk"),
        demonstration=Count("demonstration_no"),
        sample=Count("pk", Q(source=Source.SAMPLE)),
        reported=Count("pk", Q(source=Source.ARTICLE)),
        located=Count("pk", Q(location__isnull=False)),
        without_location=Count("pk", Q(location__isnull=True)),
        sample_locations=Count("pk", Q(location_source=Source.SAMPLE)),
        sample_hours=Count("pk", Q(hours_source=Source.SAMPLE)),
        with_hours=Count("pk", ~Q(hours_source="") & Q(hours_leftover="")),
        without_hours=Count("pk", Q(hours_source="") | ~Q(hours_leftover="")),
        sample_figures=Count("pk", Q(figures_source=Source.SAMPLE)),
        modified=Max("modified"),
    )


def _items():
    return ServiceItem.objects.active().aggregate(
        total=Count("pk"),
        party=Count("pk", Q(category__kind=ServiceCategory.Kind.PARTY)),
        convenience=Count("pk", Q(category__kind=ServiceCategory.Kind.CONVENIENCE)),
        sourced=Count("pk", Q(status=ServiceItem.Status.SOURCED)),
        composed=Count("pk", Q(status=ServiceItem.Status.COMPOSED)),
    )


def _levels():
    rows = (
        GridUnit.objects.current()
        .order_by("level")
        .values("level")
        .annotate(
            count=Count("pk"),
            sample=Count("pk", Q(source=Source.SAMPLE)),
            sample_figures=Count("pk", Q(figures_source=Source.SAMPLE)),
            sample_points=Count("pk", Q(point_source=Source.SAMPLE)),
            with_boundary=Count("pk", Q(boundary__isnull=False)),
        )
    )
    return [Level(**row | {"level": GridUnit.Level(row["level"])}) for row in rows]

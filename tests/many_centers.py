"""More centres than the district will ever have, to see that a page asks no more questions for them."""

from django.contrib.gis.geos import Point

from centers.models import Center, Offering, OpeningHours
from grids.models import GridUnit
from grids.sources import Source
from services.models import ServiceItem

EVERY_DAY = 0b1111111


def add_centers(count: int) -> None:
    """Add `count` centres in a square of the town, every other one open round the clock, all doing C01."""
    units = list(GridUnit.objects.at_level(GridUnit.Level.COMMUNITY).without_shapes()[:40])
    item = ServiceItem.objects.get(code="C01")
    centers = Center.objects.bulk_create(
        Center(
            code=f"Z{number:05}",
            name=f"第{number}号党群服务中心",
            tier=Center.Tier.COMMUNITY,
            unit=units[number % len(units)],
            source=Source.SAMPLE,
            location=Point(111.9 + number % 100 / 1000, 21.8 + number // 100 / 1000, srid=4326),
            location_source=Source.SAMPLE,
            hours_source=Source.SAMPLE,
        )
        for number in range(count)
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(center=center, weekdays=EVERY_DAY, opens=0, closes=1440, closed_on_holidays=False)
        for center in centers[::2]
    )
    Offering.objects.bulk_create(
        Offering(center=center, item=item, status=Offering.Status.AVAILABLE, source=Source.SAMPLE) for center in centers
    )

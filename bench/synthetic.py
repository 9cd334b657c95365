"""Synthetic centres for the benchmark: the same ones on every machine, in a database that is thrown away afterwards."""

from datetime import date
from random import Random

from django.contrib.gis.geos import Point
from django.db import connection

from centers.indexing import index_centers
from centers.models import Center, Offering, OpeningHours
from grids.models import GridUnit
from grids.sources import Source
from services.models import ServiceItem

SEED = 441702
OFFERINGS_EACH = 25
# About 30 km by 28 km: the size of the district.
WEST, SOUTH, EAST, NORTH = 111.82, 21.73, 112.11, 21.98
WEEKDAYS, EVERY_DAY = 0b0011111, 0b1111111
OFFICE_DAY = ((510, 720), (870, 1050))
WORDS = ("邻里", "阳光", "同心", "暖心", "红棉", "向阳", "和睦", "长乐", "福泽", "百姓")
RARE_WORD = "白鹭"
BATCH = 1000


def grow_to(count: int) -> None:
    """Add centres until there are `count`, and leave the tables as a server at rest has them: vacuumed, analysed."""
    standing = Center.objects.count()
    units = list(GridUnit.objects.at_level(GridUnit.Level.COMMUNITY).without_shapes().select_related("parent"))
    items = list(ServiceItem.objects.active())
    for start in range(standing, count, BATCH):
        _add(range(start + 1, min(start + BATCH, count) + 1), units, items)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _add(numbers, units, items):
    centers = Center.objects.bulk_create([_center(number, units) for number in numbers])
    OpeningHours.objects.bulk_create(row for center in centers for row in _hours(center))
    Offering.objects.bulk_create(
        (
            Offering(center=center, item=item, status=Offering.Status.AVAILABLE, source=Source.SAMPLE)
            for center in centers
            for item in _random(center.code).sample(items, OFFERINGS_EACH)
        ),
        batch_size=5 * BATCH,
    )
    index_centers(centers)


def _random(key) -> Random:
    """Numbers that depend on the key alone: seventy centres are the first seventy of ten thousand."""
    return Random(f"{SEED}-{key}")


def _center(number, units):
    random = _random(number)
    unit = random.choice(units)
    word = RARE_WORD if number == 7 else random.choice(WORDS)
    has_hours = random.random() < 0.9
    return Center(
        code=f"JC{number:05}",
        name=f"{unit.name.removesuffix('社区')}{word}党群服务中心{number}号",
        tier=random.choice(Center.Tier.values),
        setting=random.choice([*Center.Setting.values, ""]),
        batch="合成",
        opened_month=date(2018 + number % 8, 1 + number % 12, 1),
        unit=unit,
        address=f"{unit.parent.name}{unit.name}合成路{number}号",
        telephone=f"0662-{3000000 + number}",
        introduction="合成的中心，只用来测量速度。",
        premises=random.choice(Center.Premises.values),
        floor_area_m2=random.randint(80, 900),
        staff_count=random.randint(2, 8),
        accessibility=sorted(random.sample(Center.Accessibility.values, 3)),
        source=Source.SAMPLE,
        figures_source=Source.SAMPLE,
        location=Point(random.uniform(WEST, EAST), random.uniform(SOUTH, NORTH), srid=4326),
        location_source=Source.SAMPLE,
        hours_text="合成的开放时间" if has_hours else "",
        hours_source=Source.SAMPLE if has_hours else "",
    )


def _hours(center):
    if not center.hours_source:
        return
    if center.pk % 10 == 0:
        yield OpeningHours(center=center, weekdays=EVERY_DAY, opens=0, closes=1440, closed_on_holidays=False)
        return
    for opens, closes in OFFICE_DAY:
        yield OpeningHours(center=center, weekdays=WEEKDAYS, opens=opens, closes=closes)
    yield OpeningHours(center=center, weekdays=0b1100000, opens=540, closes=720, closed_on_holidays=False)

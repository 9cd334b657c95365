"""The database and the pure function answer 'open now?' alike: for the real centres and for awkward ones."""

from datetime import UTC, date, datetime, timedelta

import pytest

from centers.hours import SHANGHAI
from centers.models import Center, OpeningException, OpeningHours
from centers.schedule import schedule_of
from grids.sources import Source

pytestmark = pytest.mark.django_db

EVERY_DAY, WORKDAYS, WEEKEND, FRIDAY, SUNDAY = 127, 31, 96, 16, 64
KNOWN = {"hours_source": Source.SURVEY, "hours_text": "见时段"}

# Around holidays, make-up days, edges of periods and exceptions, and in a year that the calendar does not know.
DAYS = [
    *(date(2026, 2, 13) + timedelta(days) for days in range(13)),  # Spring Festival with its make-up days
    *(date(2026, 9, 18) + timedelta(days) for days in range(4)),  # a make-up Sunday
    *(date(2026, 9, 30) + timedelta(days) for days in range(12)),  # National Day
    *(date(2026, 11, 29) + timedelta(days) for days in range(8)),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2027, 3, 3),
    date(2040, 10, 1),
]
MINUTES = [0, 1, 119, 120, 121, 509, 510, 539, 540, 719, 720, 870, 1049, 1050, 1319, 1320, 1439]


def moments():
    """Every third minute of the list on each day, beginning with another one each day."""
    for number, day in enumerate(DAYS):
        midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
        yield from (midnight + timedelta(minutes=minute) for minute in MINUTES[number % 3 :: 3])


def hours(center, *rows):
    for weekdays, opens, closes, *rest in rows:
        first, last, closed = (*rest, None, None, None)[:3]
        OpeningHours.objects.create(
            center=center,
            weekdays=weekdays,
            opens=opens,
            closes=closes,
            first=first,
            last=last,
            closed_on_holidays=bool(closed),
        )


def exceptions(center, *rows):
    for first, last, *times in rows:
        opens, closes = (*times, None, None)[:2]
        OpeningException.objects.create(center=center, first=first, last=last, opens=opens, closes=closes)


@pytest.fixture
def awkward_centers(make_center):
    """Centres whose hours meet every rule."""
    winter = (date(2026, 12, 1), date(2027, 2, 28))
    office = make_center("OFFICE", **KNOWN)
    hours(office, (WORKDAYS, 510, 720, None, None, True), (WORKDAYS, 870, 1050, None, None, True))
    night = make_center("NIGHT", **KNOWN)
    hours(night, (EVERY_DAY, 1320, 1320 + 240))
    friday_night = make_center("FRIDAY", **KNOWN)
    hours(friday_night, (FRIDAY, 1200, 1440 + 120, None, None, True))
    all_day = make_center("ALLDAY", **KNOWN)
    hours(all_day, (EVERY_DAY, 0, 1440))
    exceptions(all_day, (date(2026, 12, 1), date(2026, 12, 2)), (date(2026, 10, 1), date(2026, 10, 1), 540, 720))
    mixed = make_center("MIXED", **KNOWN)
    hours(mixed, (WORKDAYS, 510, 1050, None, None, True), (WEEKEND, 540, 720))
    seasonal = make_center("SEASON", **KNOWN)
    hours(seasonal, (EVERY_DAY, 510, 1050), (EVERY_DAY, 600, 900, *winter), (SUNDAY, 600, 720, *winter, True))
    half_open = make_center("HALF", **KNOWN)
    hours(
        half_open,
        (EVERY_DAY, 510, 1050),
        (EVERY_DAY, 0, 120, date(2026, 12, 2)),
        (EVERY_DAY, 720, 870, None, date(2026, 10, 3)),
    )
    nested = make_center("NESTED", **KNOWN)
    hours(nested, (EVERY_DAY, 510, 1050, *winter), (EVERY_DAY, 0, 60, date(2026, 12, 2), date(2026, 12, 3)))
    broken_night = make_center("BROKEN", **KNOWN)
    hours(broken_night, (EVERY_DAY, 1320, 1440 + 120))
    exceptions(
        broken_night, (date(2026, 12, 1), date(2026, 12, 3)), (date(2026, 10, 5), date(2026, 10, 5), 1380, 1440 + 180)
    )
    two_spans = make_center("TWO", **KNOWN)
    exceptions(
        two_spans, (date(2026, 10, 2), date(2026, 10, 4), 0, 120), (date(2026, 10, 2), date(2026, 10, 4), 540, 720)
    )
    inner = make_center("INNER", **KNOWN)
    hours(inner, (EVERY_DAY, 510, 1050))
    exceptions(inner, (date(2026, 9, 30), date(2026, 10, 11)), (date(2026, 10, 8), date(2026, 10, 9), 0, 600))
    make_center("EMPTY", **KNOWN)


def test_the_database_agrees_with_the_pure_function(awkward_centers):
    centers = list(Center.objects.with_hours())
    schedules = {center.pk: schedule_of(center) for center in centers}
    assert len(centers) == 70 + 12
    for when in moments():
        expected = {pk for pk, schedule in schedules.items() if schedule.state_at(when).is_open}
        found = set(Center.objects.open_at(when).values_list("pk", flat=True))
        names = sorted(center.code for center in centers if center.pk in expected ^ found)
        assert found == expected, f"{when:%Y-%m-%d %H:%M}: {names}"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def open_codes(text, *codes):
    return set(Center.objects.filter(code__in=codes).open_at(at(text)).values_list("code", flat=True))


def test_a_night_goes_on_after_midnight(awkward_centers):
    assert open_codes("2026-12-05 01:59", "NIGHT") == {"NIGHT"}
    assert open_codes("2026-12-05 02:00", "NIGHT") == set()
    # It began on the last evening before the exception, so it ends as usual.
    assert open_codes("2026-12-01 01:00", "BROKEN") == {"BROKEN"}
    assert open_codes("2026-12-02 01:00", "BROKEN") == set()


def test_a_make_up_saturday_is_a_working_day(awkward_centers):
    assert open_codes("2026-10-10 10:00", "OFFICE", "MIXED") == {"OFFICE", "MIXED"}
    assert open_codes("2026-10-17 10:00", "OFFICE") == set()


def test_the_answer_does_not_depend_on_the_zone_of_the_question(awkward_centers):
    assert set(Center.objects.open_at(at("2026-12-07 09:00").astimezone(UTC))) == set(
        Center.objects.open_at(at("2026-12-07 09:00"))
    )


@pytest.mark.parametrize(
    "values",
    [
        {"status": "suspended"},
        {"status": "planned"},
        {"hours_source": ""},
        {"hours_leftover": "农历初一另行通知"},
    ],
)
def test_nobody_is_sent_where_it_may_be_closed(make_center, values):
    center = make_center("DOUBT", **KNOWN | values)
    hours(center, (EVERY_DAY, 0, 1440))
    assert open_codes("2026-12-07 09:00", "DOUBT") == set()


def test_one_query_whatever_the_number_of_centres(awkward_centers, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(Center.objects.open_at(at("2026-12-07 09:00")))

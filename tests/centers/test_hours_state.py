"""Open or not at a minute, when that changes next, and how the change is said."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from centers.hours import (
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    SHANGHAI,
    WEEKEND,
    DatedException,
    OpenState,
    Period,
    Span,
    daily_hours,
    next_change_text,
    state_at,
)

OFFICE = (
    Period(
        (
            Span(MONDAY_TO_FRIDAY, 510, 720),
            Span(MONDAY_TO_FRIDAY, 870, 1050),
            Span(1 << 5, 540, 720),
        )
    ),
)
STATION = (Period((Span(EVERY_DAY, 0, 1440),), closed_on_holidays=False),)
NIGHT = (Period((Span(EVERY_DAY, 1320, 1560),), closed_on_holidays=False),)  # 22:00 to 02:00


def at(text):
    """A moment in Shanghai, such as `at("2026-11-25 08:30")`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "is_open", "change"),
    [
        ("2026-11-25 08:29:59", False, "2026-11-25 08:30"),
        ("2026-11-25 08:30:00", True, "2026-11-25 12:00"),  # opening is inclusive
        ("2026-11-25 11:59:59", True, "2026-11-25 12:00"),
        ("2026-11-25 12:00:00", False, "2026-11-25 14:30"),  # closing is exclusive
        ("2026-11-25 17:29:59", True, "2026-11-25 17:30"),
        ("2026-11-25 17:30:00", False, "2026-11-26 08:30"),
        ("2026-11-27 18:00:00", False, "2026-11-28 09:00"),  # Friday to Saturday morning
        ("2026-11-28 12:00:00", False, "2026-11-30 08:30"),  # over Sunday
        ("2026-09-30 18:00:00", False, "2026-10-08 08:30"),  # over National Day
        ("2026-10-09 18:00:00", False, "2026-10-10 08:30"),  # to a make-up Saturday
        ("2026-10-10 10:00:00", True, "2026-10-10 12:00"),
        ("2026-02-14 18:00:00", False, "2026-02-24 08:30"),  # over Spring Festival
    ],
)
def test_the_state_and_its_next_change(moment, is_open, change):
    state = state_at(OFFICE, (), at(moment))

    assert state.is_open is is_open
    assert (state.closes_at if is_open else state.opens_at) == at(change)
    assert (state.opens_at if is_open else state.closes_at) is None
    assert not state.all_day


@pytest.mark.parametrize(
    ("moment", "is_open", "change"),
    [
        ("2026-11-25 21:59", False, "2026-11-25 22:00"),
        ("2026-11-25 22:00", True, "2026-11-26 02:00"),
        ("2026-11-26 00:00", True, "2026-11-26 02:00"),
        ("2026-11-26 01:59", True, "2026-11-26 02:00"),
        ("2026-11-26 02:00", False, "2026-11-26 22:00"),
        ("2026-12-31 23:30", True, "2027-01-01 02:00"),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_began(moment, is_open, change):
    state = state_at(NIGHT, (), at(moment))

    assert state.is_open is is_open
    assert (state.closes_at if is_open else state.opens_at) == at(change)


def test_the_night_before_a_closed_date_lasts_to_its_end():
    closed = DatedException(day("2026-11-26"), day("2026-11-26"))

    assert state_at(NIGHT, (closed,), at("2026-11-26 01:00")).closes_at == at("2026-11-26 02:00")
    assert state_at(NIGHT, (closed,), at("2026-11-26 22:30")).opens_at == at("2026-11-27 22:00")


def test_the_night_before_a_holiday_lasts_to_its_end():
    bar = (Period((Span(EVERY_DAY, 1320, 1560),)),)

    assert state_at(bar, (), at("2026-10-01 01:00")).is_open
    assert not state_at(bar, (), at("2026-10-02 01:00")).is_open


def test_a_night_that_meets_the_morning_is_one_opening():
    period = Period((Span(EVERY_DAY, 1200, 1800), Span(EVERY_DAY, 360, 480)), closed_on_holidays=False)

    assert state_at((period,), (), at("2026-11-25 23:00")).closes_at == at("2026-11-26 08:00")


@pytest.mark.parametrize("moment", ["2026-11-25 00:00", "2026-11-25 23:59", "2026-10-01 12:00"])
def test_a_24_hour_station_is_always_open_and_never_closes(moment):
    assert state_at(STATION, (), at(moment)) == OpenState(True, all_day=True)


def test_a_24_hour_station_closes_at_midnight_before_an_exception():
    closed = DatedException(day("2026-11-26"), day("2026-11-27"), note="停电")

    tonight = state_at(STATION, (closed,), at("2026-11-25 20:00"))
    assert (tonight.is_open, tonight.all_day, tonight.closes_at) == (True, True, at("2026-11-26 00:00"))
    assert state_at(STATION, (closed,), at("2026-11-26 00:00")).opens_at == at("2026-11-28 00:00")


def test_24_hours_on_workdays_close_when_the_weekend_begins():
    period = Period((Span(MONDAY_TO_FRIDAY, 0, 1440),))

    state = state_at((period,), (), at("2026-11-25 12:00"))

    assert (state.all_day, state.closes_at) == (True, at("2026-11-28 00:00"))


def test_open_round_the_clock_by_spans_from_noon_to_noon_never_closes():
    period = Period((Span(EVERY_DAY, 720, 2160),), closed_on_holidays=False)

    assert state_at((period,), (), at("2026-11-25 03:00")) == OpenState(True, all_day=True)


def test_the_next_opening_is_searched_for_14_days():
    for length, opens_at in [(14, at("2026-12-08 08:30")), (16, None)]:
        closed = DatedException(day("2026-11-24"), day("2026-11-24") + timedelta(days=length - 1))

        assert state_at(OFFICE, (closed,), at("2026-11-24 09:00")).opens_at == opens_at


def test_nothing_known_is_closed_without_an_opening():
    assert state_at((), (), at("2026-11-25 10:00")) == OpenState(False)


@pytest.mark.parametrize(
    "zone", [UTC, timezone(timedelta(hours=-10)), timezone(timedelta(hours=5, minutes=45)), SHANGHAI]
)
def test_the_zone_in_which_the_moment_is_given_does_not_matter(zone):
    moment = at("2026-11-25 00:30").astimezone(zone)  # still the 24th further west

    state = state_at(OFFICE, (), moment)

    assert state.opens_at == at("2026-11-25 08:30")
    assert state.opens_at.utcoffset() == timedelta(hours=8)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="时区"):
        state_at(OFFICE, (), datetime(2026, 11, 25, 10))  # noqa: DTZ001 - the point of the test


def test_state_and_days_agree_for_every_minute_of_an_awkward_fortnight():
    periods = OFFICE + NIGHT
    exceptions = (DatedException(day("2026-10-03"), day("2026-10-03"), ((600, 1500),)),)
    first = day("2026-09-28")
    open_minutes = {
        offset * 1440 + minute
        for offset, resolved in enumerate(
            daily_hours(periods, exceptions, first - timedelta(days=1), first + timedelta(days=13)), start=-1
        )
        for opens, closes in resolved.spans
        for minute in range(opens, closes)
    }
    midnight = datetime.combine(first, datetime.min.time(), SHANGHAI)

    for minute in range(0, 14 * 1440, 7):
        state = state_at(periods, exceptions, midnight + timedelta(minutes=minute))
        assert state.is_open is (minute in open_minutes)
        change = (state.closes_at or state.opens_at) - midnight
        assert (change // timedelta(minutes=1) in open_minutes) is not state.is_open


@pytest.mark.parametrize(
    ("periods", "moment", "text"),
    [
        (OFFICE, "2026-11-25 09:00", "今天到 12:00"),
        (OFFICE, "2026-11-25 12:30", "今天 14:30 开门"),
        (OFFICE, "2026-11-25 07:00", "今天 08:30 开门"),
        (OFFICE, "2026-11-25 18:00", "明天 08:30 开门"),
        (OFFICE, "2026-11-28 15:00", "11月30日（周一）08:30 开门"),
        (OFFICE, "2026-09-30 18:00", "10月8日（周四）08:30 开门"),
        (STATION, "2026-11-25 03:00", "全天开放"),
        (NIGHT, "2026-11-25 23:00", "到次日 02:00"),
        (NIGHT, "2026-11-26 01:00", "今天到 02:00"),
        ((Period((Span(EVERY_DAY, 480, 1440),)),), "2026-11-25 20:00", "今天到 24:00"),
        ((Period((Span(MONDAY_TO_FRIDAY, 0, 1440),)),), "2026-11-26 20:00", "到次日 24:00"),
        ((Period((Span(MONDAY_TO_FRIDAY, 0, 1440),)),), "2026-11-25 20:00", "到11月27日（周五）24:00"),
        ((Period((Span(WEEKEND, 540, 720),)),), "2026-12-31 10:00", "1月2日（周六）09:00 开门"),
        ((), "2026-11-25 10:00", "近期不开放，请先打电话"),
    ],
)
def test_the_next_change_as_text(periods, moment, text):
    now = at(moment)

    assert next_change_text(state_at(periods, (), now), now) == text


def test_the_next_change_is_said_in_shanghai_time_wherever_now_is_given():
    now = at("2026-11-25 07:00").astimezone(UTC)  # still the 24th in UTC

    assert next_change_text(state_at(OFFICE, (), now), now) == "今天 08:30 开门"

"""Opening hours: which rule wins on a day, and how its hours are written."""

from datetime import date

import pytest

from centers.hours import (
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    DatedException,
    Period,
    Span,
    daily_hours,
    format_span,
    format_spans,
    resolve_days,
)
from centers.working_days import DayKind

MONDAY, SATURDAY = 1 << 0, 1 << 5
WORKDAY = ((510, 720), (870, 1050))  # 08:30–12:00, 14:30–17:30
MORNING = ((540, 720),)  # 09:00–12:00

OFFICE = (
    Period(
        (
            Span(MONDAY_TO_FRIDAY, 510, 720),
            Span(MONDAY_TO_FRIDAY, 870, 1050),
            Span(SATURDAY, 540, 720),
        )
    ),
)
PARK = (Period((Span(EVERY_DAY, 360, 1320),), closed_on_holidays=False),)


def day(text):
    return date.fromisoformat(text)


def hours_on(periods, text, exceptions=()):
    """The resolved day."""
    (only,) = daily_hours(periods, exceptions, day(text), day(text))
    return only


def spans_of(periods, first, last, exceptions=()):
    return [resolved.spans for resolved in daily_hours(periods, exceptions, day(first), day(last))]


# Days


def test_an_office_week_has_its_weekdays_a_saturday_morning_and_a_free_sunday():
    week = spans_of(OFFICE, "2026-11-23", "2026-11-29")

    assert week == [WORKDAY] * 5 + [MORNING, ()]


def test_an_office_is_shut_on_every_day_of_national_day_2026():
    days = daily_hours(OFFICE, (), day("2026-09-30"), day("2026-10-08"))

    assert [bool(resolved.spans) for resolved in days] == [True] + [False] * 7 + [True]
    assert {resolved.note for resolved in days[1:-1]} == {"国庆节"}
    assert {resolved.kind for resolved in days[1:-1]} == {DayKind.HOLIDAY}


def test_an_office_is_shut_for_the_nine_days_of_spring_festival_2026():
    days = daily_hours(OFFICE, (), day("2026-02-14"), day("2026-02-24"))

    assert [bool(resolved.spans) for resolved in days] == [True] + [False] * 9 + [True]


@pytest.mark.parametrize("text", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_an_office_keeps_mondays_hours_on_every_make_up_day_of_2026(text):
    resolved = hours_on(OFFICE, text)

    assert resolved.spans == WORKDAY
    assert (resolved.kind, resolved.note) == (DayKind.MAKE_UP, "调休上班")


def test_a_make_up_saturday_has_mondays_hours_where_they_differ_from_the_other_days():
    period = Period((Span(MONDAY, 600, 700), Span(SATURDAY, 540, 720)))

    assert hours_on((period,), "2026-10-10").spans == ((600, 700),)


@pytest.mark.parametrize("text", ["2026-10-01", "2026-02-17", "2026-10-10", "2026-11-25"])
def test_a_park_knows_neither_holidays_nor_make_up_days(text):
    assert hours_on(PARK, text).spans == ((360, 1320),)


def test_a_park_with_other_hours_on_saturdays_keeps_them_on_a_make_up_saturday():
    period = Period((Span(MONDAY, 360, 1320), Span(SATURDAY, 420, 1380)), closed_on_holidays=False)

    assert hours_on((period,), "2026-10-10").spans == ((420, 1380),)


def test_the_holiday_is_named_even_where_it_changes_nothing():
    resolved = hours_on(PARK, "2026-10-01")

    assert (resolved.kind, resolved.note) == (DayKind.HOLIDAY, "国庆节")


def test_a_year_without_a_calendar_goes_by_the_weekday_and_says_so():
    week = daily_hours(OFFICE, (), day("2035-10-08"), day("2035-10-14"))  # a Monday to a Sunday

    assert [resolved.spans for resolved in week] == [WORKDAY] * 5 + [MORNING, ()]
    assert not any(resolved.calendar_known for resolved in week)
    assert all(resolved.calendar_known for resolved in daily_hours(OFFICE, (), day("2026-01-01"), day("2026-01-07")))


def test_a_week_over_the_end_of_the_known_years_changes_in_the_middle():
    week = daily_hours(OFFICE, (), day("2026-12-30"), day("2027-01-02"))

    assert [resolved.calendar_known for resolved in week] == [True, True, False, False]


def test_no_day_comes_from_a_range_that_ends_before_it_begins():
    assert daily_hours(OFFICE, (), day("2026-11-25"), day("2026-11-24")) == []


def test_days_are_resolved_one_by_one_as_asked_for():
    days = resolve_days(OFFICE, (), day("2026-11-23"), date.max)

    assert next(days).spans == WORKDAY


# Periods


def test_a_winter_timetable_replaces_the_open_ended_one_as_a_whole():
    winter = Period((Span(MONDAY_TO_FRIDAY, 540, 1020),), first=day("2026-12-01"), last=day("2027-02-28"))
    both = (*OFFICE, winter)

    assert spans_of(both, "2026-11-27", "2026-11-28") == [WORKDAY, MORNING]
    assert spans_of(both, "2026-12-04", "2026-12-05") == [((540, 1020),), ()]  # and no Saturday
    assert spans_of(both, "2027-03-01", "2027-03-01") == [WORKDAY]


def test_the_order_of_the_periods_does_not_matter():
    winter = Period((Span(MONDAY_TO_FRIDAY, 540, 1020),), first=day("2026-12-01"), last=day("2027-02-28"))

    assert spans_of((winter, *OFFICE), "2026-12-01", "2026-12-07") == spans_of(
        (*OFFICE, winter), "2026-12-01", "2026-12-07"
    )


def test_a_narrower_period_wins_over_a_wider_one():
    winter = Period((Span(EVERY_DAY, 540, 1020),), day("2026-12-01"), day("2027-02-28"), False)
    one_week = Period((Span(EVERY_DAY, 600, 660),), day("2026-12-07"), day("2026-12-13"), False)

    days = spans_of((winter, one_week, *OFFICE), "2026-12-06", "2026-12-14")

    assert days == [((540, 1020),)] + [((600, 660),)] * 7 + [((540, 1020),)]


def test_a_timetable_changes_at_the_year_end():
    old = Period((Span(EVERY_DAY, 480, 1200),), last=day("2026-12-31"), closed_on_holidays=False)
    new = Period((Span(EVERY_DAY, 540, 1260),), first=day("2027-01-01"), closed_on_holidays=False)

    assert spans_of((old, new), "2026-12-31", "2027-01-01") == [((480, 1200),), ((540, 1260),)]


def test_of_two_timetables_without_an_end_the_newer_one_holds():
    old = Period((Span(EVERY_DAY, 480, 1200),), first=day("2020-01-01"), closed_on_holidays=False)
    new = Period((Span(EVERY_DAY, 540, 1260),), first=day("2026-06-01"), closed_on_holidays=False)

    assert spans_of((new, old), "2026-05-31", "2026-06-01") == [((480, 1200),), ((540, 1260),)]


def test_periods_of_the_same_validity_are_joined():
    office = Period((Span(MONDAY_TO_FRIDAY, 510, 720),))
    self_service = Period((Span(EVERY_DAY, 1080, 1200),), closed_on_holidays=False)

    assert spans_of((office, self_service), "2026-09-30", "2026-10-01") == [
        ((510, 720), (1080, 1200)),
        ((1080, 1200),),
    ]


@pytest.mark.parametrize(
    ("spans", "merged"),
    [
        (((510, 720), (720, 870)), ((510, 870),)),  # touching
        (((510, 800), (720, 870)), ((510, 870),)),  # overlapping
        (((510, 1050), (600, 660)), ((510, 1050),)),  # one within the other
        (((870, 1050), (510, 720)), ((510, 720), (870, 1050))),  # out of order
        (((510, 720), (510, 720)), ((510, 720),)),
        (((1320, 1440), (1380, 1560)), ((1320, 1560),)),
    ],
)
def test_spans_of_a_day_are_ordered_and_merged(spans, merged):
    period = Period(tuple(Span(EVERY_DAY, *span) for span in spans))

    assert hours_on((period,), "2026-11-25").spans == merged


# Exceptions


def test_an_exception_closes_a_usual_day_and_says_why():
    repairs = DatedException(day("2026-11-25"), day("2026-11-26"), note="设备检修")

    days = daily_hours(OFFICE, (repairs,), day("2026-11-24"), day("2026-11-27"))

    assert [bool(resolved.spans) for resolved in days] == [True, False, False, True]
    assert (days[1].kind, days[1].note) == (DayKind.EXCEPTION, "设备检修")


def test_an_exception_opens_on_a_public_holiday():
    duty = DatedException(day("2026-10-01"), day("2026-10-01"), MORNING, "国庆值班")

    assert hours_on(OFFICE, "2026-10-01", (duty,)).spans == MORNING
    assert hours_on(OFFICE, "2026-10-02", (duty,)).spans == ()


def test_an_exception_on_a_make_up_day_wins_over_mondays_hours():
    closed = DatedException(day("2026-10-10"), day("2026-10-10"))

    assert hours_on(OFFICE, "2026-10-10", (closed,)).spans == ()


def test_an_exception_without_a_note_still_names_the_holiday():
    duty = DatedException(day("2026-10-01"), day("2026-10-01"), MORNING)

    assert hours_on(OFFICE, "2026-10-01", (duty,)).note == "国庆节"


def test_of_several_exceptions_the_shortest_range_wins_in_any_order():
    month = DatedException(day("2026-12-01"), day("2026-12-31"), note="装修")
    one_day = DatedException(day("2026-12-10"), day("2026-12-10"), MORNING, "便民服务日")

    for rows in [(month, one_day), (one_day, month)]:
        assert hours_on(OFFICE, "2026-12-10", rows).spans == MORNING
        assert hours_on(OFFICE, "2026-12-11", rows).spans == ()


def test_of_exceptions_of_equal_length_the_later_start_then_the_later_row_wins():
    first_half = DatedException(day("2026-12-01"), day("2026-12-10"), note="一")
    second_half = DatedException(day("2026-12-10"), day("2026-12-19"), MORNING, "二")
    corrected = DatedException(day("2026-12-10"), day("2026-12-19"), WORKDAY, "三")

    assert hours_on(OFFICE, "2026-12-10", (second_half, first_half)).note == "二"
    assert hours_on(OFFICE, "2026-12-10", (second_half, corrected, first_half)).note == "三"


def test_an_exception_opens_a_centre_without_any_period():
    fair = DatedException(day("2026-12-05"), day("2026-12-05"), ((600, 660),))

    assert hours_on((), "2026-12-05", (fair,)).spans == ((600, 660),)


# What is no timetable


@pytest.mark.parametrize(
    "span", [(0, 510, 720), (128, 510, 720), (1, -1, 720), (1, 1440, 1500), (1, 720, 720), (1, 720, 510), (1, 60, 1501)]
)
def test_a_span_that_makes_no_sense_is_refused(span):
    with pytest.raises(ValueError, match="。"):
        Span(*span)


@pytest.mark.parametrize("span", [(720, 720), (60, 1501), (-1, 10)])
def test_an_exception_whose_span_makes_no_sense_is_refused(span):
    with pytest.raises(ValueError, match="。"):
        DatedException(day("2026-11-25"), day("2026-11-25"), (span,))


def test_ranges_that_end_before_they_begin_are_refused():
    with pytest.raises(ValueError, match="早于"):
        DatedException(day("2026-11-25"), day("2026-11-24"))
    with pytest.raises(ValueError, match="早于"):
        Period((), day("2026-11-25"), day("2026-11-24"))


# How it is said


@pytest.mark.parametrize(
    ("span", "text"),
    [
        ((510, 720), "08:30–12:00"),
        ((0, 1440), "全天"),
        ((1200, 1440), "20:00–24:00"),
        ((1320, 1560), "22:00–次日02:00"),
        ((480, 1920), "08:00–次日08:00"),
        ((0, 1), "00:00–00:01"),
    ],
)
def test_a_span_as_text(span, text):
    assert format_span(*span) == text


def test_the_spans_of_a_day_as_text():
    assert format_spans(WORKDAY) == "08:30–12:00、14:30–17:30"
    assert format_spans([(0, 1440)]) == "全天"
    assert format_spans(()) == "休息"

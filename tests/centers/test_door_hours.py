"""The usual week in a few lines."""

from datetime import date

from centers.door_hours import week_of
from centers.hours import Period, Span
from centers.schedule import Schedule

DAY = date(2026, 11, 25)


def lines(*periods):
    return [(line.days, line.hours) for line in week_of(Schedule(periods, ()), DAY).lines]


def test_days_with_the_same_hours_share_a_line():
    usual = Period((Span(31, 510, 720), Span(31, 870, 1050), Span(32, 540, 720)))
    assert lines(usual) == [("周一至周五", "08:30–12:00、14:30–17:30"), ("周六", "09:00–12:00"), ("周日", "休息")]


def test_two_days_are_named_both():
    assert lines(Period((Span(31, 540, 720),)))[1] == ("周六、周日", "休息")


def test_every_day_is_one_line():
    assert lines(Period((Span(127, 0, 1440),))) == [("每天", "全天")]


def test_the_timetable_in_force_replaces_the_usual_one():
    winter = Period((Span(127, 600, 960),), first=date(2026, 11, 1), last=date(2027, 2, 28))
    assert lines(Period((Span(127, 540, 1080),)), winter) == [("每天", "10:00–16:00")]


def test_it_says_whether_holidays_are_kept():
    assert week_of(Schedule((Period((Span(127, 0, 60),)),), ()), DAY).closed_on_holidays
    always = Period((Span(127, 0, 60),), closed_on_holidays=False)
    assert not week_of(Schedule((always,), ()), DAY).closed_on_holidays

"""The Chinese public calendar of 2026, and years for which none is published."""

from datetime import date

import pytest

from centers.working_days import MOVING_HOLIDAYS, DayKind, day_facts


@pytest.mark.parametrize(
    ("text", "kind", "name", "effective_weekday"),
    [
        ("2026-11-25", DayKind.USUAL, "", 2),
        ("2026-11-28", DayKind.USUAL, "", 5),  # a plain Saturday is no holiday
        ("2026-01-01", DayKind.HOLIDAY, "元旦", 3),
        ("2026-01-02", DayKind.HOLIDAY, "元旦", 4),  # shifted rest day
        ("2026-02-17", DayKind.HOLIDAY, "春节", 1),
        ("2026-04-05", DayKind.HOLIDAY, "清明节", 6),
        ("2026-05-05", DayKind.HOLIDAY, "劳动节", 1),
        ("2026-06-19", DayKind.HOLIDAY, "端午节", 4),
        ("2026-09-25", DayKind.HOLIDAY, "中秋节", 4),
        ("2026-10-07", DayKind.HOLIDAY, "国庆节", 2),
        ("2026-01-04", DayKind.MAKE_UP, "调休上班", 0),  # a Sunday
        ("2026-02-14", DayKind.MAKE_UP, "调休上班", 0),
        ("2026-10-10", DayKind.MAKE_UP, "调休上班", 0),  # a Saturday
    ],
)
def test_day_facts_follow_the_published_calendar_of_2026(text, kind, name, effective_weekday):
    facts = day_facts(date.fromisoformat(text))

    assert (facts.kind, facts.name, facts.effective_weekday) == (kind, name, effective_weekday)
    assert facts.is_holiday is (kind is DayKind.HOLIDAY)
    assert facts.weekday == date.fromisoformat(text).weekday()
    assert facts.calendar_known


@pytest.mark.parametrize("text", ["2035-10-08", "2003-10-01", "2003-12-31", "0001-01-01", "9999-12-31"])
def test_years_without_a_published_calendar_know_only_the_weekday(text):
    facts = day_facts(date.fromisoformat(text))

    assert not facts.calendar_known
    assert (facts.kind, facts.effective_weekday) == (DayKind.USUAL, date.fromisoformat(text).weekday())


@pytest.mark.parametrize(("text", "name"), [("2035-01-01", "元旦"), ("2035-05-02", "劳动节"), ("2035-10-03", "国庆节")])
def test_the_days_that_the_regulation_fixes_are_holidays_in_unpublished_years_too(text, name):
    facts = day_facts(date.fromisoformat(text))

    assert (facts.is_holiday, facts.name, facts.calendar_known) == (True, name, False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2027-02-04", ""),
        ("2027-02-05", "春节"),  # 除夕
        ("2027-02-08", "春节"),  # 初三
        ("2027-02-09", ""),
        ("2027-04-05", "清明节"),
        ("2027-06-09", "端午节"),
        ("2027-09-15", "中秋节"),
        ("2028-10-03", "中秋节"),  # within the National Day holiday
        ("2030-02-02", "春节"),
    ],
)
def test_the_festivals_by_the_moon_are_holidays_before_the_year_is_published(monkeypatch, text, name):
    def unpublished(day):
        raise NotImplementedError

    monkeypatch.setattr("chinese_calendar.get_holiday_detail", unpublished)

    facts = day_facts.__wrapped__(date.fromisoformat(text))

    assert (facts.is_holiday, facts.name, facts.calendar_known) == (bool(name), name, False)


def test_the_table_of_moving_festivals_agrees_with_the_published_calendar():
    published = {day: name for day, name in MOVING_HOLIDAYS.items() if day_facts(day).calendar_known}
    assert published
    assert {day: day_facts(day).name for day in published} == published

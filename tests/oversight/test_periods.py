"""Quarters and months as people write them, and which of them a snapshot may be taken for."""

from datetime import date

import pytest

from oversight.periods import Period, takeable


@pytest.mark.parametrize(
    ("written", "label", "first", "last"),
    [
        ("2026Q4", "2026年第四季度", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024Q1", "2024年第一季度", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-02", "2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", "2026年12月", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_read_and_written(written, label, first, last):
    period = Period.read(written)
    assert (str(period), period.label, period.first, period.last) == (written, label, first, last)


@pytest.mark.parametrize(
    "junk", ["", "2026", "2026Q5", "2026-13", "2026-1", "1999Q1", "2026Q4\n", "２０２６Q4", "9" * 99]
)
def test_anything_else_is_no_period(junk):
    with pytest.raises(ValueError):  # noqa: PT011
        Period.read(junk)


def test_snapshots_are_taken_of_the_present_and_of_what_has_just_ended():
    assert list(map(str, takeable(date(2027, 1, 15)))) == ["2027Q1", "2027-01", "2026Q4", "2026-12"]
    assert list(map(str, takeable(date(2026, 11, 24)))) == ["2026Q4", "2026-11", "2026-10"]


def test_a_year_before_is_the_same_part_of_the_year():
    assert str(Period.read("2026Q4").a_year_before) == "2025Q4"
    assert str(Period.quarter_of(date(2026, 2, 28)).a_year_before) == "2025Q1"

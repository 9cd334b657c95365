"""A week between rows, text and dates."""

import random
from datetime import date

import pytest

from centers.models import OpeningHours
from centers.week import DayHours, Validity, fingerprint, read_spans, rows_of, spans_text, week_of


def test_what_is_shown_reads_as_the_same():
    draw = random.Random(5)
    for _ in range(2000):
        opens = draw.randrange(1439)
        closes = opens + draw.randrange(1, 1440)
        if closes != 1439:  # 23:59 is how people write midnight
            assert read_spans(spans_text([(opens, closes)])) == ((opens, closes),)


@pytest.mark.parametrize("text", ["", " ", "休息", "不开放"])
def test_no_hours(text):
    assert read_spans(text) == ()


def test_a_week_comes_back_from_its_rows():
    week = (DayHours(((510, 720), (870, 1050))),) * 5 + (DayHours(((0, 1440),), closed_on_holidays=False), DayHours())
    rows = [OpeningHours(**values._asdict()) for values in rows_of(week, Validity())]
    assert len(rows) == 3
    assert week_of(rows) == week


def test_overlapping_rows_of_a_day_are_shown_as_one_span():
    rows = [OpeningHours(weekdays=1, opens=600, closes=900), OpeningHours(weekdays=1, opens=480, closes=720)]
    assert week_of(rows)[0].spans == ((480, 900),)


def test_spans_out_of_order_are_no_day():
    with pytest.raises(ValueError, match="从早到晚"):
        DayHours(((840, 1050), (510, 720)))


def test_dates_have_a_name_and_a_key():
    assert (Validity().label, Validity().key) == ("常年", "always")
    assert Validity(date(2026, 11, 1)).label == "2026年11月1日起"
    assert Validity(None, date(2026, 11, 1)).key == "_2026-11-01"


def test_a_fingerprint_changes_with_what_the_rows_say():
    rows = [OpeningHours(center_id=1, weekdays=1, opens=600, closes=900)]
    before = fingerprint(rows)
    rows[0].closes = 901
    assert fingerprint(rows) != before

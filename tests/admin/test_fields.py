"""Weekdays, clock times and lists as people write them."""

import pytest
from django.core.exceptions import ValidationError

from centers.forms import MinutesField, WeekdaysField
from centers.hours_labels import clock_text, weekdays_text
from services.forms import LinesField


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("08:30", 510),
        ("8:30", 510),
        ("8：30", 510),
        ("00:00", 0),
        ("24:00", 1440),
        ("26:00", 1560),
        ("次日02:00", 1560),
        ("次日 02:00", 1560),
        (" 17:30 ", 1050),
    ],
)
def test_clock_times_are_read(text, minutes):
    assert MinutesField().clean(text) == minutes


@pytest.mark.parametrize("text", ["8", "8.30", "25:60", "49:00", "次日25:00", "上午八点", "-1:00", "٨:٣٠", "8:3"])
def test_other_times_are_refused_with_an_example(text):
    with pytest.raises(ValidationError, match="请写成 08:30"):
        MinutesField().clean(text)


@pytest.mark.parametrize("minutes", [0, 510, 1439, 1440, 1441, 1560, 2880])
def test_what_is_shown_is_read_back(minutes):
    field = MinutesField()
    assert field.clean(field.prepare_value(minutes)) == minutes
    assert not field.has_changed(minutes, clock_text(minutes))


def test_seven_boxes_are_seven_bits():
    field = WeekdaysField()
    assert field.clean(["1", "2", "4", "8", "16"]) == 0b0011111
    assert field.prepare_value(0b1000001) == [1, 64]
    assert not field.has_changed(0b0000011, ["1", "2"])
    with pytest.raises(ValidationError, match="请至少选一天"):
        field.clean([])


def test_a_box_sent_twice_counts_once():
    assert WeekdaysField().clean(["1", "1"]) == 1


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [(127, "每天"), (31, "周一至周五"), (96, "周六、日"), (0b0010101, "周一、三、五"), (64, "周日")],
)
def test_weekdays_in_words(weekdays, words):
    assert weekdays_text(weekdays) == words


def test_lists_are_lines():
    field = LinesField(label="材料")
    assert field.clean("身份证\r\n\r\n  户口簿 \n") == ["身份证", "户口簿"]
    assert field.prepare_value(["身份证", "户口簿"]) == "身份证\n户口簿"
    assert field.clean("") == []
    assert not field.has_changed(["身份证"], "身份证\r\n")

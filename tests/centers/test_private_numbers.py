"""Numbers of persons are covered before anything that a resident typed is stored."""

import pytest

from centers.private_numbers import COVERED, covered


@pytest.mark.parametrize(
    "text",
    [
        "我电话13800138000",
        "打138 0013 8000找我",
        "138-0013-8000",
        "+8613800138000",
        "+86 138 0013 8000",
        "我家0662-3221234",
        "06623221234",
        "441702195001011234",
        "44170219500101123X",
        "441702 19500101 123x",
        "卡号6222021234567890123",
    ],
)
def test_numbers_of_persons_are_covered(text):
    told = covered(text)
    assert COVERED in told
    assert sum(character.isdigit() for character in told) == 0


@pytest.mark.parametrize(
    "text",
    [
        "新华路12号3栋2单元401",
        "周一至周五 8:30-12:00、14:30-17:30",
        "8-12 14-17 19-21",
        "2026-11-22 10:00",
        "能办98项",
        "12345热线",
        "42路公交，走500米",
    ],
)
def test_addresses_hours_and_dates_stay(text):
    assert covered(text) == text


@pytest.mark.parametrize("text", ["0662-3221234", "13800138000", "0662-3221234转8"])
def test_a_telephone_stays_where_it_is_the_matter(text):
    assert covered(text, telephones_too=False) == text


def test_an_identity_number_never_stays():
    assert covered("441702195001011234", telephones_too=False) == "〔证件号码已隐去〕"

"""The lists of weekly spans and of dated exceptions have forms of their own, row by row."""

import pytest

from centers.models import OpeningException, OpeningHours
from tests.admin.registry import address


@pytest.mark.parametrize(
    ("opens", "closes", "message"),
    [
        ("18:00", "09:00", "次日02:00"),
        ("早上", "09:00", "看不懂"),
        ("24:00", "26:00", "00:00 到 23:59"),
        ("08:00", "次日09:00", "不能超过24小时"),
        ("", "12:00", "必填"),
    ],
)
def test_an_impossible_span_is_explained(as_staff, ours, opens, closes, message):
    data = {"center": ours.pk, "weekdays": ["1"], "opens": opens, "closes": closes}
    answer = as_staff.post(address(OpeningHours, "add"), data)
    errors = answer.context["adminform"].form.errors
    assert any(message in error for found in errors.values() for error in found), errors


def test_no_weekday_is_explained(as_staff, ours):
    data = {"center": ours.pk, "weekdays": [], "opens": "09:00", "closes": "12:00"}
    answer = as_staff.post(address(OpeningHours, "add"), data)
    assert "请至少选一天。" in answer.context["adminform"].form.errors["weekdays"]


@pytest.mark.parametrize(
    ("first", "last", "opens", "message"),
    [
        ("2027-02-10", "2027-02-01", "", "结束日期不能早于开始日期"),
        ("", "2027-02-01", "", "必填"),
        ("2027-02-01", "2027-02-03", "09:00", "要么都填，要么都不填"),
        ("2027-01-05", "2027-01-20", "", "2027年1月1日至2027年1月10日）部分重叠"),
    ],
)
def test_an_impossible_exception_is_explained(as_staff, ours, first, last, opens, message):
    OpeningException.objects.create(center=ours, first="2027-01-01", last="2027-01-10")
    data = {"center": ours.pk, "first": first, "last": last, "opens": opens}
    answer = as_staff.post(address(OpeningException, "add"), data)
    errors = answer.context["adminform"].form.errors
    assert any(message in error for found in errors.values() for error in found), errors

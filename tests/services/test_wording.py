"""Cells of the catalogue become lists and honest Chinese."""

import pytest

from services.wording import documents, plain, split_outside, words


@pytest.mark.parametrize(
    ("cell", "things"),
    [
        ("身份证、户口簿或居住证", ["身份证", "户口簿或居住证"]),
        (
            "身份证;转出方介绍信(省外)或系统转接单(省内,全国、省系统)",
            ["身份证", "转出方介绍信（省外）或系统转接单（省内，全国、省系统）"],
        ),
        ("《甲、乙》或证明信；“丙、丁”表", ["《甲、乙》或证明信", "“丙、丁”表"]),
        ("资源、需求、项目清单;共建协议书", ["资源、需求、项目清单", "共建协议书"]),
        ("身份证、相片;代办另需委托人、代办人证件", ["身份证", "相片", "代办另需委托人、代办人证件"]),
        ("同低保,另附刚性支出凭证", ["同低保", "刚性支出凭证"]),
        ("身份证;其余可补交", ["身份证（其余可补交）"]),
        ("身份证;身份证、", ["身份证"]),
        ("电子照片(352×440,20–50K)、身份证", ["电子照片（352×440,20–50K）", "身份证"]),
        ("", []),
    ],
)
def test_documents_are_a_list_to_tick(cell, things):
    assert documents(cell) == (things, "")


def test_nothing_to_bring_is_an_empty_list_with_its_remark():
    assert documents("无") == ([], "")
    assert documents("无(系统核对基数)") == ([], "系统核对基数")


@pytest.mark.parametrize("broken", ["(甲、乙", "甲)、乙", "（（（", "、、、", "“甲、乙"])
def test_broken_brackets_lose_nothing(broken):
    assert "".join(split_outside(broken, "、")).replace("、", "") == broken.replace("、", "")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("composed", "未查到公开规定"),
        ("composed(国家经办规程另有规定)", "未查到公开规定（国家经办规程另有规定）"),
        ("减免由支部研究(composed)", "减免由支部研究（参照同类清单编写）"),
        ("时限composed", "时限未查到公开规定"),
        ("(党章,composed引用)", "（党章，编写时引用）"),
        ("种子:每周播放", "公开报道：每周播放"),
        ("来源样例:即办", "外地样例：即办"),
        ("参照诉求流程(见 domain.md 接诉即办)", "参照诉求流程（接诉即办）"),
        ("08:30-12:00,节假日休息", "08:30-12:00，节假日休息"),
    ],
)
def test_marks_become_honest_chinese(cell, said):
    assert plain(cell) == said


def test_words_are_listed_once():
    assert words("社保;社保卡；社保; ;") == ["社保", "社保卡"]

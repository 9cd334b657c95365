"""Nobody is ranked by fewer than twenty events; their number is shown instead."""

from oversight.ranking import Entry, ranked, share_words
from oversight.readings import Definition, Figure

COUNTED = Definition("数什么", "哪里来")


def test_few_events_get_no_place_but_their_number():
    rows = ranked([Entry(["甲"], 19, 19), Entry(["乙"], 5, 20), Entry(["丙"], 10, 20)])
    assert rows == [[1, "丙"], [2, "乙"], ["n=19，不排", "甲"]]


def test_equals_share_a_place_and_the_next_one_counts_on():
    rows = ranked([Entry(["甲"], 10, 20), Entry(["乙"], 20, 40), Entry(["丙"], 1, 20)])
    assert [row[0] for row in rows] == [1, 1, 3]


def test_a_share_of_few_events_is_not_worked_out():
    assert Figure("x", "", 3, COUNTED, 19).share is None
    assert Figure("x", "", 3, COUNTED, 19).words == "3/19个"
    assert Figure("x", "", 5, COUNTED, 20).words == "5/20个（25.0%）"
    assert share_words(3, 19) == "n=19"
    assert share_words(5, 20) == "25.0%"


def test_nothing_to_count_is_no_error():
    assert Figure("x", "", None, COUNTED).words == "没有数据"
    assert Figure("x", "", 0, COUNTED, 0).share is None
    assert ranked([]) == []

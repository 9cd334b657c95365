"""The suffix index: what is put in is found by any part, and the databases read it by its index."""

import pytest
from django.db import connection

from search import index
from search.beginnings import ONE_RANGE, keys_beginning_with
from search.find import data_version, find
from search.models import SearchEntry, SearchKey
from search.text import normalise

pytestmark = pytest.mark.django_db


def document(code="1", name="岭东北社区", **more):
    return index.Document(kind="test", code=code, name=name, url=f"/{code}/", **more)


def found(question, limit=20):
    return [hit.code for hit in find(question, ("test",), limit)]


def version():
    return SearchEntry.objects.values_list(data_version(), flat=True).first()


def test_put_twice_writes_one_entry_anew():
    index.put([document(name="旧名")])
    before = version()
    index.put([document(name="新称")])
    assert version() > before
    assert found("新称") == ["1"]
    assert found("旧名") == []
    assert SearchEntry.objects.filter(kind="test").count() == 1


def test_of_two_documents_for_one_record_the_later_wins():
    assert index.put([document(name="旧名"), document(name="新称")]) == 1
    assert found("新称") == ["1"]


def test_drop_takes_the_keys_along():
    index.put([document()])
    index.drop("test", ["1", "2"])
    index.drop("test", [])
    assert not SearchKey.objects.filter(kind="test").exists()


def test_kinds_do_not_mix():
    index.put([document()])
    assert find("岭东北", ("other",)) == []


def test_every_tail_is_a_key_in_characters_pinyin_and_initials():
    index.put([document(name="岭东")])
    rows = SearchKey.objects.filter(kind="test").order_by("form", "-is_whole")
    assert list(rows.values_list("form", "key", "is_whole")) == [
        (1, "岭东", True),
        (1, "东", False),
        (2, "lingdong", True),
        (2, "dong", False),
        (3, "ld", True),
        (3, "d", False),
    ]


def test_whole_alias_outweighs_the_same_tail_of_the_name():
    index.put([document("1", "申办残疾证"), document("2", "申领残疾证", aliases=("残疾证",))])
    assert found("残疾证") == ["2", "1"]


def test_order_whole_name_alias_beginning_inside():
    index.put(
        [
            document("inside", "南甲乙"),
            document("beginning", "甲乙丙"),
            document("alias", "别的", aliases=("甲乙",)),
            document("whole", "甲乙"),
            document("inside-heavier", "北甲乙丁", weight=5),
        ]
    )
    assert found("甲乙") == ["whole", "alias", "beginning", "inside-heavier", "inside"]


def test_many_tails_never_hide_a_whole_name():
    index.put(document(f"{number:03}", f"某{number}甲") for number in range(200))
    index.put([document("whole", "甲乙丙")])
    assert found("甲")[0] == "whole"


def test_common_word_never_hides_a_rare_one():
    index.put(document(f"{number:03}", f"甲乙{number}") for number in range(200))
    index.put([document("rare", "丙丁甲乙")])
    assert found("甲乙 丙丁") == ["rare"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Ａ１ b-2", "a1b2"),
        ("“光荣在党50年”", "光荣在党50年"),
        ("《报到单》（社区）", "报到单社区"),
        ("\0\t\n\ud800😀%_", ""),
        ("①", "1"),
        ("㈱", "株"),
    ],
)
def test_normalise(text, form):
    assert normalise(text) == form


def test_name_of_no_letters_and_a_very_long_name_can_be_put():
    index.put([document("dots", "……"), document("long", "长" * 300, aliases=("短" * 100,))])
    assert found("长长") == ["long"]


@pytest.fixture
def thousands():
    """3,000 records with their keys, half of them beginning alike."""
    entries = SearchEntry.objects.bulk_create(
        SearchEntry(kind="test", code=str(number), name=f"社区{number}", url="/") for number in range(3000)
    )
    SearchKey.objects.bulk_create(
        SearchKey(
            entry=entry,
            kind="test",
            form=1,
            key=f"{'社区' if number % 2 else '中心'}{number:05}",
            is_whole=bool(number % 3),
            is_alias=False,
        )
        for number, entry in enumerate(entries)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_searchentry, search_searchkey")


def plan(sql, params):
    explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(explain + sql, params)
        return "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())


@pytest.mark.parametrize("beginning", ["社区", "社区00011", "中", "无"])
def test_a_beginning_is_read_from_the_index(thousands, beginning):
    text = plan(ONE_RANGE, ["test", True, beginning, beginning + "\U0010ffff", 60])
    assert "search_key_beginning" in text
    assert "Seq Scan" not in text
    assert "TEMP B-TREE" not in text  # SQLite reads in order; PostgreSQL may sort the few rows that it expects


def test_names_in_a_sentence_are_read_from_the_index(thousands):
    rows = SearchKey.objects.filter(kind__in=["test"], is_whole=True, key__in=["社区00011", "办社"], form=1)
    text = rows.values_list("entry", "key").explain()
    assert "search_key_beginning" in text
    assert "Seq Scan" not in text


def test_read_is_limited_for_each_beginning(thousands):
    keys = keys_beginning_with(["社区", "中心", "社区"], ("test",), 10)
    assert len(keys) == 2 * 2 * 10
    assert keys_beginning_with([], ("test",), 10) == []
    assert len(keys_beginning_with(["社区"], ("test",), 10, tails=False)) == 10


def test_thousands_of_equals_are_answered_within_the_limit(thousands, django_assert_num_queries):
    with django_assert_num_queries(2):  # the keys; the entries
        assert len(find("社区", ("test",), limit=20)) == 20

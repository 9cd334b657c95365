"""What residents type finds what they mean, first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import index
from search.find import LONGEST_QUESTION, find, mistakes_inside

pytestmark = pytest.mark.django_db

KINDS = ("service", "center", "grid_unit", "proof")
MOST_QUERIES = 6


def first(question):
    hits = find(question, KINDS)
    return (hits[0].kind, hits[0].code) if hits else None


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("社保", "C05"),
        ("shebao", "C05"),
        ("sb", "C05"),
        ("SB", "C05"),
        ("ｓｂ", "C05"),
        ("社 保", "C05"),
        ("“社保”", "C05"),
        ("老人证", "C24"),
        ("laorenzheng", "C24"),
        ("医保", "C10"),
        ("低保", "C15"),
        ("居住证", "C55"),
        ("残疾证", "C30"),
        ("身份证", "C58"),
        ("饭堂", "C25"),
        ("开证明", "C66"),
        ("长寿金", "C23"),
        ("新农合", "C09"),
        ("我要办社保卡", "C05"),
        ("请问怎么给我妈办高龄津贴", "C23"),
        ("入党", "P09"),
        ("交党费", "P05"),
    ],
)
def test_everyday_words_find_the_service_first(question, code):
    assert first(question) == ("service", code)


@pytest.mark.parametrize("question", ["岭东", "lingdong", "lingdongbei", "岭东北", "岭东 北", "岭东在哪"])
def test_place_comes_first_as_a_centre_or_community(question):
    hit = find(question, KINDS)[0]
    assert hit.kind in {"center", "grid_unit"}
    assert hit.name.startswith("岭东")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("岭冬北", "岭东北"),  # sounds alike
        ("漠洋湖", "漠阳湖"),
        ("摸阳湖", "漠阳湖"),
        ("漠阳糊社区", "漠阳湖社区"),
        ("漠陌湖", "漠阳湖"),  # one wrong character that sounds otherwise
        ("漠阳湖湖社区", "漠阳湖社区"),  # one too many
        ("天湾社区", "天河湾社区"),  # one missing
        ("lingdongbeu", "岭东北"),
        ("moyangu", "漠阳湖"),
    ],
)
def test_one_wrong_character_is_forgiven(question, name):
    hits = find(question, KINDS)
    assert name in hits[0].name
    assert not hits[0].exact


def test_two_wrong_characters_are_not_forgiven():
    assert "漠阳湖社区" not in {hit.name for hit in find("莫名湖", KINDS)}


def test_one_wrong_character_in_an_alias_is_forgiven():
    assert first("社保咔") == ("service", "C05")
    assert first("老人正") == ("service", "C24")


def test_right_spelling_is_exact():
    assert all(hit.exact for hit in find("漠阳湖", KINDS))


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("无犯罪记录证明", 5),
        ("良民证", 5),
        ("亲属关系证明", 1),
        ("证明我妈是我妈", 1),
        ("单身证明", 8),
        ("收入证明", 17),
        ("我要开无犯罪记录证明", 5),
        ("wufanzui", 5),
    ],
)
def test_proof_that_nobody_gets_here_is_found(question, number):
    assert first(question) == ("proof", f"proof-{number}")


def test_two_words_find_what_holds_both():
    hits = find("居住证 签注", KINDS)
    assert [hit.code for hit in hits] == ["C56"]
    assert first("社保卡 密码") == ("service", "C06")
    assert "岭东南社区" in {hit.name for hit in find("岭东 南社区", KINDS)}


def test_two_words_that_nothing_holds_together_find_each():
    hits = find("岭东北 社保卡", KINDS)
    assert {"C05", "441702002015"} <= {hit.code for hit in hits}


def test_one_character_finds_names_that_begin_with_it():
    assert find("岭", KINDS)[0].name.startswith("岭")
    assert find("l", KINDS)


def test_any_two_characters_of_a_name_find_it():
    name = "鸳鸯湖社区"
    for start in range(len(name) - 1):
        assert name in {hit.name for hit in find(name[start : start + 2], ("grid_unit",), limit=200)}


@pytest.mark.parametrize(
    "junk",
    [
        "",
        " ",
        "%",
        "_",
        "%%",
        "\0",
        "😀",
        "\ud800",
        "'",
        '"; DROP TABLE search_searchkey; --',
        "\\",
        "()",
        "\u202e",
        "💩社",
    ],
)
def test_junk_is_no_error(junk):
    assert isinstance(find(junk, KINDS), list)


@pytest.mark.parametrize("wild", ["%", "_", "%%", "*", "?"])
def test_wildcards_are_nothing(wild):
    assert find(wild, KINDS) == []


@pytest.mark.parametrize("unit", ["社", "社保卡", "a", "ﷺ", "岭东 ", "\0", "9"])
def test_hundred_thousand_characters_cost_no_more(unit):
    with CaptureQueriesContext(connection) as queries:
        find(unit * 100_000, KINDS)
    assert len(queries) <= MOST_QUERIES


def test_characters_beside_junk_still_count():
    assert first("社%保\0😀") == ("service", "C05")


def test_question_longer_than_a_key_finds_the_name_it_is():
    name = "一二三四五六七八九十" * 9
    index.put([index.Document(kind="service", code="long", name=name, url="/")])
    for length in (63, 64, 65, 80, LONGEST_QUESTION):
        assert first(name[:length]) == ("service", "long")


@pytest.mark.parametrize(
    "question",
    ["社", "社保", "sb", "岭冬北", "我要办社保卡", "岭东北 社保卡", "xxxxxxx", "完全没有这回事啊", "a b c d e f"],
)
def test_number_of_queries_is_small_and_every_read_limited(question):
    with CaptureQueriesContext(connection) as queries:
        hits = find(question, KINDS)
    assert len(hits) <= 20
    assert len(queries) <= MOST_QUERIES
    for query in queries:
        sql = query["sql"]
        assert "LIMIT" in sql or '"entry_id" IN (' in sql or '"id" IN (' in sql


def test_limit_and_kinds_are_kept():
    assert len(find("社区", KINDS, limit=3)) == 3
    assert {hit.kind for hit in find("社区", ("grid_unit",), limit=50)} == {"grid_unit"}


def test_the_same_question_has_the_same_answer():
    answers = [[hit.code for hit in find("社区", KINDS, limit=50)] for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("text", "name", "mistakes"),
    [
        ("漠洋湖", "漠阳湖社区", 1),
        ("漠阳湖", "漠阳湖社区", 0),
        ("天湾", "天河湾", 1),
        ("甲乙", "丙丁", 2),
        ("", "甲", 0),
    ],
)
def test_mistakes_inside(text, name, mistakes):
    assert mistakes_inside(text, name) == mistakes

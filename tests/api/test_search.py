"""One search over everything."""

import pytest

FIELDS = {"type", "code", "name", "url", "detail", "exact"}


@pytest.mark.parametrize(
    ("question", "type_", "name"),
    [
        ("社保", "service", "社保"),
        ("shebao", "service", "社保"),
        ("sb", "service", "社保"),
        ("岭东", "center", "岭东"),
        ("lingdong", "center", "岭东"),
    ],
)
def test_the_right_thing_comes_first(ask, question, type_, name):
    answer = ask("search/", q=question)

    assert set(answer) == {"count", "next", "previous", "results"}
    assert all(set(one) == FIELDS for one in answer["results"])
    assert answer["results"][0]["exact"] is True
    assert any(one["type"] == type_ for one in answer["results"][:3])


def test_every_kind_can_be_asked_for_alone(ask):
    for type_, question in (("center", "中心"), ("service", "社保"), ("grid_unit", "岭东"), ("proof", "证明")):
        results = ask("search/", q=question, type=type_)["results"]
        assert results
        assert {one["type"] for one in results} == {type_}


def test_a_result_leads_to_its_page(ask, client):
    for question in ("岭东", "社保", "证明"):
        for one in ask("search/", q=question, page_size=3)["results"]:
            assert client.get(one["url"].partition("#")[0]).status_code == 200


def test_never_more_than_fifty_in_pages(ask):
    first = ask("search/", q="中心", page_size=50)
    assert first["count"] == len(first["results"]) == 50
    assert first["next"] is None

    second = ask("search/", q="中心", page_size=20, page=2)
    assert second["results"] == first["results"][20:40]
    assert ask("search/", 400, q="中心", page_size=51)["parameter"] == "page_size"


@pytest.mark.parametrize("question", ["", "   ", "！！", "\N{REPLACEMENT CHARACTER}"])
def test_a_question_without_words_finds_nothing(ask, question):
    assert ask("search/", q=question)["count"] == 0


def test_only_the_fields_asked_for(ask):
    assert set(ask("search/", q="社保", only="name,url")["results"][0]) == {"name", "url"}

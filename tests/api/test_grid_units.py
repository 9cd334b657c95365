"""The territory for other software."""

from datetime import timedelta

import pytest
from django.utils import timezone

from grids.models import GridUnit


@pytest.mark.parametrize("level", [level.name for level in GridUnit.Level])
def test_units_of_one_level(ask, level):
    answer = ask("grid-units/", level=level)

    assert answer["count"] == GridUnit.objects.at_level(GridUnit.Level[level]).current().count() > 0
    assert {one["level"] for one in answer["results"]} == {level}


def test_what_lies_directly_in_a_unit(ask):
    answer = ask("grid-units/", parent="441702002", page_size=100)

    codes = GridUnit.objects.filter(parent="441702002").current().order_by("code").values_list("code", flat=True)
    assert [one["code"] for one in answer["results"]] == list(codes)
    assert all(one["parent_name"] == "城南街道" for one in answer["results"])


def test_a_unit_and_those_above_it(ask):
    record = ask("grid-units/441702002015/")

    assert (record["name"], record["level"], record["level_name"]) == ("岭东北社区", "COMMUNITY", "社区（村）")
    assert [(one["code"], one["level"]) for one in record["ancestors"]] == [
        ("441702", "DISTRICT"),
        ("441702002", "STREET"),
    ]
    assert record["url"] == "/grids/441702002015/"
    assert record["source"] == "official"


def test_a_former_code_leads_to_the_present_one(client, db):
    GridUnit.objects.get(code="441702002").recode("441702902")

    response = client.get("/api/v1/grid-units/441702002015/?only=name")

    assert response.status_code == 301
    assert response.headers["Location"] == "/api/v1/grid-units/441702902015?only=name"
    assert client.get(response.headers["Location"]).json() == {"name": "岭东北社区"}
    assert client.get("/api/v1/grid-units/?parent=441702002").json()["count"] > 0


def test_a_retired_unit_leaves_the_list_but_can_be_looked_up(ask):
    yesterday = timezone.localdate() - timedelta(days=1)
    GridUnit.objects.filter(code="441702002015").update(valid_to=yesterday)

    assert ask("grid-units/", search="岭东北社区")["count"] == 0
    assert ask("grid-units/441702002015/")["valid_to"] == yesterday.isoformat()


def test_search_by_name(ask):
    assert "441702002015" in {one["code"] for one in ask("grid-units/", search="岭东北")["results"]}


def test_what_is_sample_says_so(ask):
    record = ask("grid-units/", level="CLUSTER")["results"][0]

    assert (record["source"], record["source_name"]) == ("sample", "示例")
    assert record["figures_source"] == "sample"


@pytest.mark.parametrize(
    ("name", "value"), [("level", "street"), ("level", "9"), ("parent", "999999"), ("parent", "abc")]
)
def test_what_is_no_level_or_unit_is_refused_by_name(ask, name, value):
    assert ask("grid-units/", 400, **{name: value})["parameter"] == name


def test_an_unknown_code_is_404_in_chinese(ask):
    for code in ("999999", "1", "441702" + "9" * 20):
        assert "没有编码是" in ask(f"grid-units/{code}/", 404)["detail"]

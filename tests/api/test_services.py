"""The catalogue for other software."""

import pytest

from services.models import ServiceCategory, ServiceItem


def test_all_items_stand_in_the_catalogue_with_what_a_list_needs(ask):
    answer = ask("services/", page_size=100)

    assert answer["count"] == len(answer["results"]) == 98
    codes = [one["code"] for one in answer["results"]]
    assert codes == list(
        ServiceItem.objects.active().order_by("category__position", "code").values_list("code", flat=True)
    )
    first = answer["results"][0]
    assert first["name"]
    assert first["category_name"]
    assert first["channels"]
    assert "以窗口答复为准" in first["caution"]
    assert first["status"] in {"sourced", "composed"}


@pytest.mark.parametrize(
    ("parameters", "fits"),
    [
        ({"category": "01"}, lambda one: one["category_code"] == "01"),
        ({"kind": "party"}, lambda one: one["kind"] == "party"),
        ({"channel": "home"}, lambda one: "home" in one["channels"]),
        ({"audience": "elders"}, lambda one: "elders" in one["audiences"]),
        ({"mode": "at_once"}, lambda one: one["mode"] == "at_once"),
        (
            {"kind": "convenience", "mode": "promised"},
            lambda one: (one["kind"], one["mode"]) == ("convenience", "promised"),
        ),
    ],
)
def test_filters_keep_what_fits_and_nothing_else(ask, parameters, fits):
    everything = ask("services/", page_size=100)["results"]

    answer = ask("services/", **parameters, page_size=100)

    assert answer["results"] == [one for one in everything if fits(one)]
    assert 0 < answer["count"] < 98


def test_search_knows_the_names_that_people_use(ask):
    item = ServiceItem.objects.exclude(aliases=[]).first()

    assert item.code in {one["code"] for one in ask("services/", search=item.aliases[0])["results"]}


def test_a_guide_says_what_to_bring(ask):
    item = ServiceItem.objects.exclude(documents=[]).first()

    record = ask(f"services/{item.code}/")

    assert record["documents"] == item.documents
    assert record["url"] == f"/services/{item.code}/"
    assert {"steps", "time", "promise", "source_names", "sourced_part", "seek_first", "aliases"} <= set(record)


def test_an_item_no_longer_done_is_gone(ask):
    ServiceItem.objects.filter(code="C01").update(is_active=False)

    ask("services/C01/", 404)
    assert ask("services/")["count"] == 97


def test_the_categories_say_how_many_items_they_hold(ask):
    answer = ask("categories/", page_size=100)

    assert answer["count"] == ServiceCategory.objects.count() == 21
    assert sum(one["item_count"] for one in answer["results"]) == 98
    assert [one["code"] for one in ask("categories/", kind="party")["results"]] == list("ABCDEFGH")


def test_an_unknown_category_or_group_is_refused_by_name(ask):
    for name in ("category", "kind", "channel", "audience", "mode"):
        assert ask("services/", 400, **{name: "nonsense"})["parameter"] == name

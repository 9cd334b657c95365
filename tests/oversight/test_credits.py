"""Whose roads a figure was measured on stands wherever it shows; the tile of the circle stands first."""

import pytest

from coverage.basis import OSM, roads_of
from coverage.current import current
from coverage.models import RoadNetwork
from coverage.planning.solving import solve
from coverage.roads.storage import networks_folder
from tests.coverage.town import EDGES, NODES, lonlat
from tests.oversight.circle_town import address


@pytest.fixture
def solved(town, make_scenario):
    scenario = make_scenario()
    solve(scenario, current(), by=None)
    return scenario


@pytest.mark.parametrize(
    "name", ["progress", "coverage", "coverage-points", "coverage-map", "gaps", "scenarios", "reports", "report-print"]
)
def test_every_page_with_a_figure_names_the_roads(district_desk, solved, name):
    assert OSM in district_desk.get(address(name)).content.decode()


@pytest.mark.parametrize("name", ["scenario", "scenario-candidates", "scenario-map"])
def test_every_page_of_a_scenario_names_the_roads(district_desk, solved, name):
    assert OSM in district_desk.get(address(name, solved.pk)).content.decode()


def test_a_comparison_names_the_roads_once(district_desk, town, make_scenario):
    made = [make_scenario(), make_scenario(new_centers=2)]
    for scenario in made:
        solve(scenario, current(), by=None)
    answer = district_desk.get(address("scenario-compare"), {"with": [scenario.pk for scenario in made]})
    assert answer.context["credits"] == [OSM]


@pytest.mark.parametrize(
    ("source", "licence", "words"),
    [
        ("区自然资源局", "内部使用", "路网来源：区自然资源局，内部使用"),
        ("区自然资源局", "未注明", "路网来源：区自然资源局"),
        ("未注明", "未注明", "路网来源：未注明"),
        ("OpenStreetMap", "", OSM),
    ],
)
def test_other_roads_are_named_in_a_sentence(town, source, licence, words):
    from coverage.engine.network import Network

    tails, heads = zip(*EDGES, strict=True)
    network = Network.build(lonlat(*NODES), tails, heads, meta={"source": source, "licence": licence})
    name = network.save(networks_folder())
    RoadNetwork.objects.active().update(base_name=name, files_name=name)
    assert roads_of(current())["attribution"] == words


def test_the_circle_is_the_first_tile(as_district, page_of, ours):
    tiles = as_district.get(page_of("progress")).context["tiles"]
    assert [shown.tile.key for shown in tiles][:2] == ["coverage", "plan"]

"""What a pedestrian may use, tag by tag."""

import pytest

from coverage.roads.tags import Left, left_out

WALKABLE = [
    {"highway": "residential"},
    {"highway": "footway"},
    {"highway": "steps"},
    {"highway": "path", "bridge": "yes"},
    {"highway": "footway", "footway": "crossing"},
    {"highway": "pedestrian", "area": "yes"},
    {"highway": "track"},
    {"highway": "cycleway"},
    {"highway": "trunk"},
    {"highway": "residential", "oneway": "yes"},
    {"highway": "service", "access": "destination"},
    {"highway": "service", "access": "private", "foot": "yes"},
    {"highway": "service", "access": "no", "foot": "designated"},
    {"highway": "trunk", "motorroad": "yes", "foot": "yes"},
    {"highway": "busway", "foot": "yes"},
    {"railway": "platform"},
    {"public_transport": "platform", "area": "yes"},
    {"man_made": "pier"},
]
LEFT_OUT = [
    ({"highway": "motorway"}, Left.MOTORWAY),
    ({"highway": "motorway_link"}, Left.MOTORWAY),
    ({"highway": "motorway", "foot": "yes"}, Left.MOTORWAY),
    ({"highway": "trunk", "motorroad": "yes"}, Left.MOTORWAY),
    ({"highway": "primary", "motorroad": "yes"}, Left.MOTORWAY),
    ({"highway": "residential", "foot": "no"}, Left.FOOT),
    ({"highway": "footway", "foot": "private"}, Left.FOOT),
    ({"highway": "primary", "foot": "use_sidepath"}, Left.FOOT),
    ({"highway": "service", "access": "private"}, Left.ACCESS),
    ({"highway": "track", "access": "no"}, Left.ACCESS),
    ({"highway": "service", "access": "military"}, Left.ACCESS),
    ({"highway": "construction", "construction": "primary"}, Left.NOT_BUILT),
    ({"highway": "construction", "foot": "yes"}, Left.NOT_BUILT),
    ({"highway": "proposed"}, Left.NOT_BUILT),
    ({"highway": "abandoned"}, Left.NOT_BUILT),
    ({"route": "ferry"}, Left.FERRY),
    ({"route": "ferry", "foot": "yes"}, Left.FERRY),
    ({"highway": "raceway"}, Left.OTHER),
    ({"highway": "bus_guideway"}, Left.OTHER),
    ({"man_made": "pier", "access": "private"}, Left.ACCESS),
    ({"railway": "platform", "foot": "no"}, Left.FOOT),
    ({"railway": "rail"}, Left.NO_ROAD),
    ({"route": "bus"}, Left.NO_ROAD),
    ({}, Left.NO_ROAD),
]


@pytest.mark.parametrize("tags", WALKABLE, ids=str)
def test_a_pedestrian_may_use_it(tags):
    assert left_out(tags) == Left.TAKEN


@pytest.mark.parametrize(("tags", "why"), LEFT_OUT, ids=str)
def test_a_pedestrian_may_not_and_the_reason_is_told(tags, why):
    assert left_out(tags) == why
    assert why.label

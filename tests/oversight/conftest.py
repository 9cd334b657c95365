"""A street's account, and the units that the tests look at."""

import pytest
from django.urls import reverse

from coverage.models import CandidateSite, Scenario
from grids.models import GridUnit
from tests.coverage.conftest import own_files, town, town_without_roads  # noqa: F401  (fixtures)
from tests.coverage.town import point
from tests.oversight.circle_town import DISTRICT, OTHER_STREET, SITES, STREET


@pytest.fixture
def district_unit(ours):
    return GridUnit.objects.get(code=ours.unit.code[:6])


@pytest.fixture
def street_unit(ours):
    return GridUnit.objects.get(code=ours.unit.parent_id)


@pytest.fixture
def foreign_street(foreign):
    return GridUnit.objects.get(code=foreign.unit.parent_id)


@pytest.fixture
def street(street_unit, user_with_post):
    return user_with_post(street_unit.code, role="street")


@pytest.fixture
def as_street(client, street):
    client.force_login(street)
    return client


@pytest.fixture
def as_district(client, district):
    client.force_login(district)
    return client


@pytest.fixture
def page_of():
    """The address of a page of the dashboard: `page_of("tile", "plan")`."""
    return lambda name, *args: reverse(f"oversight:{name}", args=args)


@pytest.fixture
def district_desk(client, user_with_post):
    client.force_login(user_with_post(DISTRICT, role="district"))
    return client


@pytest.fixture
def street_desk(client, user_with_post):
    client.force_login(user_with_post(STREET, role="street"))
    return client


@pytest.fixture
def make_scenario(db):
    """A scenario with the three sites: `make_scenario(new_centers=1)`."""

    def make(code=DISTRICT, sites=SITES, **values):
        unit = GridUnit.objects.get(code=code)
        scenario = Scenario.objects.create(**{"name": "备选", "unit": unit, "new_centers": 1} | values)
        streets = {"在A": STREET}
        places = [(name, point(*at), streets.get(name, OTHER_STREET)) for name, at in sites.items()]
        scenario.add_candidates(places, origin=CandidateSite.Origin.CLICKED)
        return scenario

    return make

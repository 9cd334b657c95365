"""A street's account, and the units that the tests look at."""

import pytest
from django.urls import reverse

from grids.models import GridUnit


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

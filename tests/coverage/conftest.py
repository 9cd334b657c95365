"""The drawn town of `tests.coverage.town`, in a database whose own centres are closed."""

import pytest

from centers.models import Center
from tests.coverage.town import draw, open_center, put_to_use, settle


@pytest.fixture
def own_files(settings, tmp_path):
    """Networks and tables in a folder of this test's own."""
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def town_without_roads(db, own_files):
    """The town's residents and its centre; nobody has imported roads."""
    Center.objects.update(status=Center.Status.CLOSED)
    settle()
    return open_center("T1", -600, 100)


@pytest.fixture
def town(town_without_roads):
    """The town with its roads; answers the centre."""
    put_to_use(draw())
    return town_without_roads

"""The real OpenStreetMap extracts of the tests (ODbL), which script/setup --dev fetches; nothing is committed."""

from pathlib import Path

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "var" / "test-data"


def extract(name: str) -> Path:
    """The extract with this name: `Helsinki` or `test`, a Finnish town."""
    path = FOLDER / f"{name}.osm.pbf"
    if not path.is_file():
        pytest.fail(f"{path} is not there: run script/setup --dev, which fetches the extracts", pytrace=False)
    return path

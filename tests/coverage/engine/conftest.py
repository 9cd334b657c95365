"""The engine knows no database."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items):
    """Everything in this folder need not run once more on another database."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.no_database)

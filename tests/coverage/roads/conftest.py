"""Places to import into, and the real extracts read once."""

import pytest

from coverage.roads.building import build_network
from coverage.roads.importing import Declared, import_roads
from coverage.roads.osm import read_osm
from tests.coverage.extracts import extract
from tests.coverage.streets import geojson, grid


@pytest.fixture(autouse=True)
def var_dir(settings, tmp_path):
    """Networks and uploads of a test lie in a folder of its own."""
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR


@pytest.fixture(scope="session")
def town_ways():
    """The Finnish town as it was read."""
    return read_osm(extract("test"), "pbf")


@pytest.fixture(scope="session")
def town(town_ways):
    """The Finnish town, built."""
    return build_network(town_ways, None, {"source": "OpenStreetMap"})


@pytest.fixture
def write(tmp_path):
    """Writes a file and answers its path."""

    def write_file(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def streets_file(write):
    """The little town in the district as GeoJSON."""
    return write("streets.geojson", geojson(grid()))


@pytest.fixture
def network(db, streets_file):
    """The little town in use: 5 × 5 streets, 100 m apart."""
    return import_roads(streets_file, Declared(crs="WGS-84", source="测绘")).network

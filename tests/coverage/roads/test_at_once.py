"""Two who import the same file at once make one version, and what no page can show is refused in words."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from coverage.demand_files import importing as demand_importing
from coverage.demand_files.importing import DeclaredDemand, import_demand
from coverage.demand_files.rows import DemandRefused
from coverage.models import DemandSet, RoadNetwork
from coverage.roads import importing, uploads
from coverage.roads.importing import Declared, import_roads
from coverage.roads.problems import RoadsRefused
from tests.coverage.streets import geojson, grid

pytestmark = pytest.mark.django_db
WGS84 = Declared(crs="WGS-84")


def point(**properties):
    return {
        "type": "Feature",
        "properties": {"人口": 3} | properties,
        "geometry": {"type": "Point", "coordinates": [111.96, 21.86]},
    }


def points(*features) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def while_it_is_read(monkeypatch):
    """Let something happen between the reading of a street file and its keeping."""

    def let(happen):
        build = importing.build_network

        def build_and_wait(*args, **more):
            built = build(*args, **more)
            monkeypatch.setattr(importing, "build_network", build)
            happen()
            return built

        monkeypatch.setattr(importing, "build_network", build_and_wait)

    return let


def test_streets_that_another_process_imports_meanwhile_make_one_version(streets_file, while_it_is_read):
    while_it_is_read(lambda: import_roads(streets_file, WGS84))
    outcome = import_roads(streets_file, WGS84)
    assert not outcome.is_new
    assert RoadNetwork.objects.get() == outcome.network


def test_an_upload_that_another_process_imports_meanwhile_says_which_version_it_is(
    district, while_it_is_read, monkeypatch, write
):
    monkeypatch.setattr(uploads, "start_import", lambda pk: None)
    content = geojson(grid())
    upload = SimpleUploadedFile("streets.geojson", content.encode())
    waiting = uploads.begin_upload(upload, WGS84, district, activate=True)
    while_it_is_read(lambda: import_roads(write("streets.geojson", content), WGS84))
    with pytest.raises(RoadsRefused, match="已经导入过"):
        uploads.import_upload(waiting)
    waiting.refresh_from_db()
    assert (waiting.state, RoadNetwork.objects.usable().count()) == (RoadNetwork.State.FAILED, 1)
    assert "没有新版本" in waiting.problem


def test_people_that_another_process_imports_meanwhile_make_one_version(write, monkeypatch):
    path, declared = write("a.geojson", points(point())), DeclaredDemand("WGS-84")
    place = demand_importing.unit_codes_of

    def place_and_wait(places):
        monkeypatch.setattr(demand_importing, "unit_codes_of", place)
        import_demand(path, declared)
        return place(places)

    monkeypatch.setattr(demand_importing, "unit_codes_of", place_and_wait)
    outcome = import_demand(path, declared)
    assert not outcome.is_new
    assert DemandSet.objects.get() == outcome.demand_set


@pytest.mark.parametrize("properties", [{"名称": "\ud800"}, {"编号": "a\udfff"}, {"人口": "\ud83d"}])
def test_half_a_sign_in_a_file_of_people_is_refused_on_the_page(client, district, properties):
    client.force_login(district)
    file = SimpleUploadedFile("a.geojson", points(point(**properties)).encode())
    answer = client.post(
        reverse("admin:coverage_demandset_upload"), {"file": file, "crs": "WGS-84", "source": "import"}
    )
    assert answer.status_code == 400
    assert "第 1 行" in answer.content.decode()


def test_a_coordinate_without_an_end_is_refused_in_words(write):
    path = write("a.geojson", geojson(grid()).replace("111.96", "9" * 400, 1))
    with pytest.raises(CommandError, match="第 1 条线"):
        call_command("import_roads", path, crs="WGS-84", verbosity=0)


def test_people_wait_for_roads_whose_files_are_not_whole(network, var_dir, write):
    for path in (var_dir / "coverage" / "networks" / network.files_name).iterdir():
        path.unlink()
    assert import_demand(write("a.geojson", points(point())), DeclaredDemand("WGS-84")).is_new


def test_more_people_than_any_city_has_are_refused(write, monkeypatch):
    monkeypatch.setattr(demand_importing, "MOST_PEOPLE", 5)
    with pytest.raises(DemandRefused, match="一共6人"):
        import_demand(write("a.geojson", points(point(编号="1"), point(编号="2"))), DeclaredDemand("WGS-84"))


def test_a_writer_waits_for_another_as_long_as_the_settings_say():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL waits without an end")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (connection.settings_dict["OPTIONS"]["timeout"] * 1000,) == (20_000,)

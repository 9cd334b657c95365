"""Versions of the network: newest in use, no second time the same, the way back, and edits that outlive imports."""

from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.contrib.gis.geos import LineString
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from coverage.engine.plane import geodesic_m
from coverage.models import RoadEdit, RoadNetwork
from coverage.models.versions import NotPossible
from coverage.roads.importing import Declared, import_roads
from coverage.roads.problems import RoadsRefused
from tests.coverage.extracts import extract
from tests.coverage.streets import geojson, grid, lonlat

pytestmark = pytest.mark.django_db
WGS84 = Declared(crs="WGS-84")


def active():
    return RoadNetwork.objects.active().get()


def barrier(*xy, **more):
    return RoadEdit.objects.create(
        kind=RoadEdit.Kind.BARRIER, name="围挡", reason="现场", line=LineString(lonlat(*xy), srid=4326), **more
    )


def bridge(*xy, **more):
    return RoadEdit.objects.create(
        kind=RoadEdit.Kind.BRIDGE, name="人行桥", reason="现场", line=LineString(lonlat(*xy), srid=4326), **more
    )


def told(*args, **options):
    out = StringIO()
    call_command("import_roads", *args, stdout=out, **options)
    return out.getvalue()


def test_a_real_extract_becomes_the_network_in_use(tmp_path):
    area = tmp_path / "helsinki.geojson"
    area.write_text(
        '{"type":"Feature","properties":{"name":"赫尔辛基"},"geometry":{"type":"Polygon","coordinates":'
        "[[[24.93,60.16],[24.96,60.16],[24.96,60.18],[24.93,60.18],[24.93,60.16]]]}}"
    )
    words = told(extract("Helsinki"), area=area)
    network = active()
    assert "© OpenStreetMap contributors（ODbL）" in words
    assert "读取文件" in words
    assert (network.edges, network.nodes) == (3811, 2470)
    assert network.licence == "© OpenStreetMap contributors（ODbL）"
    assert network.data_date.isoformat() == "2019-04-17"
    assert network.area == "赫尔辛基"
    opened = network.open()
    assert opened.meta["licence"] == network.licence
    assert opened.lengths.sum() / 1000 == pytest.approx(network.km)


def test_a_city_of_another_continent_is_refused_by_its_place(network):
    with pytest.raises(RoadsRefused, match=r"没有一条路在本区范围里.*经度 24\.94"):
        import_roads(extract("Helsinki"), Declared())
    assert active() == network


def test_the_same_file_again_makes_no_new_version_and_says_so(network, streets_file):
    assert "没有新版本" in told(streets_file, crs="WGS-84")
    assert RoadNetwork.objects.count() == 1


def test_the_same_streets_in_another_system_are_another_version(network, streets_file):
    assert import_roads(streets_file, Declared(crs="GCJ-02")).is_new
    shift = geodesic_m(_middle(active()), _middle(network))
    assert 300 < shift[0] < 900


def _middle(version):
    opened = version.open()
    return opened.plane.to_lonlat(opened.nodes).mean(axis=0, keepdims=True)


def test_the_newest_import_is_in_use_and_can_be_taken_back(network, write, district):
    second = import_roads(write("more.geojson", geojson(grid(6))), WGS84, by=district).network
    assert active() == second
    network.refresh_from_db()
    assert network.state == "former"
    assert second.roll_back(district) == network
    assert active() == network
    assert AuditEntry.objects.filter(action="rollback", actor=district.username, subject__contains="步行路网").exists()
    with pytest.raises(NotPossible, match="最早的一版"):
        active().roll_back(district)


def test_an_import_may_wait_to_be_put_to_use(network, write, district):
    path = write("more.geojson", geojson(grid(6)))
    second = import_roads(path, WGS84, activate=False).network
    assert second.state == "ready"
    assert active() == network
    second.activate(district)
    assert active() == second
    with pytest.raises(NotPossible, match="已经在使用"):
        second.activate(district)


def test_the_database_holds_one_network_in_use(network):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoadNetwork.objects.create(file_name="b.osm", file_digest="0" * 64, state="active")


def test_equal_streets_get_equal_names(network, write):
    """The name is the hash of the content: edits that are taken back lead to the very files of before."""
    before = network.files_name
    edit = barrier((50, -50), (50, 450))
    assert active().files_name != before
    edit.delete()
    assert active().files_name == before
    assert active().edits_digest == ""


def test_a_barrier_cuts_every_street_that_it_crosses(network):
    barrier((50, -50), (50, 450))
    opened = active().open()
    assert opened.n_edges == network.edges + 5
    assert active().edges == opened.n_edges
    assert opened.lengths.sum() == pytest.approx(network.open_base().lengths.sum(), abs=1e-6)


def test_edits_outlive_the_next_import(network, write):
    barrier((50, -50), (50, 450))
    bridge((0, 0), (100, 100))
    import_roads(write("more.geojson", geojson(grid(6))), WGS84)
    fresh = active()
    assert fresh.pk != network.pk
    assert fresh.files_name != fresh.base_name
    without, with_edits = fresh.open_base(), fresh.open()
    # The bridge is the diagonal of a block; the barrier parts five streets and takes no metre away.
    assert with_edits.lengths.sum() - without.lengths.sum() == pytest.approx(2**0.5 * 100, abs=0.01)
    assert with_edits.n_edges > without.n_edges + 5


def test_edits_outlive_a_rollback(network, write):
    second = import_roads(write("more.geojson", geojson(grid(6))), WGS84).network
    barrier((50, -50), (50, 450))
    second.refresh_from_db()
    second.roll_back()
    assert active().pk == network.pk
    assert active().edges == network.edges + 5


def test_a_bridge_whose_bank_is_gone_does_not_keep_the_import_out(network, write):
    edit = bridge((400, 400), (400, 0))
    other = barrier((50, -50), (50, 450))
    import_roads(write("less.geojson", geojson(grid(1, side=60))), WGS84)
    assert active().report["idle_edits"] == [edit.pk]
    assert active().edits_digest == RoadEdit.objects.filter(pk__in=[edit.pk, other.pk]).order_by("pk").digest()


def test_an_edit_counts_from_its_first_day_to_its_last(network):
    today = timezone.localdate()
    barrier((50, -50), (50, 450), valid_from=today + timedelta(days=1), valid_to=today + timedelta(days=2))
    assert active().edges == network.edges
    assert RoadNetwork.objects.take_edits(today + timedelta(days=1))
    assert active().edges == network.edges + 5
    assert not RoadNetwork.objects.take_edits(today + timedelta(days=2))
    assert RoadNetwork.objects.take_edits(today + timedelta(days=3))
    assert active().edges == network.edges
    assert "没有变化" in told(edits=True)


def test_a_changed_edit_is_kept_in_the_history(network, district):
    edit = barrier((50, -50), (50, 450))
    edit.line = LineString(lonlat((150, -50), (150, 50)), srid=4326)
    edit.save()
    assert active().edges == network.edges + 1
    assert edit.history.count() >= 2


def test_an_edit_is_kept_even_where_the_files_are_not_whole(network, var_dir):
    for path in (var_dir / "coverage" / "networks" / network.files_name).iterdir():
        path.write_bytes(b"")
    barrier((50, -50), (50, 450))
    assert RoadEdit.objects.count() == 1
    with pytest.raises(CommandError, match="路网文件不完整"):
        call_command("import_roads", edits=True)


def test_a_network_whose_files_are_not_whole_is_not_put_to_use(network, write, var_dir):
    second = import_roads(write("more.geojson", geojson(grid(6))), WGS84, activate=False).network
    for path in (var_dir / "coverage" / "networks" / second.files_name).iterdir():
        path.unlink()
    with pytest.raises(NotPossible, match="路网文件不完整"):
        second.activate()
    assert active() == network


def test_every_import_is_on_the_audit_trail(network):
    entry = AuditEntry.objects.filter(action="import", subject=str(network)).order_by("pk").first()
    assert entry.detail["edges"] == network.edges
    assert entry.detail["sha256"] == network.file_digest


def test_a_former_version_opens_as_it_was(network, write):
    import_roads(write("more.geojson", geojson(grid(6))), WGS84)
    network.refresh_from_db()
    assert np.isclose(network.open().lengths.sum(), 4000, atol=0.1)

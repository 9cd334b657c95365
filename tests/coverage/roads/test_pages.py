"""The pages of roads and edits: who may, what an upload does, what a drawn line does."""

import json
import os
import time

import pytest
from django.contrib.gis.geos import LineString
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.roles import Role
from coverage.models import RoadEdit, RoadNetwork
from coverage.roads import background
from coverage.roads.background import say
from coverage.roads.importing import Declared, import_roads
from tests.admin.page_text import english_in, page_text
from tests.coverage.extracts import extract
from tests.coverage.streets import geojson, grid, lonlat

pytestmark = pytest.mark.django_db
UPLOAD = reverse("admin:coverage_roadnetwork_upload")
ADD_EDIT = reverse("admin:coverage_roadedit_add")


@pytest.fixture
def as_district(client, district):
    client.force_login(district)
    return client


@pytest.fixture
def started(monkeypatch):
    """The processes that pages would start."""
    commands = []
    monkeypatch.setattr(background.subprocess, "Popen", lambda command, **options: commands.append(command))
    return commands


def page(version, name="change"):
    return reverse(f"admin:coverage_roadnetwork_{name}", args=[version.pk])


def upload(client, name="streets.geojson", content=None, **more):
    content = geojson(grid(6)) if content is None else content
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data), "crs": "WGS-84", "activate": "on", **more})


def newest():
    return RoadNetwork.objects.order_by("-pk").first()


def test_an_upload_answers_at_once_and_a_process_of_its_own_imports_it(as_district, district, network, started):
    answer = upload(as_district, source="测绘部门", data_date="2026-05-01")
    version = newest()
    assert answer.url == page(version)
    assert started[0][2:5] == ["import_roads", "--upload", str(version.pk)]
    answer = as_district.get(page(version))
    assert answer["Refresh"] == "3"
    assert "正在导入：正在开始" in page_text(answer)
    say(version.pk, "在路口处分段")
    assert "在路口处分段" in page_text(as_district.get(page(version)))

    call_command("import_roads", upload=version.pk, verbosity=0)
    version.refresh_from_db()
    assert version.state == "active"
    assert (version.by, version.source, str(version.data_date)) == (district, "测绘部门", "2026-05-01")
    assert not version.upload, "the file is gone when the network is there"
    answer = as_district.get(page(version))
    assert "Refresh" not in answer
    assert "正在使用" in page_text(answer)
    assert english_in(answer) == set()
    network.refresh_from_db()
    assert network.state == "former"


def test_the_uploaded_file_lies_where_only_the_portal_reads_it(as_district, var_dir, network, started):
    upload(as_district)
    path = var_dir / "coverage" / "uploads" / newest().upload.name
    assert path.is_file()
    assert path.stat().st_mode & 0o077 == 0
    assert "streets" not in path.name


def test_an_import_that_fails_says_why_and_the_network_in_use_stays(as_district, network, started):
    upload(as_district, "helsinki.osm.pbf", extract("Helsinki").read_bytes(), crs="")
    version = newest()
    with pytest.raises(CommandError, match="没有一条路在本区范围里"):
        call_command("import_roads", upload=version.pk, verbosity=0)
    text = page_text(as_district.get(page(version)))
    assert "没有导入，现在的路网不变" in text
    assert "没有一条路在本区范围里" in text
    network.refresh_from_db()
    assert network.state == "active"
    with pytest.raises(CommandError, match="没有这次上传"):
        call_command("import_roads", upload=version.pk, verbosity=0)


def test_an_import_that_breaks_off_is_a_failed_one(as_district, network, started, monkeypatch):
    def breaks(*args, **kwargs):
        raise MemoryError

    upload(as_district)
    monkeypatch.setattr("coverage.roads.uploads.fill", breaks)
    with pytest.raises(MemoryError):
        call_command("import_roads", upload=newest().pk, verbosity=0)
    assert "导入中断了" in page_text(as_district.get(page(newest())))


def test_an_import_whose_process_is_gone_does_not_block_the_next(as_district, network, started):
    upload(as_district)
    dead = newest()
    background.forget(dead.pk)
    assert "等它导入完" in page_text(upload(as_district, content=geojson(grid(7))))
    RoadNetwork.objects.filter(pk=dead.pk).update(imported_at="2026-01-01T00:00:00Z")
    assert "导入中断了" in page_text(as_district.get(page(dead)))
    assert upload(as_district, content=geojson(grid(7))).status_code == 302
    dead.refresh_from_db()
    assert dead.state == "failed"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"file": ""}, "请选一个文件"),
        ({"crs": ""}, "GeoJSON 文件要选坐标系"),
        ({"name": "streets.zip"}, "只能读取"),
        ({"name": "streets.osm.pbf", "content": b"hello", "crs": ""}, "不是 .osm.pbf 文件"),
        ({"content": b"PK"}, "不是 GeoJSON 文件"),
        ({"crs": "mars"}, "mars"),
        ({"data_date": "gestern"}, "日期"),
        ({"source": "长" * 500}, "120"),
    ],
)
def test_a_bad_upload_is_sent_back_with_the_reason(as_district, network, started, more, words):
    answer = upload(as_district, **more)
    assert answer.status_code == 400
    assert words in page_text(answer)
    assert RoadNetwork.objects.get() == network
    assert not started


def test_the_same_file_again_is_sent_back(as_district, network, started):
    answer = upload(as_district, content=geojson(grid()))
    assert answer.status_code == 400
    assert "没有新版本" in page_text(answer)


def test_versions_are_switched_by_the_district_and_read_by_a_street(
    client, district, network, write, user_with_post, ours
):
    second = import_roads(write("more.geojson", geojson(grid(6))), Declared(crs="WGS-84")).network
    client.force_login(user_with_post(ours.unit.parent_id, role=Role.STREET))
    assert "撤回" not in page_text(client.get(page(second)))
    assert client.post(page(second, "roll_back")).status_code == 403
    client.force_login(district)
    assert "撤回，改用" in page_text(client.get(page(second)))
    assert client.post(page(second, "roll_back")).url == page(network)
    assert RoadNetwork.objects.active().get() == network
    assert client.post(page(second, "roll_back")).status_code == 409
    assert client.post(page(second, "activate")).url == page(second)
    assert RoadNetwork.objects.active().get() == second


def test_a_page_tells_what_was_left_out(as_district, write):
    lines = [*grid(), lonlat((900, 900), (950, 900))]
    version = import_roads(write("apart.geojson", geojson(lines)), Declared(crs="WGS-84")).network
    answer = as_district.get(page(version))
    text = page_text(answer)
    assert "和主要部分不相连的路" in text
    assert "不相连的部分，共 1 处" in text
    assert "50 米" in text


def test_a_version_that_is_much_shorter_than_the_one_before_warns(as_district, network, write):
    version = import_roads(write("less.geojson", geojson(grid(2))), Declared(crs="WGS-84")).network
    assert "只有之前那版（步行路网第" in page_text(as_district.get(page(version)))
    longer = import_roads(write("more.geojson", geojson(grid(6))), Declared(crs="WGS-84")).network
    assert "只有之前那版" not in page_text(as_district.get(page(longer)))


def test_without_a_network_the_list_calls_for_an_import(as_district):
    text = page_text(as_district.get(reverse("admin:coverage_roadnetwork_changelist")))
    assert "现在没有可用的步行路网" in text
    assert "导入道路文件" in text


# --- Edits -----------------------------------------------------------------------------------------------------------


def edit(client, kind, *xy, **more):
    line = {"type": "LineString", "coordinates": lonlat(*xy)}
    data = {"kind": kind, "name": "人行桥", "reason": "现场看过", "line": json.dumps(line), **more}
    return client.post(ADD_EDIT, data)


def problems(answer):
    return answer.context["adminform"].form.errors


def test_a_drawn_barrier_counts_at_once_and_says_how_much_it_blocks(as_district, network):
    answer = as_district.get(edit(as_district, "barrier", (50, -50), (50, 450)).url)
    assert "挡住了5段路" in page_text(answer)
    assert RoadNetwork.objects.active().get().edges == network.edges + 5


def test_a_drawn_bridge_says_how_long_it_is(as_district, network):
    answer = as_district.get(edit(as_district, "bridge", (0, 0), (100, 100)).url)
    assert "新的通道长141米" in page_text(answer)


@pytest.mark.parametrize(
    ("kind", "xy", "words"),
    [
        ("barrier", [(20, 20), (80, 80)], "没有横过任何一条路"),
        ("bridge", [(0, 0), (0, 900)], "超过50米"),
        ("bridge", [(50, 2), (50, 4)], "同一个地方"),
        ("barrier", [(0, 0), (30_000, 0)], "太长"),
    ],
)
def test_a_line_that_does_nothing_is_sent_back(as_district, network, kind, xy, words):
    answer = edit(as_district, kind, *xy)
    assert words in str(problems(answer)["line"])
    assert not RoadEdit.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "POINT(1 2)",
        "LINESTRING EMPTY",
        '{"type":"LineString","coordinates":[[111.96,21.86]]}',
        '{"type":"LineString","coordinates":[[111.96,21.86],[111.96,21.86]]}',
        '{"type":"LineString","coordinates":[[1e999,21.86],[111.96,21.86]]}',
        '{"type":"LineString","coordinates":[[999,21.86],[111.96,21.86]]}',
        "x" * 100_000,
    ],
    ids=lambda line: line[:40],
)
def test_rubbish_for_a_line_is_sent_back(as_district, network, line):
    answer = edit(as_district, "barrier", (0, 0), (1, 1), line=line)
    assert answer.status_code == 200
    assert "line" in problems(answer)


def test_dates_in_the_wrong_order_are_sent_back(as_district, network):
    answer = edit(as_district, "barrier", (50, -50), (50, 450), valid_from="2026-05-02", valid_to="2026-05-01")
    assert "截止日期不能早于起用日期" in str(problems(answer))


def test_edits_deleted_from_the_list_no_longer_count(as_district, network):
    edit(as_district, "barrier", (50, -50), (50, 450))
    row = RoadEdit.objects.get()
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    as_district.post(reverse("admin:coverage_roadedit_changelist"), data)
    assert not RoadEdit.objects.exists()
    assert RoadNetwork.objects.active().get().edges == network.edges
    assert row.history.filter(history_type="-").exists()


def test_a_street_reads_edits_in_words(client, network, user_with_post, ours):
    row = RoadEdit.objects.create(
        kind="barrier", name="围挡", reason="现场", line=LineString(lonlat((50, -50), (50, 50)), srid=4326)
    )
    client.force_login(user_with_post(ours.unit.parent_id, role=Role.STREET))
    text = page_text(client.get(reverse("admin:coverage_roadedit_change", args=[row.pk])))
    assert "从东经111.96" in text
    assert "SRID" not in text


def test_the_map_shows_the_streets_in_sight(as_district, network, monkeypatch):
    (west, south), (east, north) = lonlat((-20, -20), (120, 120))
    address = reverse("admin:coverage_roadedit_streets")
    box = f"{west},{south},{east},{north}"
    (feature,) = as_district.get(address, {"bbox": box}).json()["features"]
    assert 4 <= len(feature["geometry"]["coordinates"]) <= 12
    assert as_district.get(address).json()["features"] == []
    assert as_district.get(address, {"bbox": "a,b"}).status_code == 400
    monkeypatch.setattr("coverage.roads.streets_near.MOST_EDGES", 2)
    assert as_district.get(address, {"bbox": box}).json()["too_many"] is True


def test_a_line_set_back_from_the_history_counts_again(as_district, network):
    edit(as_district, "barrier", (50, -50), (50, 450))
    row = RoadEdit.objects.get()
    row.line = LineString(lonlat((150, -50), (150, 50)), srid=4326)
    row.save()
    assert RoadNetwork.objects.active().get().edges == network.edges + 1
    change = row.history.first()
    history = page_text(as_district.get(reverse("admin:coverage_roadedit_history", args=[row.pk])))
    assert "从东经111.96" in history
    restore = reverse("admin:coverage_roadedit_restore", args=[row.pk])
    as_district.post(restore, {"model": "coverage.RoadEdit", "change": change.history_id, "field": "line"})
    assert RoadNetwork.objects.active().get().edges == network.edges + 5


def test_files_that_no_version_names_are_swept_after_a_day(as_district, network, var_dir):
    edit(as_district, "barrier", (50, -50), (50, 450))
    folder = var_dir / "coverage" / "networks"
    assert len(list(folder.iterdir())) == 2
    edited = RoadNetwork.objects.active().get().files_name
    RoadEdit.objects.get().delete()
    assert (folder / edited).is_dir(), "a worker may still be opening it"
    yesterday = time.time() - 2 * 24 * 60 * 60
    os.utime(folder / edited, (yesterday, yesterday))
    edit(as_district, "barrier", (150, -50), (150, 50))
    assert not (folder / edited).is_dir()
    assert (folder / network.base_name).is_dir()

"""The places of a scenario: pressed on the map, pasted, uploaded, taken over; changed together or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from centers.coordinates import from_wgs84
from centers.models import Center
from coverage.models import CandidateSite
from grids.models import GridUnit
from tests.coverage.town import OTHER_COMMUNITY, lonlat, open_center, point
from tests.oversight.circle_town import OTHER_STREET, STREET, address, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def press(client, scenario, x, y, **more):
    lon, lat = lonlat((x, y))[0]
    return client.post(address("scenario-candidate-add", scenario.pk), {"lon": lon, "lat": lat, **more})


def test_a_press_on_the_map_adds_a_place(district_desk, town, make_scenario):
    scenario = make_scenario(sites={})
    answer = press(district_desk, scenario, -600, -100, name="桥头")
    assert answer.json()["place"][1] == "桥头"
    assert "桥头" in answer.json()["row"]
    site = scenario.candidates.get()
    assert (site.street_code, site.origin) == (OTHER_STREET, "clicked")
    assert press(district_desk, scenario, -600, -100).json()["problem"] == "这里已经有一个候选点。"


@pytest.mark.parametrize(
    "sent",
    [{}, {"lon": "111.9"}, {"lon": "x", "lat": "y"}, {"lon": "nan", "lat": "nan"}, {"lon": "0", "lat": "0"},
     {"lon": "111.961", "lat": "21.857", "name": "长" * 100_000}, {"lon": "111.961", "lat": "21.857", "name": "\x00"}],
    ids=str,
)  # fmt: skip
def test_a_wrong_press_adds_nothing(district_desk, town, make_scenario, sent):
    scenario = make_scenario(sites={})
    assert district_desk.post(address("scenario-candidate-add", scenario.pk), sent).status_code == 400
    assert not scenario.candidates.exists()


def test_a_street_takes_places_near_its_own_residents_only(street_desk, town, make_scenario):
    scenario = make_scenario(STREET, sites={})
    assert press(street_desk, scenario, -600, -100).status_code == 400
    assert press(street_desk, scenario, -350, 100).status_code == 200


def test_all_communities_at_one_press(district_desk, town, make_scenario):
    scenario = make_scenario(STREET, sites={})
    district_desk.post(address("scenario-candidates", scenario.pk), {"communities": "1"})
    level = GridUnit.Level.COMMUNITY
    placed = GridUnit.objects.under(STREET).current().at_level(level).filter(point__isnull=False)
    assert set(scenario.candidates.values_list("name", flat=True)) == set(placed.values_list("name", flat=True))
    district_desk.post(address("scenario-candidates", scenario.pk), {"communities": "1"})
    assert scenario.candidates.count() == placed.count()


def test_premises_that_exist_and_do_not_count_become_places(district_desk, town, make_scenario):
    open_center("T7", -600, -100, unit=OTHER_COMMUNITY, status=Center.Status.SUSPENDED)
    scenario = make_scenario(sites={})
    district_desk.post(address("scenario-candidates", scenario.pk), {"venues": "1"})
    assert [site.name for site in scenario.candidates.all()] == ["T7党群服务中心"]


def test_a_pasted_position_says_its_system(district_desk, town, make_scenario):
    scenario = make_scenario(sites={})
    lon, lat = from_wgs84(*lonlat((-600, -100))[0].tolist(), "GCJ-02")
    page = address("scenario-candidates", scenario.pk)
    sent = {"paste": "1", "name": "老戏台", "position": f"{lon:.6f},{lat:.6f}", "system": ""}
    answer = district_desk.post(page, sent)
    assert answer.status_code == 400
    assert "老戏台" in answer.content.decode()
    district_desk.post(page, sent | {"system": "GCJ-02"})
    site = scenario.candidates.get()
    assert site.location.distance(point(-600, -100)) * 111_000 < 0.5


def test_rows_are_changed_and_removed_together(district_desk, town, make_scenario):
    scenario = make_scenario()
    b, c, a = scenario.candidates.order_by("pk")
    sent = {f"state-{b.pk}": "fixed", f"name-{b.pk}": "新名", f"state-{c.pk}": "remove", f"name-{c.pk}": c.name}
    district_desk.post(address("scenario-candidates", scenario.pk), sent)
    assert set(scenario.candidates.values_list("name", "state")) == {("新名", "fixed"), ("在A", "free")}
    assert CandidateSite.history.filter(id=c.pk, history_type="-").exists()
    assert a.name == "在A"


def test_a_foreign_row_among_them_changes_nothing(district_desk, town, make_scenario):
    scenario, other = make_scenario(), make_scenario(name="别的")
    mine, theirs = scenario.candidates.first(), other.candidates.first()
    for key in (theirs.pk, 999_999, "abc"):
        sent = {f"state-{mine.pk}": "remove", f"name-{mine.pk}": "x", f"state-{key}": "remove", f"name-{key}": "x"}
        assert district_desk.post(address("scenario-candidates", scenario.pk), sent).status_code == 404
    assert (scenario.candidates.count(), other.candidates.count()) == (3, 3)


@pytest.mark.parametrize(("state", "name"), [("x", "好"), ("fixed", ""), ("fixed", "长" * 100_000), ("fixed", "a\x00")])
def test_a_wrong_row_changes_nothing(district_desk, town, make_scenario, state, name):
    scenario = make_scenario()
    b, c, _ = scenario.candidates.order_by("pk")
    sent = {f"state-{b.pk}": "fixed", f"name-{b.pk}": "好", f"state-{c.pk}": state, f"name-{c.pk}": name}
    assert district_desk.post(address("scenario-candidates", scenario.pk), sent).status_code == 400
    assert set(scenario.candidates.values_list("state", flat=True)) == {"free"}


def upload(client, scenario, file, system=""):
    return client.post(address("scenario-candidates", scenario.pk), {"upload": "1", "file": file, "system": system})


def test_a_file_of_places_in_a_declared_system(district_desk, town, make_scenario):
    scenario = make_scenario(sites={})
    lon, lat = from_wgs84(*lonlat((-600, -100))[0].tolist(), "GCJ-02")
    answer = upload(district_desk, scenario, workbook(["名称", "经度", "纬度"], ["老戏台", lon, lat]), "GCJ-02")
    assert answer.status_code == 302
    site = scenario.candidates.get()
    assert (site.name, site.origin) == ("老戏台", "uploaded")
    assert site.location.distance(point(-600, -100)) * 111_000 < 0.5


def test_a_file_that_fits_the_roads_better_in_another_system_is_questioned(district_desk, town, make_scenario):
    scenario = make_scenario(sites={})
    along = [from_wgs84(*lonlat((x, 100))[0].tolist(), "GCJ-02") for x in range(-900, 900, 60)]
    rows = [[f"候选{number}", lon, lat] for number, (lon, lat) in enumerate(along)]
    answer = upload(district_desk, scenario, workbook(["名称", "经度", "纬度"], *rows), "WGS-84")
    assert answer.status_code == 400
    assert "坐标系很可能写错了" in answer.content.decode()
    assert not scenario.candidates.exists()
    file = workbook(["名称", "经度", "纬度"], *rows)
    sent = {"upload": "1", "file": file, "system": "WGS-84", "confirmed": "on"}
    assert district_desk.post(address("scenario-candidates", scenario.pk), sent).status_code == 302
    assert scenario.candidates.count() == len(rows)


HEAD = ["名称", "经度", "纬度", "坐标系"]
GOOD = ["好的", 111.961, 21.857, "WGS-84"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([HEAD[:3], GOOD[:3]], "没有写明坐标系"),
        ([HEAD, GOOD, ["坏的", 111.961, 21.857, "火星 百度"]], "坐标系"),
        ([HEAD, GOOD, ["=1+1", 111.961, 21.857, "WGS-84"]], "这是公式"),
        ([HEAD, GOOD, ["坏的", "东经", 21.857, "WGS-84"]], "不是数字"),
        ([HEAD, GOOD, ["坏的", None, 21.857, "WGS-84"]], "没有填"),
        ([HEAD, GOOD, ["坏的", 21.857, 111.961, "WGS-84"]], "写反了"),
        ([HEAD, GOOD, ["坏的", 113.3, 23.1, "WGS-84"]], "不在江城区里"),
        ([["别的表头"], ["x"]], "没有找到表头"),
        ([HEAD], "没有内容"),
    ],
)
def test_a_file_with_a_fault_adds_nothing(district_desk, town, make_scenario, rows, words):
    scenario = make_scenario(sites={})
    answer = upload(district_desk, scenario, workbook(*rows))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not scenario.candidates.exists()


def test_a_file_that_is_none_is_refused(district_desk, town, make_scenario):
    scenario = make_scenario(sites={})
    for name, content in (("x.xlsx", b"junk"), ("x.xls", b"junk"), ("x.xlsx", b""), ("x.exe", b"MZ")):
        answer = upload(district_desk, scenario, SimpleUploadedFile(name, content, XLSX))
        assert answer.status_code == 400


def test_a_scenario_takes_no_more_than_so_many_places(district_desk, town, make_scenario, monkeypatch):
    monkeypatch.setattr("coverage.models.scenarios.MOST_CANDIDATES", 3)
    scenario = make_scenario()
    assert press(district_desk, scenario, 500, -100).status_code == 400
    answer = district_desk.post(address("scenario-candidates", scenario.pk), {"communities": "1"})
    assert answer.status_code == 400
    assert scenario.candidates.count() == 3

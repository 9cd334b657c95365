"""Centres whose coordinates look like another system's are questioned: by the command and in the back office."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from centers.models import Center
from coverage.demand_files.fitting import FEWEST
from coverage.models import RoadNetwork
from exchange import applying
from tests.coverage.roads.test_demand import houses
from tests.exchange.conftest import applied, page, step, table, uploaded

pytestmark = pytest.mark.django_db
ODD = "当作 GCJ-02 换算以后只有 2 米。坐标系很可能写错了。"


@pytest.fixture
def as_district(client, district):
    client.force_login(district)
    return client


def rows(ours, count=FEWEST, *, written="GCJ-02", stated="WGS-84") -> list[dict]:
    """New centres two metres beside the streets, in one system's coordinates, stated to be in another's."""
    return [
        {
            "编码": f"T{number:04}",
            "中心名称": f"路边{number}号",
            "层级": "社区中心",
            "行政区划代码": ours.unit.code,
            "经度": lon,
            "纬度": lat,
            "坐标系": stated,
        }
        for number, (_, _, lon, lat, *_) in enumerate(houses(count, written), 1)
    ]


def as_register(found: list[dict], title=None) -> bytes:
    return table(*({"序号": None} | row for row in found), title=title)


def new_centers():
    return Center.objects.filter(name__startswith="路边")


# --- The command -----------------------------------------------------------------------------------------------------


def test_the_command_asks_before_it_takes_centres_that_look_shifted(network, write, ours):
    path = write("register.xlsx", as_register(rows(ours)))
    with pytest.raises(CommandError, match=ODD) as refusal:
        call_command("import_centers", path, verbosity=0)
    assert "加上 --confirmed 再运行" in str(refusal.value)
    assert not new_centers().exists()
    call_command("import_centers", path, confirmed=True, verbosity=0)
    assert new_centers().count() == FEWEST
    # What stands already and does not move is no batch to ask about.
    call_command("import_centers", path, verbosity=0)


@pytest.mark.parametrize("system", ["WGS-84", "GCJ-02", "BD-09", "CGCS2000"])
def test_the_command_takes_centres_in_the_system_that_they_state(network, write, ours, system):
    written = "WGS-84" if system == "CGCS2000" else system
    path = write("register.xlsx", as_register(rows(ours, written=written, stated=system)))
    call_command("import_centers", path, verbosity=0)
    assert new_centers().count() == FEWEST


def test_each_stated_system_is_looked_at_by_itself(network, write, ours):
    right = rows(ours, 3 * FEWEST, written="WGS-84")[FEWEST:]
    path = write("register.xlsx", as_register(rows(ours, written="BD-09", stated="GCJ-02") + right))
    with pytest.raises(CommandError, match=r"写的是 GCJ-02.*当作 BD-09 换算以后只有 2 米"):
        call_command("import_centers", path, verbosity=0)


def test_too_few_centres_tell_nothing(network, write, ours):
    path = write("register.xlsx", as_register(rows(ours, FEWEST - 1)))
    call_command("import_centers", path, verbosity=0)
    assert new_centers().count() == FEWEST - 1


def test_invented_places_are_not_questioned(network, write, ours):
    path = write("register.xlsx", as_register(rows(ours), title="台账（位置为示例）"))
    call_command("import_centers", path, verbosity=0)
    assert new_centers().count() == FEWEST


def test_without_roads_nothing_is_asked(write, ours):
    assert not RoadNetwork.objects.exists()
    call_command("import_centers", write("register.xlsx", as_register(rows(ours))), verbosity=0)
    assert new_centers().count() == FEWEST


def test_with_roads_whose_files_are_lost_nothing_is_asked(network, write, ours):
    RoadNetwork.objects.update(files_name="0" * 64)
    call_command("import_centers", write("register.xlsx", as_register(rows(ours))), verbosity=0)
    assert new_centers().count() == FEWEST


# --- The back office -------------------------------------------------------------------------------------------------


def test_an_upload_that_looks_shifted_is_written_only_with_a_tick(network, as_district, ours):
    version = uploaded(as_district, "centers", table(*rows(ours)))
    text = page(as_district, version).content.decode()
    assert "请先回答" in text
    assert ODD in text
    assert 'name="answered"' in text
    answer = step(as_district, version, "apply")
    assert answer.status_code == 409
    assert ODD in answer.content.decode()
    version.refresh_from_db()
    assert version.state == "ready"
    assert not new_centers().exists()
    assert step(as_district, version, "apply", answered="1").status_code == 302
    assert new_centers().count() == FEWEST
    assert ODD in AuditEntry.objects.filter(action="import").latest("pk").detail["answered"]
    text = page(as_district, version).content.decode()
    assert ODD in text
    assert 'name="answered"' not in text


def test_an_upload_in_the_system_that_it_states_asks_nothing(network, as_district, ours):
    version = applied(as_district, "centers", table(*rows(ours, stated="GCJ-02")))
    assert version.questions == []
    assert "answered" not in AuditEntry.objects.filter(action="import").latest("pk").detail
    assert new_centers().count() == FEWEST


def test_an_upload_that_moves_no_centre_asks_nothing(network, as_district, ours):
    version = uploaded(as_district, "centers", table(*rows(ours)))
    step(as_district, version, "apply", answered="1")
    again = rows(ours, written="GCJ-02")
    assert applied(as_district, "centers", table(*(row | {"地址": "新的地址"} for row in again))).questions == []


def test_a_question_that_comes_up_after_the_preview_is_shown_before_anything_is_written(as_district, ours, request):
    version = uploaded(as_district, "centers", table(*rows(ours)))
    assert version.questions == []
    request.getfixturevalue("network")  # roads come meanwhile
    answer = step(as_district, version, "apply", answered="1")
    assert answer.status_code == 409
    assert ODD in answer.content.decode()
    assert not new_centers().exists()
    version.refresh_from_db()
    assert step(as_district, version, "apply", answered="1").status_code == 302


def test_a_large_upload_needs_the_tick_before_its_process_starts(network, as_district, district, ours, monkeypatch):
    monkeypatch.setattr("exchange.admin.QUICK", 0)
    started = []
    monkeypatch.setattr(applying.subprocess, "Popen", lambda command, **options: started.append(command))
    version = uploaded(as_district, "centers", table(*rows(ours)))
    assert step(as_district, version, "apply").status_code == 409
    assert started == []
    with pytest.raises(CommandError, match="请先回答"):
        call_command("apply_import", version.pk, district.pk, verbosity=0)
    assert not new_centers().exists()
    assert step(as_district, version, "apply", answered="1").status_code == 302
    assert len(started) == 1
    call_command("apply_import", version.pk, district.pk, verbosity=0)
    assert new_centers().count() == FEWEST


def test_another_account_sees_the_question_and_no_tick(network, client, staff, district, ours):
    client.force_login(staff)
    version = uploaded(client, "centers", table(*(row | {"编码": None} for row in rows(ours))))
    client.force_login(district)
    text = page(client, version).content.decode()
    assert "有疑问" in text
    assert ODD in text
    assert 'name="answered"' not in text
    assert step(client, version, "apply", answered="1").status_code == 403

"""What one community must never learn or touch of another by way of a file."""

import pytest
from django.urls import reverse

from accounts.models import Post
from centers.models import Center, OpeningHours, Room
from exchange.models import ImportVersion
from grids.models import GridUnit, Steward
from tests.exchange.conftest import applied, list_address, page, reasons, send, step, table, uploaded

pytestmark = pytest.mark.django_db
NO_CENTER = "没有这个中心，或者不归您管。"


def told_of(version) -> list:
    """What a person reads of the rows, without the values that they wrote themselves."""
    return [(found["column"], found["reason"], found["cure"]) for found in version.findings["problems"]]


NOWHERE = "441702099099"
OF_A_CENTER = {
    "rooms": {"类型": "办公室"},
    "hours": {"开放时间": "每天 9:00-12:00"},
    "offerings": {"事项编码": "C01", "状态": "可办"},
}


def row_about(kind, center_code, unit_code) -> dict:
    """A row that speaks of a centre or a unit."""
    if kind in OF_A_CENTER:
        return {"中心编码": center_code} | OF_A_CENTER[kind]
    return {
        "centers": {"编码": center_code, "中心名称": "改名"},
        "units": {"编码": unit_code, "名称": "改名"},
        "stewards": {"区划编码": unit_code, "职责": "楼长", "姓名": "陈某"},
    }[kind]


@pytest.mark.parametrize("kind", ["centers", "units", "stewards", *OF_A_CENTER])
def test_a_foreign_and_an_unknown_code_get_the_same_words(as_staff, foreign, kind):
    of_foreign = uploaded(as_staff, kind, table(row_about(kind, foreign.code, foreign.unit.code)))
    of_unknown = uploaded(as_staff, kind, table(row_about(kind, "QQ999", NOWHERE)))
    assert of_foreign.state == of_unknown.state == "wrong"
    assert told_of(of_foreign) == told_of(of_unknown)
    for word in {foreign.name, foreign.unit.name, foreign.address} - {""}:
        assert word not in str(of_foreign.findings)
    assert step(as_staff, of_foreign, "apply").status_code == 409


@pytest.mark.parametrize("kind", ["rooms", "stewards"])
def test_the_number_of_a_foreign_row_opens_nothing(as_staff, ours, foreign, kind):
    if kind == "rooms":
        row = Room.objects.create(center=foreign, kind="office", name="别人的", source="survey")
        record = {"中心编码": ours.code, "类型": "办公室", "名称": "抢来的"}
    else:
        row = Steward.objects.create(unit=foreign.unit, role="grid", name="别人的", source="survey")
        record = {"区划编码": ours.unit.code, "职责": "楼长", "姓名": "抢来的"}
    of_foreign = uploaded(as_staff, kind, table({"系统编号": row.pk} | record))
    of_unknown = uploaded(as_staff, kind, table({"系统编号": 999_999_999} | record))
    assert told_of(of_foreign) == told_of(of_unknown) == [
        ("系统编号", "没有这个系统编号，或者不归您管。", "请下载最新的文件；新增的行留空。")
    ]  # fmt: skip
    row.refresh_from_db()
    assert row.name == "别人的"


def test_nothing_is_made_in_or_moved_to_a_foreign_place(as_staff, ours, foreign):
    new = {"编码": None, "中心名称": "新的", "层级": "社区中心", "行政区划代码": foreign.unit.code}
    moved = {"编码": ours.code, "中心名称": ours.name, "层级": None, "行政区划代码": foreign.unit.code}
    version = uploaded(as_staff, "centers", table(new, moved))
    assert reasons(version) == [
        "2 行政区划代码: 没有这个区划，或者不归您管。",
        "3 行政区划代码: 没有这个区划，或者不归您管。",
    ]
    room = Room.objects.create(center=ours, kind="office", source="survey")
    version = uploaded(as_staff, "rooms", table({"系统编号": room.pk, "中心编码": foreign.code, "类型": "办公室"}))
    assert told_of(version) == [("", NO_CENTER, "请对照下载的清单检查编码。")]
    steward = Steward.objects.create(unit=ours.unit, role="grid", name="陈某", source="survey")
    row = {"系统编号": steward.pk, "区划编码": foreign.unit.code, "职责": "网格长", "姓名": "陈某"}
    assert uploaded(as_staff, "stewards", table(row)).state == "wrong"
    assert uploaded(as_staff, "units", table({"编码": f"{foreign.unit.code}777", "名称": "塞进去"})).state == "wrong"


def test_one_foreign_row_stops_the_whole_file(as_staff, ours, foreign):
    rows = [{"编码": ours.code, "中心名称": ours.name, "地址": "新的地址"}, {"编码": foreign.code, "地址": "别人的"}]
    version = uploaded(as_staff, "centers", table(*rows))
    assert step(as_staff, version, "apply").status_code == 409
    ours.refresh_from_db()
    assert ours.address != "新的地址"


@pytest.fixture
def theirs(client, neighbour, foreign):
    """An upload of the other community."""
    client.force_login(neighbour)
    version = uploaded(client, "centers", table({"编码": foreign.code, "中心名称": foreign.name, "地址": "别人的秘密"}))
    client.logout()
    return version


def pages_of(version):
    name = "admin:exchange_importversion_"
    args = [version.pk]
    yield "get", reverse(f"{name}change", args=args)
    yield "get", reverse(f"{name}history", args=args)
    yield "get", reverse(f"{name}annotated", args=args)
    yield "get", reverse(f"{name}rollback", args=args)
    for step_name in ("apply", "drop", "rollback"):
        yield "post", reverse(f"{name}{step_name}", args=args)


def test_the_upload_of_another_community_does_not_exist(client, staff, theirs):
    client.force_login(staff)
    unknown = ImportVersion(pk=999_999_999)
    for (method, address), (_, nowhere) in zip(pages_of(theirs), pages_of(unknown), strict=True):
        foreign, missing = getattr(client, method)(address), getattr(client, method)(nowhere)
        assert foreign.status_code == missing.status_code == 404, address
        # The page may repeat the address that was asked for, and nothing else may differ.
        assert foreign.content.decode().replace(f"/{theirs.pk}/", "/999999999/") == missing.content.decode()
    listed = client.get(reverse("admin:exchange_importversion_changelist")).content.decode()
    assert theirs.file_name not in listed
    theirs.refresh_from_db()
    assert theirs.state == "ready"


def test_the_district_sees_every_upload_but_confirms_only_its_own(client, district, theirs):
    client.force_login(district)
    assert page(client, theirs).status_code == 200
    assert "确认导入" not in page(client, theirs).content.decode()
    for name in ("apply", "drop"):
        assert step(client, theirs, name).status_code == 403


def test_whoever_was_moved_no_longer_sees_what_was_uploaded_there(client, neighbour, theirs, ours):
    client.force_login(neighbour)
    assert page(client, theirs).status_code == 200
    neighbour.posts.all().delete()
    Post.objects.create(user=neighbour, unit=ours.unit, role="community")
    assert page(client, theirs).status_code == 404
    assert step(client, theirs, "apply").status_code == 404


def test_a_preview_made_under_a_post_that_has_ended_is_not_applied(client, foreign, neighbour, theirs):
    client.force_login(neighbour)
    neighbour.posts.update(last="2020-01-01")
    assert step(client, theirs, "apply").status_code == 403
    foreign.refresh_from_db()
    assert foreign.address != "别人的秘密"


@pytest.mark.parametrize("role", ["system", "audit"])
def test_other_duties_do_not_open_the_uploads(client, user_with_post, theirs, role):
    client.force_login(user_with_post("441702", role=role))
    assert client.get(reverse("admin:exchange_importversion_changelist")).status_code == 403
    for method, address in pages_of(theirs):
        assert getattr(client, method)(address).status_code in {403, 404}, address
    answer = send(client, "centers", table({"编码": "JC001", "中心名称": "x"}))
    assert answer.status_code == 403


def test_visitors_are_sent_to_the_login(client, theirs):
    for method, address in pages_of(theirs):
        answer = getattr(client, method)(address)
        assert answer.status_code == 302
        assert answer.url.startswith("/admin/login/")


def test_uploaded_files_lie_where_no_address_leads(theirs, settings, client):
    assert settings.VAR_DIR in theirs.path.parents
    assert settings.MEDIA_ROOT not in theirs.path.parents
    with pytest.raises(ValueError, match="not accessible"):
        theirs.file.url  # noqa: B018
    assert theirs.path.stat().st_mode & 0o077 == 0


def test_a_post_of_a_street_reaches_its_communities_and_no_further(client, street, ours, foreign):
    client.force_login(street)
    applied(client, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "街道改的"}))
    ours.refresh_from_db()
    assert ours.address == "街道改的"
    version = uploaded(client, "centers", table({"编码": foreign.code, "中心名称": foreign.name}))
    assert reasons(version) == [f"2 编码: {NO_CENTER}"]
    assert not GridUnit.objects.filter(code=foreign.unit.code, name="改名").exists()
    assert Center.objects.get(pk=foreign.pk).name == foreign.name
    assert OpeningHours.objects.filter(center=foreign).exists()


def test_only_get_and_post_where_they_belong(as_staff, ours):
    version = uploaded(as_staff, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "x1"}))
    for name in ("apply", "drop"):
        assert as_staff.get(reverse(f"admin:exchange_importversion_{name}", args=[version.pk])).status_code == 405
    assert as_staff.post(reverse("admin:exchange_importversion_change", args=[version.pk])).status_code == 405
    assert as_staff.get(list_address("centers", "upload")).status_code == 200

"""What leaves the back office: the list as it is narrowed down, as text that no spreadsheet runs."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from accounts.models import AuditEntry
from centers.models import Center, Offering, OpeningHours, Room
from exchange.guarding import guarded, unguarded
from grids.models import Steward
from tests.exchange.conftest import applied, downloaded, list_address, step, table, uploaded

pytestmark = pytest.mark.django_db
KINDS = ["centers", "rooms", "hours", "offerings", "units", "stewards"]
RISKY = ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "'=1", "''@", " =1"]


@pytest.fixture
def _rows(centers):
    for center in centers:
        Room.objects.create(center=center, kind="office", name=f"{center.code}的房间", source="survey")
        Steward.objects.create(unit=center.unit, role="grid", name=f"{center.code}的网格长", source="survey")
        OpeningHours.objects.filter(center=center).delete()
        OpeningHours.objects.create(center=center, weekdays=1, opens=480, closes=720)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("_rows")
def test_a_community_downloads_its_own_rows_and_no_others(kind, as_staff, ours, foreign):
    rows = downloaded(as_staff, kind)
    assert rows
    text = str(rows)
    assert (ours.code in text) or (ours.unit.code in text)
    for word in (foreign.code, foreign.name, foreign.unit.code):
        assert word not in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("_rows")
def test_what_was_downloaded_changes_nothing_when_it_comes_back(kind, as_staff, ours):
    Center.objects.filter(pk=ours.pk).update(telephone="-12 =3", address="  =1+1", hours_text="每天  9点")
    content = b"".join(as_staff.get(list_address(kind, "download_xlsx")).streaming_content)
    version = uploaded(as_staff, kind, content)
    assert (version.state, version.new_count, version.changed_count) == ("ready", 0, 0)
    assert version.unchanged_count


def test_the_download_is_narrowed_down_as_the_list_is(client, district, ours):
    client.force_login(district)
    assert {row["编码"] for row in downloaded(client, "centers", f"?q={ours.code}")} == {ours.code}
    tiers = {row["层级"] for row in downloaded(client, "centers", "?tier__exact=community")}
    assert tiers == {"社区中心"}
    assert downloaded(client, "centers", "?street=999999999") == []


def test_a_filter_that_is_none_gives_no_rows(as_staff):
    assert downloaded(as_staff, "centers", "?nonsense__x=1") == []


def test_columns_are_chinese_and_codes_are_text(as_staff, ours):
    (row,) = (row for row in downloaded(as_staff, "centers") if row["编码"] == ours.code)
    assert row["行政区划代码"] == ours.unit.code
    assert (row["坐标系"], row["层级"]) == ("WGS-84", ours.get_tier_display())
    assert row["经度"] == pytest.approx(ours.location.x)
    (offering, *_) = downloaded(as_staff, "offerings")
    assert isinstance(offering["事项编码"], str)


def test_the_sheet_has_a_frozen_header_lists_of_choices_and_a_page_of_help(as_staff):
    content = b"".join(as_staff.get(list_address("centers", "download_xlsx")).streaming_content)
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    lists = [validation.formula1 for validation in sheet.data_validations.dataValidation]
    assert any("社区中心" in choices for choices in lists)
    assert sheet.column_dimensions["C"].width >= 30
    assert book.worksheets[1].title == "填写说明"


@pytest.mark.parametrize("typed", RISKY)
def test_nothing_that_was_typed_leaves_a_workbook_as_a_formula(typed, as_staff, ours):
    Center.objects.filter(pk=ours.pk).update(address=typed)
    content = b"".join(as_staff.get(list_address("centers", "download_xlsx")).streaming_content)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    at = [cell.value for cell in sheet[1]].index("地址") + 1
    cells = [row[at - 1] for row in sheet.iter_rows(min_row=2)]
    start = typed.strip("' \t\r\n")[:2]
    written = next(cell for cell in cells if cell.value and cell.value.strip("' \t\r\n")[:2] == start)
    assert written.data_type == "s"
    assert written.quotePrefix or written.value.startswith("'")


@pytest.mark.parametrize("typed", RISKY)
def test_nothing_that_was_typed_leaves_a_csv_as_a_formula(typed, as_staff, ours):
    Center.objects.filter(pk=ours.pk).update(address=typed)
    answer = as_staff.get(list_address("centers", "download_csv"))
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff编码,")
    rows = list(csv.DictReader(StringIO(text[1:], newline="")))
    for row in rows:
        assert not any(value.lstrip().startswith(tuple("=+-@＝＋－＠")) for value in row.values())
    assert any(row["地址"].startswith("'") for row in rows)


@pytest.mark.parametrize("typed", [*RISKY, "'", "'x", "城南街道 1 号", ""])
def test_an_apostrophe_put_before_a_text_comes_off_again(typed):
    for by_apostrophe in (True, False):
        assert unguarded(guarded(typed, by_apostrophe=by_apostrophe)) == typed


def test_every_download_is_in_the_audit_trail(as_staff, staff):
    downloaded(as_staff, "centers", "?q=中心")
    entry = AuditEntry.objects.filter(action="export").latest("pk")
    assert (entry.actor, entry.subject_key) == (staff.username, "centers.Center")
    assert entry.detail["count"] == Center.objects.visible_to(staff).filter(name__contains="中心").count()
    assert "q=" in entry.detail["filter"]


def test_whoever_may_not_see_a_list_may_not_download_it(client, user_with_post, ours):
    client.force_login(user_with_post(ours.unit.code[:6], role="audit"))
    for kind in KINDS:
        for name in ("download_xlsx", "download_csv", "upload"):
            assert client.get(list_address(kind, name)).status_code == 403
    client.logout()
    for kind in KINDS:
        for name in ("download_xlsx", "download_csv", "upload"):
            assert client.get(list_address(kind, name)).status_code == 302


def test_a_period_goes_out_whole_even_where_the_list_shows_a_part(as_staff, ours):
    OpeningHours.objects.filter(center=ours).delete()
    for opens, closes, rests in ((510, 720, True), (870, 1050, False)):
        OpeningHours.objects.create(center=ours, weekdays=31, opens=opens, closes=closes, closed_on_holidays=rests)
    (row,) = downloaded(as_staff, "hours", "?closed_on_holidays__exact=1")
    assert row["开放时间"] == "周一至周五 08:30-12:00、14:30-17:30"
    assert row["法定节假日"] == "部分休息"


def test_a_download_asks_the_same_number_of_questions_however_long_it_is(
    client, district, django_assert_max_num_queries
):
    client.force_login(district)
    assert Offering.objects.count() > 6000
    with django_assert_max_num_queries(14):
        b"".join(client.get(list_address("centers", "download_xlsx")).streaming_content)


def test_a_list_longer_than_a_sheet_is_to_be_narrowed_down(client, district, monkeypatch):
    monkeypatch.setattr("exchange.lists.MOST_ROWS_OUT", 10)
    client.force_login(district)
    answer = client.get(list_address("offerings", "download_xlsx"))
    assert answer.status_code == 400
    assert "缩小范围" in answer.content.decode()


def test_an_apostrophe_from_a_csv_comes_off_when_it_is_uploaded(as_staff, ours):
    Center.objects.filter(pk=ours.pk).update(address="-1 号")
    version = uploaded(as_staff, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "'-1 号"}))
    assert version.unchanged_count == 1
    applied(as_staff, "centers", table({"编码": ours.code, "中心名称": ours.name, "地址": "'-2 号"}))
    ours.refresh_from_db()
    assert ours.address == "-2 号"
    assert step(as_staff, version, "drop").status_code == 302

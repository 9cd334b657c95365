"""What a report takes along is what the page says, in every form, and nothing in it is alive."""

from io import BytesIO
from urllib.parse import quote

import pytest
from django.db.models import Count, Q
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from accounts.models.audit import AuditEntry
from centers.models import Center
from oversight.models import Snapshot
from oversight.periods import Period
from oversight.reports import charts
from oversight.reports.report import Report

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1")


def body(answer):
    return BytesIO(b"".join(answer.streaming_content))


@pytest.fixture
def word(as_district, page_of):
    return Document(body(as_district.get(page_of("report-docx"))))


def words_of(document):
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(paragraphs + cells)


def test_the_word_file_says_what_the_page_says(as_district, page_of):
    reading = as_district.get(page_of("progress")).context["reading"]
    word = Document(body(as_district.get(page_of("report-docx"))))
    text = words_of(word)
    for tile in reading.tiles:
        for sentence in tile.sentences:
            assert sentence in text
    # The last table has every figure with its value and its definition.
    told = {row.cells[0].text: row.cells[1:] for row in word.tables[-1].rows[1:]}
    for figure in reading.figures().values():
        assert told[figure.label][0].text == figure.words
        assert figure.definition.counted in told[figure.label][1].text
        assert f"{reading.day.year}年{reading.day.month}月{reading.day.day}日" in told[figure.label][1].text


def test_the_tables_in_word_are_those_of_the_tiles(as_district, page_of):
    reading = as_district.get(page_of("progress")).context["reading"]
    word = Document(body(as_district.get(page_of("report-docx"))))
    plan = word.tables[0]
    assert [cell.text for cell in plan.rows[0].cells] == list(reading.tile("plan").tables[0].head)
    assert len(plan.rows) == len(reading.tile("plan").tables[0].rows) + 1


def test_the_word_file_is_laid_out_as_offices_file_it(word):
    titles = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name.startswith("Heading")]
    assert titles[:2] == ["一、建设进度", "（一）5×10路径图【含示例】"]
    assert titles[-1].endswith("、数字的口径")
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "【示例】" in words_of(word)
    # In black and in the fonts of offices, not in those of the template.
    for name, font in (("Normal", "仿宋"), ("Heading 1", "黑体"), ("Heading 2", "楷体")):
        fonts = word.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert not [attribute for attribute in fonts.attrib if attribute.endswith("Theme")]
    assert "江城区党群服务中心建设运行情况报告" in word.paragraphs[0].text


def test_charts_and_map_are_pictures_with_words_for_those_who_do_not_see_them(word):
    if charts.chinese_font() is None:
        pytest.skip("no Chinese font on this machine")
    described = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert len(described) >= 5
    assert "党群服务中心分布的图，数字见相应的表" in described
    assert all(described)


def test_without_a_font_the_report_says_so_and_keeps_its_tables(as_district, page_of, monkeypatch, word):
    monkeypatch.setattr(charts, "chinese_font", lambda: None)
    bare = Document(body(as_district.get(page_of("report-docx"))))
    assert len(bare.inline_shapes) == 0
    assert "没有中文字体" in words_of(bare)
    assert len(bare.tables) == len(word.tables)
    assert "没有中文字体" in as_district.get(page_of("report-print")).content.decode()


def test_the_workbook_holds_every_table_and_equal_figures(as_district, page_of):
    reading = as_district.get(page_of("progress")).context["reading"]
    book = load_workbook(body(as_district.get(page_of("report-xlsx"))))
    assert book.sheetnames[:2] == ["说明", "指标"]
    assert len(book.sheetnames) == 2 + sum(len(tile.tables) for tile in reading.tiles)
    told = {row[1]: (row[2], row[3]) for row in book["指标"].iter_rows(min_row=2, values_only=True)}
    for figure in reading.figures().values():
        assert told[figure.label] == (figure.value, figure.total)


def test_no_cell_of_the_workbook_is_alive(as_district, page_of):
    missing = Count("offerings", filter=Q(offerings__status="missing"))
    emptiest = list(Center.objects.annotate(missing=missing).order_by("-missing")[: len(FORMULAS)])
    for center, formula in zip(emptiest, FORMULAS, strict=True):
        Center.objects.filter(pk=center.pk).update(name=f"{formula}{center.code}")
    book = load_workbook(body(as_district.get(page_of("report-xlsx"))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    risky = [cell for cell in texts if cell.value.lstrip().startswith(("=", "+", "-", "@"))]
    assert len(risky) >= len(FORMULAS) - 1
    assert all(cell.quotePrefix for cell in risky)


def test_a_report_of_a_snapshot_says_what_stood_then(as_district, district_unit, ours, page_of):
    period = Period.quarter_of(timezone.localdate())
    Snapshot.take(period, [district_unit])
    Center.objects.filter(pk=ours.pk).update(status="closed")
    Snapshot.take(period, [district_unit], note="关闭一个中心")
    asked = {"period": str(period)}
    first, second, newest = (
        words_of(Document(body(as_district.get(page_of("report-docx"), asked | version))))
        for version in ({"version": 1}, {"version": 2}, {})
    )
    assert "党群服务中心和驿站已启用70个" in first
    assert "党群服务中心和驿站已启用69个" in newest
    assert "关闭一个中心" in second
    assert second == newest
    assert as_district.get(page_of("reports"), {"period": "2019Q1"}).status_code == 404


def test_files_have_chinese_names_and_leave_a_line_in_the_trail(as_district, page_of, district):
    for ending in ("docx", "xlsx"):
        answer = as_district.get(page_of(f"report-{ending}"))
        assert quote("江城区") in answer["Content-Disposition"]
        assert "filename*=utf-8''" in answer["Content-Disposition"]
        body(answer)
    as_district.get(page_of("report-print"))
    entries = AuditEntry.objects.filter(action="export", subject_key="oversight.report").order_by("pk")
    assert [entry.detail["form"] for entry in entries] == ["docx", "xlsx", "print"]
    assert {entry.actor for entry in entries} == {district.username}
    assert entries[0].detail["unit"] == "441702"


def test_a_street_takes_its_own_report_along(as_street, street_unit, page_of):
    book = load_workbook(body(as_street.get(page_of("report-xlsx"))))
    text = "\n".join(str(value) for row in book["说明"].iter_rows(values_only=True) for value in row)
    assert street_unit.name in text
    assert "江城区（441702）" not in text


def test_a_snapshot_of_another_unit_is_not_this_ones(as_street, foreign_street, district_unit, page_of):
    period = Period.quarter_of(timezone.localdate())
    Snapshot.take(period, [foreign_street, district_unit])
    assert as_street.get(page_of("report-docx"), {"period": str(period)}).status_code == 404
    assert as_street.get(page_of("snapshots")).context["page"].count == 0


def test_the_report_without_a_host_is_signed_by_the_unit(district_unit, settings):
    settings.HOST_ORGANISATION = ""
    assert Report.of_now(district_unit).signed_by == "江城区"
    settings.HOST_ORGANISATION = "中共阳江市江城区委组织部"
    assert Report.of_now(district_unit).signed_by == "中共阳江市江城区委组织部"

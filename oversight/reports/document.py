"""The report as .docx as offices file it (GB/T 9704-2012): A4, 小标宋 title, 黑体 and 楷体 headings, 仿宋 text.

The fonts are named, not sent along: the reader's machine has them, or takes its nearest.
"""

from io import BytesIO
from tempfile import TemporaryFile

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from oversight.readings import number
from oversight.reports.charts import chart_png, map_png
from oversight.reports.report import CITED, NUMERALS, Report, chinese_day

TITLE, FIRST, SECOND, TEXT, LATIN = "方正小标宋简体", "黑体", "楷体", "仿宋", "Times New Roman"
SIZE_2, SIZE_3, SIZE_5 = Pt(22), Pt(16), Pt(10.5)  # 二号, 三号, 五号
LINE = Pt(28)
MOST_ROWS = 30
NO_FONT = "本机没有中文字体，图没有画，数字见表。"


def write_document(report: Report):
    """An open temporary file at its beginning."""
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    _Paper(report).document.save(file)
    file.seek(0)
    return file


class _Paper:
    """One document being written; counts its tables and figures."""

    def __init__(self, report: Report):
        self.report = report
        self.document = Document()
        self.tables = self.pictures = 0
        self._lay_out()
        self._head()
        for index, (title, tiles) in enumerate(report.chapters()):
            self._heading(f"{NUMERALS[index]}、{title}", FIRST)
            if tiles is report.scenarios:
                self._text(report.about_scenarios)
            for place, tile in enumerate(tiles):
                self._tile(NUMERALS[place], tile, is_dated=tiles is not report.scenarios)
        after = len(report.chapters())
        self._heading(f"{NUMERALS[after]}、中心分布", FIRST)
        self._map()
        self._heading(f"{NUMERALS[after + 1]}、数字的口径", FIRST)
        self._text("每个数字怎么数、从哪里来、是哪一天的，列在下表。比例的分母不到20时不算比例，也不排名。")
        self._table("各项数字的口径", ("指标", "数值", "口径、来源和日期"), report.definitions(), (3, 3.6, 9))
        self._signature()

    def _lay_out(self):
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        for name, font in (("Normal", TEXT), ("Heading 1", FIRST), ("Heading 2", SECOND)):
            _own_font(self.document.styles[name], font)
        for language in self.document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")
        properties = self.document.core_properties
        properties.title = f"{self.report.title}{self.report.subtitle}"
        properties.author, properties.language, properties.comments = self.report.signed_by, "zh-CN", ""
        self._page_numbers(section)

    def _page_numbers(self, section):
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, "— ", TEXT, Pt(14))
        run = _run(paragraph, "", TEXT, Pt(14))
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = text
            run._r.append(element)
        _run(paragraph, " —", TEXT, Pt(14))

    def _head(self):
        for words, font, size in ((self.report.title, TITLE, SIZE_2), (self.report.subtitle, SECOND, SIZE_3)):
            paragraph = self._paragraph(indent=False)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _run(paragraph, words, font, size)
        self._paragraph(indent=False)
        self._text(self.report.opening)
        if self.report.reading.sample_note:
            self._text(f"【示例】{self.report.reading.sample_note}")

    def _tile(self, numeral, tile, is_dated):
        # Whose roads they are stands under every picture that was measured on them.
        credit = next((note.rstrip("。") for note in tile.notes if note.startswith("路网")), "")
        self._heading(f"（{numeral}）{tile.title}{'【含示例】' if tile.has_sample else ''}", SECOND)
        day = chinese_day(self.report.reading.day)
        for index, sentence in enumerate((*tile.sentences, *tile.notes)):
            self._text(f"截至{day}，{sentence}" if is_dated and index == 0 else sentence)
        for table in tile.tables:
            if table.is_long:
                continue
            self._table(table.title, table.head, table.values(), note=table.note)
            if table.chart:
                self._picture(chart_png(table), table.title, credit)

    def _map(self):
        count = len(self.report.reading.points)
        if not count:
            self._text("还没有登记位置的中心，没有画图。")
            return
        self._text(f"登记了位置的中心{count}个，分布见图。底图是统计区划的轮廓，只作示意，不是法定界线。")
        self._picture(map_png(self.report.reading, self.report.place_names()), "党群服务中心分布")

    def _heading(self, words, font):
        level = 1 if font == FIRST else 2
        paragraph = self.document.add_paragraph(style=f"Heading {level}")
        _spaced(paragraph, indent=True)
        paragraph.paragraph_format.keep_with_next = True
        _run(paragraph, words, font, SIZE_3)

    def _text(self, words):
        _run(self._paragraph(), words, TEXT, SIZE_3)

    def _paragraph(self, indent=True):
        paragraph = self.document.add_paragraph()
        _spaced(paragraph, indent)
        return paragraph

    def _caption(self, words):
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(6)
        paragraph.paragraph_format.keep_with_next = words.startswith("表")
        _run(paragraph, words, FIRST, SIZE_5)

    def _table(self, title, head, rows, widths=None, note=""):
        self.tables += 1
        self._caption(f"表{self.tables} {title}")
        rows = list(rows)
        table = self.document.add_table(rows=1, cols=len(head), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, words in zip(table.rows[0].cells, head, strict=True):
            _fill(cell, words, FIRST, is_centred=True)
        _repeat_head(table.rows[0])
        for row in rows[:MOST_ROWS]:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                is_number = value is None or isinstance(value, int | float)
                _fill(cell, number(value) if is_number else str(value), TEXT, is_centred=is_number)
        for column, width in enumerate(widths or ()):
            for cell in table.columns[column].cells:
                cell.width = Cm(width)
        if not rows:
            _fill(table.add_row().cells[0], "没有", TEXT)
        cut = f"只列前{MOST_ROWS}行，全部见 Excel。" if len(rows) > MOST_ROWS else ""
        if note or cut:
            paragraph = self.document.add_paragraph()
            _run(paragraph, f"注：{note}{cut}", TEXT, SIZE_5)

    def _picture(self, png, title, credit=""):
        if png is None:
            self._text(NO_FONT)
            return
        self.pictures += 1
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run().add_picture(BytesIO(png), width=Cm(14.5))
        picture = self.document.inline_shapes[-1]._inline.docPr
        picture.set("descr", f"{title}的图，数字见相应的表")
        day = chinese_day(self.report.reading.day)
        self._caption(f"图{self.pictures} {title}（{'；'.join(filter(None, (CITED, credit)))}，{day}）")

    def _signature(self):
        self._paragraph()
        for words in (self.report.signed_by, chinese_day(self.report.at.date())):
            paragraph = self._paragraph(indent=False)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _run(paragraph, words, TEXT, SIZE_3)


def _run(paragraph, words, font, size):
    run = paragraph.add_run(words)
    run.font.size, run.font.name, run.font.bold = size, LATIN, False
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _own_font(style, font):
    """The style in black and in these fonts, in place of those and of the colour of the template's theme."""
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = LATIN, SIZE_3, False, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), font)


def _spaced(paragraph, indent):
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    if indent:
        form.first_line_indent = 2 * SIZE_3


def _fill(cell, words, font, *, is_centred=False):
    paragraph = cell.paragraphs[0]
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, words, font, SIZE_5)


def _repeat_head(row):
    """The head again on every page that the table goes on to."""
    properties = row._tr.get_or_add_trPr()
    element = OxmlElement("w:tblHeader")
    element.set(qn("w:val"), "true")
    properties.append(element)

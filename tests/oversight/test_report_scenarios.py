"""Saved scenarios in the report: asked by a tick, told in Word, Excel and print, never a foreign one."""

from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from coverage.current import current
from coverage.planning.solving import solve
from oversight.reports.sites import MOST
from tests.oversight.circle_town import DISTRICT, OTHER_STREET, STREET, address, content_of

FORMS = ["report-docx", "report-xlsx", "report-print"]


@pytest.fixture
def solved(town, make_scenario):
    scenario = make_scenario(name="河南岸")
    solve(scenario, current(), by=None)
    return scenario


def words_of(answer):
    document = Document(BytesIO(content_of(answer)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_word_file_tells_question_places_before_after_and_proof(district_desk, solved):
    told = words_of(district_desk.get(address("report-docx")))
    assert "四、选址方案" in told
    assert "（一）河南岸" in told
    assert "要解决的问题：在江城区建1个，让新走得到的人最多。算全部居民，步行10分钟，每秒1.2米，候选点3个。" in told
    assert "选中1个点：在B（新走得到200人）" in told
    assert "增加200人，其中65岁以上40人" in told
    assert "已证明最优" in told
    assert "© OpenStreetMap contributors（ODbL）" in told
    assert told.index("四、选址方案") < told.index("五、中心分布") < told.index("六、数字的口径")


def test_excel_has_every_scenario_in_three_sheets(district_desk, solved, make_scenario):
    make_scenario(name="没有计算的")
    book = load_workbook(BytesIO(content_of(district_desk.get(address("report-xlsx")))))
    assert {"选址方案前后", "选址方案选中的点", "选址方案各街道"} <= set(book.sheetnames)
    rows = list(book["选址方案选中的点"].iter_rows(min_row=2, values_only=True))
    assert rows[0][:4] == ("河南岸", 1, "在B", 200)
    told = [row[1].value for row in book["说明"].iter_rows()]
    assert "这个方案还没有计算，没有结果。" in told


def test_print_shows_tables_and_a_chart(district_desk, solved):
    page = district_desk.get(address("report-print")).content.decode()
    assert "河南岸：建成前后" in page
    assert "河南岸：选中的点" in page
    assert "选址方案不随快照固定" in page


def test_a_tick_decides(district_desk, solved, make_scenario):
    other = make_scenario(name="另一个方案")
    page = district_desk.get(address("reports"), {"ticked": 1, "scenario": other.pk})
    assert [scenario.name for scenario, is_chosen in page.context["scenarios"] if is_chosen] == ["另一个方案"]
    assert f"scenario={other.pk}" in page.context["ways"]["docx"]
    assert "河南岸" not in words_of(district_desk.get(page.context["ways"]["docx"]))
    none = district_desk.get(address("reports"), {"ticked": 1})
    assert "选址方案" not in [title for title, _ in none.context["chapters"]]
    assert "四、选址方案" not in words_of(district_desk.get(none.context["ways"]["docx"]))


def test_what_is_put_away_is_not_told(district_desk, solved):
    solved.set_archived(True)
    assert district_desk.get(address("reports")).context["scenarios"] == []
    assert district_desk.get(address("report-docx"), {"scenario": solved.pk}).status_code == 404


@pytest.mark.parametrize("name", ["reports", *FORMS])
@pytest.mark.parametrize("key", ["9" * 18, "0", "x", "１", "9" * 40])
def test_an_unknown_scenario_is_404(district_desk, solved, name, key):
    assert district_desk.get(address(name), {"scenario": [solved.pk, key]}).status_code == 404


@pytest.mark.parametrize("name", ["reports", *FORMS])
@pytest.mark.parametrize("code", [DISTRICT, OTHER_STREET])
def test_a_street_takes_no_scenario_of_others_along(street_desk, solved, make_scenario, name, code):
    foreign = make_scenario(code, name="别处的方案")
    assert street_desk.get(address(name), {"scenario": foreign.pk}).status_code == 404
    answer = street_desk.get(address("reports"))
    assert "别处的方案" not in answer.content.decode()


def test_a_street_takes_its_own_along(street_desk, town, make_scenario):
    make_scenario(STREET, name="本街道的方案")
    assert "本街道的方案" in words_of(street_desk.get(address("report-docx")))


def test_at_most_ten_are_told(district_desk, town, make_scenario):
    made = [make_scenario(name=f"方案{number}") for number in range(MOST + 2)]
    page = district_desk.get(address("reports"))
    assert sum(is_chosen for _, is_chosen in page.context["scenarios"]) == MOST
    too_many = district_desk.get(address("reports"), {"scenario": [scenario.pk for scenario in made]})
    assert too_many.status_code == 400
    assert "最多写10个方案" in too_many.content.decode()


def test_an_answer_that_is_older_than_its_rules_says_so(district_desk, solved):
    solved.candidates.first().delete()
    solved.touch()
    assert "方案改过了，结果要重新计算" in words_of(district_desk.get(address("report-docx")))


def test_pictures_measured_on_roads_name_them(district_desk, solved):
    told = words_of(district_desk.get(address("report-docx")))
    captions = [line for line in told.splitlines() if line.startswith("图") and "各街道" in line]
    assert captions
    assert all("© OpenStreetMap contributors（ODbL）" in line for line in captions)

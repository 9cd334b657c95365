"""`import_divisions`: the tree follows the official list, all or nothing."""

import csv
import io
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grids.models import GridAlias, GridUnit
from grids.sources import Source
from search.find import find

pytestmark = pytest.mark.django_db

REAL = settings.DATA_DIR / "divisions.csv"
VILLAGE = "441702009207"


@pytest.fixture
def rows():
    """The real file's rows by code, to be changed."""
    with REAL.open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@pytest.fixture
def run(tmp_path):
    """Import these rows; answers what the command printed."""

    def run(rows, encoding="utf-8"):
        rows, file = list(rows), io.StringIO(newline="")
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / "divisions.csv"
        path.write_bytes(file.getvalue().encode(encoding))
        said = io.StringIO()
        call_command("import_divisions", path, stdout=said)
        return said.getvalue()

    return run


def state():
    return sorted(GridUnit.objects.values_list("code", "name", "official_name", "kind", "note", "source", "valid_to"))


def test_real_file_gives_the_whole_tree():
    levels = Counter(GridUnit.objects.filter(source=Source.OFFICIAL).values_list("level", flat=True))
    assert levels == {GridUnit.Level.DISTRICT: 1, GridUnit.Level.STREET: 13, GridUnit.Level.COMMUNITY: 168}
    bridge = GridUnit.objects.get(code="441702002017")
    assert (bridge.name, bridge.official_name, bridge.kind) == ("洗脚桥社区", "洗脚社区桥居委会", "居委会")
    assert "待民政局核实" in bridge.note


def test_twice_changes_nothing(run, rows):
    before, aliases = state(), GridAlias.objects.count()
    said = run(rows.values(), encoding="utf-8-sig")
    assert said.strip() == "区划：新增0，变更0，停用0，未变182。"
    assert (state(), GridAlias.objects.count()) == (before, aliases)


def test_says_what_it_added_changed_and_retired(run, rows):
    rows[VILLAGE] |= {"name": "阮湖村", "official_name": "阮湖村委会"}
    rows["441702009208"]["kind"] = "居委会"
    del rows["441702009206"]
    rows["441702009299"] = rows[VILLAGE] | {"code": "441702009299", "name": "新村", "official_name": "新村村委会"}
    said = run(rows.values())
    assert "新增1，变更2，停用1，未变179" in said
    assert "新增 441702009299 新村" in said
    assert "阮西村（阮西村委会）→ 阮湖村（阮湖村委会）" in said
    assert "类别“村委会”→“居委会”" in said
    assert "停用 441702009206 龙湾村" in said


def test_renamed_by_the_file_as_by_hand(run, rows):
    rows[VILLAGE]["name"] = "阮湖村"
    run(rows.values())
    assert [alias.name for alias in GridUnit.objects.get(code=VILLAGE).aliases.all()] == ["阮西村"]
    assert [hit.name for hit in find("阮西村", ("grid_unit",))] == ["阮湖村"]


def test_former_names_told_in_notes_are_found():
    assert find("环湖社区", ("grid_unit",))[0].name == "鸳鸯湖社区"
    alias = GridAlias.objects.get(name="环湖社区居委会")
    assert (alias.unit.code, alias.code, alias.until.isoformat()) == ("441702006008", None, "2021-12-31")


def test_retired_unit_stays_and_returns(run, rows):
    village = rows.pop(VILLAGE)
    run(rows.values())
    retired = GridUnit.objects.get(code=VILLAGE)
    assert retired.valid_to == timezone.localdate() - timedelta(days=1)
    assert not GridUnit.objects.current().filter(code=VILLAGE).exists()
    assert VILLAGE not in {hit.code for hit in find("阮西村", ("grid_unit",))}
    assert "停用0" in run(rows.values())
    assert "恢复使用" in run([*rows.values(), village])
    assert GridUnit.objects.current().filter(code=VILLAGE).exists()
    assert find("阮西村", ("grid_unit",))[0].code == VILLAGE


def test_only_official_units_of_the_files_district_are_retired(run, rows):
    other = GridUnit.objects.create(code="441799", level=1, name="外区", source=Source.OFFICIAL)
    surveyed = GridUnit.objects.create(
        code="441702009999", parent_id="441702009", level=3, name="新社区", source=Source.SURVEY
    )
    below = GridUnit.objects.filter(level__gt=3, valid_to__isnull=True).count()
    assert "停用0" in run(rows.values())
    for unit in (other, surveyed):
        unit.refresh_from_db()
        assert unit.valid_to is None
    assert GridUnit.objects.filter(level__gt=3, valid_to__isnull=True).count() == below


def test_file_that_does_not_know_our_new_code_is_refused(run, rows):
    GridUnit.objects.get(code=VILLAGE).recode("441702009777")
    with pytest.raises(CommandError, match="已改为 441702009777"):
        run(rows.values())
    rows["441702009777"] = rows.pop(VILLAGE) | {"code": "441702009777"}
    assert "新增0，变更0，停用0" in run(rows.values())


def test_all_errors_are_listed_and_nothing_is_written(run, rows):
    rows["441702009"]["name"] = "改名街道"
    rows["441702009202"]["level"] = "hamlet"
    rows["441702009203"]["parent_code"] = "441702011"
    rows["441702009204"]["code"] = "44170200920"
    rows["441702009205"]["name"] = ""
    rows["441702009206"]["code"] = VILLAGE
    rows["441702009208"]["name"] = "长" * 61
    orphan = rows[VILLAGE] | {"code": "441702555001", "parent_code": "441702555"}
    before = state()
    with pytest.raises(CommandError) as refused:
        run([*rows.values(), orphan])
    said = str(refused.value)
    assert state() == before
    numbers = {code: number for number, code in enumerate(rows, 2)}
    for code, reason in [
        ("441702009202", "不认识的层级“hamlet”"),
        ("441702009203", "编码不在上级“441702011”之下"),
        ("441702009204", "社区（村）的编码应是12位数字"),
        ("441702009205", "名称："),
        (VILLAGE, f"编码与第{numbers['441702009206']}行重复"),
        ("441702009208", "名称："),
    ]:
        assert any(f"第{numbers[code]}行" in line and reason in line for line in said.splitlines()), (code, said)
    assert "文件里没有上级“441702555”" in said


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "缺少列：code"),
        (b"code,name\n1,2\n", "缺少列：level"),
        (b"code,name,official_name,level,kind,parent_code,note\n", "没有数据"),
        (b"code,name,official_name,level,kind,parent_code,note,note\n", "列名重复：note"),
        (b"code,name,official_name,level,kind,parent_code,note\n441702,a,a,district,b,,,,9\n", "第2行：比表头多出2格"),
        ("编码".encode("gb18030"), "不是UTF-8"),
        (b"code\0", "空字符"),
        (b'code,"name\n', "不是完好的CSV"),
    ],
)
def test_unreadable_file_is_refused_in_chinese(tmp_path, content, reason):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        call_command("import_divisions", path)


def test_absent_file_is_refused_in_chinese(tmp_path):
    with pytest.raises(CommandError, match="读不到文件"):
        call_command("import_divisions", tmp_path / "none.csv")


def test_number_of_reads_does_not_depend_on_the_rows(run, rows):
    def reads():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run(rows.values())
        return sum(query["sql"].startswith("SELECT") for query in queries)

    rows[VILLAGE]["kind"] = "一"
    one = reads()
    for row in rows.values():
        row["kind"] = "二"
    assert reads() == one

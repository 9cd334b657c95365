"""`import_catalogue`: the catalogue follows its four files, all or nothing."""

import csv
import io
import re
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.find import find
from services.models import ItemAudience, ItemChannel, ServiceCategory, ServiceItem, UnissuableProof

pytestmark = pytest.mark.django_db

FILES = ("catalogue", "catalogue_guide", "proofs_not_issued", "proofs_guidance")
KINDS = ("service", "proof")


class Tables(dict):
    """The four real files' rows by code or number, to be changed and imported."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder
        for name in FILES:
            with (settings.DATA_DIR / f"{name}.csv").open(encoding="utf-8") as file:
                self[name] = {row.get("code") or row["no"]: row for row in csv.DictReader(file)}

    def run(self, encoding="utf-8"):
        """What the command prints."""
        for name in FILES:
            file = io.StringIO(newline="")
            rows = list(self[name].values())
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
            (self.folder / f"{name}.csv").write_bytes(file.getvalue().encode(encoding))
        said = io.StringIO()
        call_command("import_catalogue", self.folder / "catalogue.csv", stdout=said)
        return said.getvalue()

    def row_number(self, name, key):
        return list(self[name]).index(key) + 2


@pytest.fixture
def tables(tmp_path):
    return Tables(tmp_path)


def get(code):
    return ServiceItem.objects.get(code=code)


def state():
    return (
        list(ServiceCategory.objects.order_by("code").values_list()),
        list(ServiceItem.objects.order_by("code").values_list()),
        list(ItemChannel.objects.order_by("item__code", "position").values_list("item__code", "channel", "position")),
        sorted(ItemAudience.objects.values_list("item__code", "group")),
        list(UnissuableProof.objects.values_list()),
    )


def test_real_files_give_exactly_8_32_66_13_and_20():
    kinds = Counter(ServiceCategory.objects.values_list("kind", flat=True))
    assert kinds == {"party": 8, "convenience": 13}
    items = Counter(ServiceItem.objects.active().values_list("category__kind", flat=True))
    assert items == {"party": 32, "convenience": 66}
    party = Counter(ServiceItem.objects.filter(category__kind="party").values_list("category__code", flat=True))
    assert set(party.values()) == {4}
    assert UnissuableProof.objects.count() == 20


def test_party_categories_come_first():
    codes = list(ServiceCategory.objects.values_list("code", flat=True))
    assert codes == [*"ABCDEFGH", *(f"{number:02}" for number in range(1, 14))]


def test_item_is_what_the_files_say():
    item = get("C09")
    assert (item.name, item.short_name, item.category.name) == ("城乡居民基本医疗保险参保登记", "医保参保", "医疗保障")
    assert item.documents == ["身份证", "户口簿或居住证"]
    assert [row.get_channel_display() for row in item.channels.all()] == ["窗口", "预约办", "上门办", "微信代办"]
    assert {row.group for row in item.audiences.all()} == {"everyone", "newcomers"}
    assert (item.mode, item.status, item.time) == ("at_once", "composed", "未查到公开规定")
    assert "新农合" in item.aliases
    assert get("C15").steps[-1] == "审批（以上是东莞的做法）"
    assert get("C55").seek_first.startswith("由公安机关办理")
    assert get("C05").frequency_rank == 1
    assert len(ServiceItem.objects.most_used(20)) == 12


def test_references_to_other_rows_are_written_out():
    assert get("C53").documents == [*get("C52").documents, "租赁合同"]
    assert get("C16").documents == [*get("C15").documents, "刚性支出凭证"]
    assert get("P02").time == "同“党员组织关系转入”；省内无纸化"
    assert get("C33").time.endswith("时限同“困难残疾人生活补贴申请”")


def test_nothing_to_bring():
    assert get("P29").documents == []
    assert get("P29").time == ""
    assert get("P05").documents == []
    assert get("P05").steps[0] == "系统核对基数"


def test_no_page_shows_the_tables_own_marks():
    for item in ServiceItem.objects.all():
        shown = " ".join(str(getattr(item, field.name)) for field in ServiceItem._meta.fields if field.name != "status")
        assert not re.search(r"composed|种子|来源样例|\.md\b|同上|sourced", shown), (item.code, shown)
        assert all(item.documents)
        assert len(item.documents) == len(set(item.documents))


def test_proof_says_where_to_go():
    proof = UnissuableProof.objects.get(number=5)
    assert (proof.name, proof.code, proof.source) == ("无犯罪记录证明", "proof-5", "民发〔2020〕20号")
    assert "公安派出所" in proof.where_to_go
    assert "良民证" in proof.keywords


def test_twice_changes_nothing(tables):
    before = state()
    assert tables.run(encoding="utf-8-sig").strip() == "服务目录：新增0，变更0，停办0，未变118。"
    assert state() == before


def test_says_what_it_added_changed_and_retired(tables):
    catalogue, guide = tables["catalogue"], tables["catalogue_guide"]
    catalogue["C05"]["name"] = "社保卡一件事"
    catalogue["C06"]["channels"] = "自助;窗口"
    catalogue["C67"] = catalogue["C66"] | {"code": "C67", "name": "新事项"}
    guide["C67"] = guide["C66"] | {"code": "C67"}
    del catalogue["C65"], guide["C65"]
    tables["proofs_guidance"]["20"]["where_to_go"] = "问发证的部门，以该部门答复为准。"
    said = tables.run()
    assert "新增1，变更3，停办1，未变114" in said
    assert "新增 C67 新事项" in said
    assert "变更 C05 社保卡一件事：名称“社会保障卡申领与启用”→“社保卡一件事”" in said
    assert "变更 C06 社会保障卡密码修改与重置：办理方式" in said
    assert "停办 C65" in said
    assert [row.channel for row in get("C06").channels.all()] == ["self", "window"]
    assert find("社保卡一件事", KINDS)[0].code == "C05"


def test_retired_item_is_kept_and_returns(tables):
    item, guide = tables["catalogue"].pop("C01"), tables["catalogue_guide"].pop("C01")
    tables.run()
    assert not get("C01").is_active
    assert "C01" not in {hit.code for hit in find("养老参保", KINDS)}
    tables["catalogue"]["C01"], tables["catalogue_guide"]["C01"] = item, guide
    assert "在办“False”→“True”" in tables.run()
    assert find("养老参保", KINDS)[0].code == "C01"


def test_ranks_may_be_swapped(tables):
    guide = tables["catalogue_guide"]
    guide["C05"]["high_frequency"], guide["C03"]["high_frequency"] = "2", "1"
    guide["C10"]["high_frequency"], guide["C01"]["high_frequency"] = "", "3"
    tables.run()
    assert [item.code for item in ServiceItem.objects.most_used(3)] == ["C03", "C05", "C01"]


def test_renamed_category_renames_its_items_in_the_search(tables):
    for row in tables["catalogue"].values():
        if row["category_code"] == "02":
            row["category"] = "看病报销"
    tables.run()
    assert {hit.detail for hit in find("异地就医备案", KINDS)} == {"看病报销"}


def test_proof_gone_from_the_rule_is_gone(tables):
    del tables["proofs_not_issued"]["4"], tables["proofs_guidance"]["4"]
    assert "停办 证明4 居民养犬证明" in tables.run()
    assert not UnissuableProof.objects.filter(number=4).exists()
    assert "proof-4" not in {hit.code for hit in find("养犬证明", KINDS)}


def test_all_errors_of_all_files_are_listed_and_nothing_is_written(tables):
    catalogue, guide = tables["catalogue"], tables["catalogue_guide"]
    catalogue["C02"]["channels"] = "窗口;飞鸽"
    catalogue["C03"]["mode"] = "随便办"
    catalogue["C04"]["status"] = "guessed"
    catalogue["C05"]["category"] = "别的"
    catalogue["C06"]["name"] = "长" * 61
    catalogue["C07"]["code"] = "X07"
    catalogue["C08"]["channels"] = ""
    guide["C09"]["audience_groups"] = "外星人"
    guide["C10"]["high_frequency"] = "1"
    guide["C11"]["high_frequency"] = "很高"
    tables["proofs_guidance"]["3"]["proof"] = "别的证明"
    guide["X07"] = guide.pop("C07") | {"code": "X07"}
    before = state()
    with pytest.raises(CommandError) as refused:
        tables.run()
    said = str(refused.value)
    assert state() == before
    for name, key, reason in [
        ("catalogue", "C02", "channels 里不认识“飞鸽”"),
        ("catalogue", "C03", "mode 里不认识“随便办”"),
        ("catalogue", "C04", "内容状态："),
        ("catalogue", "C05", "分类01前面写的是“社会保障”"),
        ("catalogue", "C06", "名称："),
        ("catalogue", "C07", "编码应是P或C加数字"),
        ("catalogue", "C08", "至少要有一种办理方式"),
        ("catalogue_guide", "C09", "audience_groups 里不认识“外星人”"),
        ("catalogue_guide", "C10", "高频排名1已给了 C05"),
        ("catalogue_guide", "C11", "high_frequency 应是1到999的整数"),
        ("proofs_guidance", "3", "证明名称与主表不同"),
    ]:
        place = f"{name}.csv 第{tables.row_number(name, key)}行"
        assert any(line.startswith(place) and reason in line for line in said.splitlines()), (place, reason, said)


def test_files_must_hold_the_same_items(tables):
    del tables["catalogue_guide"]["C01"], tables["catalogue"]["C02"]
    tables["catalogue"]["C04"]["code"] = "C03"
    with pytest.raises(CommandError) as refused:
        tables.run()
    said = str(refused.value)
    assert "catalogue_guide.csv 缺少 C01" in said
    assert "C02：主表里没有这个编号" in said
    assert "C03：编号重复" in said


def test_absent_file_beside_is_named(tmp_path):
    (tmp_path / "catalogue.csv").write_bytes((settings.DATA_DIR / "catalogue.csv").read_bytes())
    with pytest.raises(CommandError, match=r"catalogue_guide\.csv") as refused:
        call_command("import_catalogue", tmp_path / "catalogue.csv")
    assert "proofs_guidance.csv" in str(refused.value)


def test_number_of_reads_does_not_depend_on_the_rows(tables):
    def reads():
        with CaptureQueriesContext(connection) as queries:
            tables.run()
        return sum(query["sql"].startswith("SELECT") for query in queries)

    tables["catalogue"]["C01"]["audience"] = "一"
    one = reads()
    for row in tables["catalogue"].values():
        row["audience"] = "二"
    assert reads() == one

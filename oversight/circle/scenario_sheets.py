"""A scenario as tables for Excel: what comes out, street by street, the chosen places, all candidates."""

from django.utils import timezone

from coverage.models import Scenario
from coverage.planning.results import Answer
from oversight.circle.sheets import Sheet

CANDIDATE_HEAD = (
    ("编号", 10),
    ("名称", 30),
    ("经度", 14),
    ("纬度", 14),
    ("坐标系", 12),
    ("街道编码", 14),
    ("来源", 14),
    ("选不选", 12),
    ("选中", 10),
)


def sheets_of(scenario: Scenario, answer: Answer | None) -> tuple[list[Sheet], list[tuple[str, str]]]:
    """The tables, and the lines that say how they came about."""
    sheets = [_measures(answer), _streets(answer), _chosen(answer)] if answer else []
    return [*sheets, _candidates(scenario, answer)], _told(scenario, answer)


def _measures(answer):
    return Sheet(
        "前后对比", (("指标", 20), ("建之前", 16), ("建之后", 16), ("变化", 18)), [list(row) for row in answer.measures]
    )


def _streets(answer):
    head = (("编码", 14), ("街道（镇）", 18), ("人数", 12), ("建之前走得到", 16), ("建之后走得到", 16), ("多", 10))
    rows = [
        [row["code"], row["name"], row["total"], row["before"], row["after"], row["after"] - row["before"]]
        for row in answer.result["streets"]
    ]
    return Sheet("各街道", head, rows)


def _chosen(answer):
    head = (
        ("先后", 8),
        ("名称", 30),
        ("经度", 14),
        ("纬度", 14),
        ("坐标系", 12),
        ("新走得到的人", 16),
        ("一定要选", 12),
    )
    rows = [
        [
            number,
            site["name"],
            site["lon"],
            site["lat"],
            "WGS-84",
            site["new_people"],
            "是" if site["is_fixed"] else "否",
        ]
        for number, site in enumerate(answer.chosen, start=1)
    ]
    return Sheet("选中的点", head, rows)


def _candidates(scenario, answer):
    chosen = {site["id"] for site in answer.chosen} if answer else set()
    rows = [
        [
            site.pk,
            site.name,
            round(site.location.x, 7),
            round(site.location.y, 7),
            "WGS-84",
            site.street_code,
            site.get_origin_display(),
            site.get_state_display(),
            "是" if site.pk in chosen else "",
        ]
        for site in scenario.candidates.order_by("pk")
    ]
    return Sheet("候选点", CANDIDATE_HEAD, rows)


def _told(scenario, answer):
    told = [
        ("方案", scenario.name),
        ("说明", scenario.note),
        ("范围", scenario.unit.name),
        ("要什么", scenario.wanted),
        ("时间和速度", f"{scenario.minutes:g}分钟，每秒{scenario.speed:g}米"),
        ("算谁", scenario.get_who_display()),
        ("一位老人算几个人", f"{scenario.elders_weight:g}"),
        ("每个街道最多几个", "；".join(f"{code}：{most}" for code, most in sorted(scenario.budgets.items())) or "不限"),
    ]
    if answer:
        basis = answer.result["basis"]
        roads = basis["roads"] or {}
        told += [
            ("算得准不准", answer.proof),
            ("计算时间", f"{timezone.localtime(answer.run.at):%Y-%m-%d %H:%M}"),
            ("计算人", answer.run.by_name),
            ("用时", f"{answer.run.seconds:.2f}秒"),
            ("方法", f"{basis['method_name']}。{basis['sentence']}"),
            ("平均步行", f"超过{answer.result['penalty_m']:.0f}米的按{answer.result['penalty_m']:.0f}米算"),
            ("路网", "，".join(filter(None, [roads.get("source"), roads.get("date"), roads.get("licence")]))),
            ("人口资料", "，".join(filter(None, [basis["demand"]["name"], basis["demand"]["source_name"]]))),
        ]
        told += [("注意", note) for note in basis["notes"]]
        if roads.get("attribution"):
            told.append(("道路数据版权", roads["attribution"]))
    return told

"""资料质量: the named checks of `centers.checks`, put to every centre of the unit."""

from django.urls import reverse

from centers.checks import CHECKS, Severity
from centers.models import Center
from centers.quality import survey
from oversight.facts import Facts
from oversight.ranking import Entry, ranked
from oversight.readings import Definition, Figure, Linked, Table, TileReading
from oversight.tiles import tile

DEFINITION = Definition(
    counted=f"没有问题的检查结果；每个中心查{len(CHECKS)}项",
    out_of="没有关闭的中心 × 检查项",
    method="得分是分子占分母的百分数，去掉小数；全部没有问题才是100分",
    source="数据质量检查",
)
FINDINGS = Definition(counted="没有通过的检查，一个中心一项算一处", source="数据质量检查")
QUALITY_PAGE = "admin:quality"


@tile
def measure(facts: Facts) -> TileReading:
    """The score, and what is wrong how often."""
    found = survey(Center.objects.under(facts.unit.code), facts.day)
    whole = found.whole
    page = f"{reverse(QUALITY_PAGE)}?unit={facts.unit.code}"
    checks = [
        [
            check.label,
            str(check.severity.label),
            Linked(found.counts[key], {"check": key}, "centers"),
        ]
        for key, check in CHECKS.items()
        if found.counts[key]
    ]
    checks.sort(key=lambda row: -row[2].value)
    told = "、".join(f"{severity.label}{whole.by_severity[severity]}处" for severity in Severity)
    return TileReading(
        "quality",
        "资料质量",
        "服务情况",
        [
            Figure(
                "quality.score", "资料得分", whole.score if whole.centers else None, DEFINITION, None, "分", {}, page
            ),
            Figure("quality.findings", "要改的问题", whole.findings, FINDINGS, None, "处", {}, page),
        ],
        [
            Table("quality.checks", "各项检查，多的在前", ("问题", "性质", "中心"), checks),
            _places(facts, found),
        ],
        [f"资料得分{whole.score}分，要改的问题{whole.findings}处：{told}。" if whole.centers else "还没有中心。"],
        has_sample=bool(whole.by_severity[Severity.SAMPLE]),
    )


def _places(facts, found):
    sums = {}
    names = {place.code: place.name for place in facts.places}
    for center in facts.kept:
        sums.setdefault(facts.place_of(center.unit_code), [0, 0])[0] += 1
    for finding in found.findings:
        sums[facts.place_of(finding.center.unit_code)][1] += 1
    entries = []
    for code, name in names.items():
        centers, findings = sums.get(code, (0, 0))
        asked = centers * len(CHECKS)
        if centers:
            entries.append(Entry([name, centers, findings, 100 * (asked - findings) // asked], findings, asked))
    return Table(
        "quality.places",
        "各地方的资料质量",
        ("名次", "地方", "中心", "问题", "得分"),
        ranked(entries),
        "问题多的在前。",
    )

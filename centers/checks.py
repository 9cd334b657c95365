"""What may be wrong with a centre's record, as named checks: the same for filters, desk and quality page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, IntegerChoices, OuterRef, Q
from django.utils import timezone

from centers.misplaced import SAME_PLACE_M, Fault, misplaced
from centers.models import Center, FactGroup, Offering, OpeningException, OpeningHours, Photo
from grids.sources import Source


class Severity(IntegerChoices):
    """How much a finding matters; the worst first."""

    WRONG = 1, "有矛盾"
    GAP = 2, "缺资料"
    SAMPLE = 3, "是示例"
    STALE = 4, "要确认"


# The parts of the centre's form, as its address names them.
GENERAL, HOURS, EXCEPTIONS, OFFERINGS, PHOTOS = (
    "general",
    "opening_hours",
    "opening_exceptions",
    "offerings",
    "photos",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that may be wrong: what, why it matters or how it is mended, and in which part of the form."""

    key: str
    label: str
    cure: str
    severity: Severity
    step: str
    # The condition on a day; None for what only the map tells (see `centers.misplaced`).
    condition: Callable[[date], Q] | None = None
    # The column that says since when, if any does.
    since: str = ""

    def q(self, day: date | None = None) -> Q:
        """Centres that fail the check on `day` (default today); only for checks with a condition."""
        return self.condition(day or timezone.localdate())


def failing(check: Check, centers, day: date | None = None):
    """The centres of a queryset that fail the check. What the map tells is told among these centres alone."""
    if check.condition is None:
        return centers.filter(pk__in=[key for key, faults in misplaced(centers).items() if Fault(check.key) in faults])
    return centers.filter(check.q(day))


_KEPT = ~Q(status=Center.Status.CLOSED)
_PUBLISHED = Q(status__in=Center.PUBLISHED)


def _of(model, **conditions):
    return Exists(model.objects.filter(center=OuterRef("pk"), **conditions))


def _always(condition: Q) -> Callable[[date], Q]:
    return lambda day: condition


def _suspended_without_a_word(day):
    told = OpeningException.objects.coming(day).filter(center=OuterRef("pk")).exclude(note="")
    return Q(status=Center.Status.SUSPENDED) & ~Exists(told)


def _stale(group: FactGroup) -> Check:
    return Check(
        key=f"stale_{group.value}",
        label=f"{group.label}要确认",
        cure="核对一遍，没有变化就点“没有变化”；有变化就改，改了就算确认。",
        severity=Severity.STALE,
        step=GENERAL,
        condition=lambda day: _PUBLISHED & Center.stale_q(group, day),
        since=group.on_field,
    )


_ALL = [
    Check(
        "same_point",
        "和另一个中心在同一个位置",
        f"两个中心相距不到{SAME_PLACE_M}米。到实地核对，改正其中一个的位置。",
        Severity.WRONG,
        GENERAL,
    ),
    Check(
        "outside_district",
        "位置在江城区外面",
        "多半是坐标系选错，或者经度纬度写反。请重新标位置。",
        Severity.WRONG,
        GENERAL,
    ),
    Check(
        "outside_community",
        "位置在所属社区的边界外面",
        "位置和所属区划对不上，请改正其中一个。",
        Severity.WRONG,
        GENERAL,
    ),
    Check(
        "open_without_staff",
        "有开放时间，没有工作人员",
        "登记了开放时间，工作人员数却是空的或者0。请填工作人员数。",
        Severity.WRONG,
        GENERAL,
        _always(Q(status=Center.Status.OPEN) & (Q(staff_count__isnull=True) | Q(staff_count=0)) & _of(OpeningHours)),
    ),
    Check(
        "zero_area",
        "建筑面积是0",
        "不知道就留空，知道就填实际面积。",
        Severity.WRONG,
        GENERAL,
        _always(_KEPT & Q(floor_area_m2=0)),
    ),
    Check(
        "suspended_without_note",
        "暂停开放，没有说明",
        "在“特别安排”里写明哪些天不开放、为什么，居民看得到。",
        Severity.WRONG,
        EXCEPTIONS,
        _suspended_without_a_word,
    ),
    Check(
        "unread_hours",
        "开放时间有没读懂的",
        "按原文补齐每周的时间，再清空“未能识别的开放时间”。",
        Severity.GAP,
        HOURS,
        _always(_KEPT & ~Q(hours_leftover="")),
    ),
    Check(
        "unknown_hours",
        "开放时间待确认",
        "没有来源，网页上显示“时间待确认”。请填时间和来源。",
        Severity.GAP,
        HOURS,
        _always(_KEPT & Q(hours_source="")),
    ),
    Check(
        "no_location",
        "没有位置",
        "地图上找不到，也算不出步行时间。请标位置。",
        Severity.GAP,
        GENERAL,
        _always(_KEPT & Q(location__isnull=True)),
    ),
    Check(
        "no_telephone",
        "没有联系电话",
        "居民去之前没法问。请填可以公开的电话。",
        Severity.GAP,
        GENERAL,
        _always(_KEPT & Q(telephone="")),
    ),
    Check("no_address", "没有地址", "请填门牌地址。", Severity.GAP, GENERAL, _always(_KEPT & Q(address=""))),
    Check(
        "missing_offerings",
        "有事项未登记",
        "每一项都要答：可办、需预约、筹备中或者暂停。",
        Severity.GAP,
        OFFERINGS,
        _always(_PUBLISHED & _of(Offering, status=Offering.Status.MISSING)),
    ),
    Check("no_photo", "没有照片", "放一张大门的照片，好找。", Severity.GAP, PHOTOS, _always(_PUBLISHED & ~_of(Photo))),
    Check(
        "sample_center",
        "中心是示例",
        "核对名称、层级、所属区划，把“资料来源”改成真实的。",
        Severity.SAMPLE,
        GENERAL,
        _always(_KEPT & Q(source=Source.SAMPLE)),
    ),
    Check(
        "sample_location",
        "位置是示例",
        "到实地标位置，把“位置来源”改成“实地核实”。",
        Severity.SAMPLE,
        GENERAL,
        _always(_KEPT & Q(location_source=Source.SAMPLE)),
    ),
    Check(
        "sample_hours",
        "开放时间是示例",
        "填真实时间，把“开放时间来源”改成真实的。",
        Severity.SAMPLE,
        HOURS,
        _always(_KEPT & Q(hours_source=Source.SAMPLE)),
    ),
    Check(
        "sample_figures",
        "面积、人员等是示例",
        "填真实数字，把数字来源改成真实的。",
        Severity.SAMPLE,
        GENERAL,
        _always(_KEPT & Q(figures_source=Source.SAMPLE)),
    ),
    Check(
        "sample_offerings",
        "事项状态有示例",
        "逐项核对，改了状态就记为实地核实。",
        Severity.SAMPLE,
        OFFERINGS,
        _always(_KEPT & _of(Offering, source=Source.SAMPLE)),
    ),
    *(_stale(group) for group in FactGroup),
]
CHECKS = {check.key: check for check in _ALL}

"""My work: what staff have to do in their scope, the most urgent first."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from accounts.policy import ScopePolicy
from accounts.roles import Right
from centers.checks import CHECKS, Severity
from centers.models import (
    Center,
    ChangeRequest,
    Offering,
    OpeningException,
    Photo,
    ProposedChange,
    Reviewed,
    TextDraft,
)
from grids.models import GridUnit, Steward
from grids.sources import Source
from jiangcheng.desk import Desk, Figure, Task, has_list, list_of, waiting

UNREVIEWED = (Reviewed.State.DRAFT, Reviewed.State.CHECKED)
# What the map tells takes reading every point: the quality page does.
_COUNTED = {key: check for key, check in CHECKS.items() if check.condition and check.severity != Severity.STALE}
# A resident who reads the page today is misled by these; the other gaps only leave a line out.
_PRESSING = ("unread_hours", "unknown_hours", "no_location")


def records_desk(user) -> Desk:
    """The desk of an account that reads records, in eight queries at most."""
    centers, cells = _centers(user), _cells(user)
    stewards = Steward.objects.visible_to(user).aggregate(
        total=Count("pk"), sample=Count("pk", filter=Q(source=Source.SAMPLE))
    )
    return Desk(
        tasks=waiting(_tasks(user, centers, cells)),
        samples=waiting(_samples(centers, cells, stewards)),
        figures=_figures(user, centers, cells, stewards),
        reads_records=True,
        sees_oversight=ScopePolicy(user).has(Right.SEE_OVERSIGHT),
    )


def _tasks(user, centers, cells) -> Iterator[Task]:
    asked = [check for check in _COUNTED.values() if check.severity < Severity.SAMPLE]
    gaps = [check for check in asked if check.severity == Severity.GAP and check.key not in _PRESSING]
    yield from _reviews(user)
    yield from (_task(check, centers) for check in asked if check not in gaps)
    yield Task(
        "有资料要确认的中心",
        centers["stale"],
        f"从没确认过，或者超过{settings.STALE_AFTER_DAYS}天。看一遍，没有变化就点一下。",
        reverse("admin:reminders"),
    )
    yield Task(
        "照片等审核或发布",
        Photo.objects.visible_to(user).filter(state__in=UNREVIEWED).count(),
        "没有发布的，居民看不到。",
        list_of(Photo, state__in=",".join(UNREVIEWED)),
        "张",
    )
    yield from (_task(check, centers, cells) for check in gaps)
    yield Task(
        "过期的特别安排",
        OpeningException.objects.visible_to(user).past().count(),
        "日期已经过了，可以删掉。",
        list_of(OpeningException, when="past"),
        "条",
    )


def _reviews(user) -> Iterator[Task]:
    """Residents' corrections and drafts of texts, once the back office has lists of them."""
    if has_list(ChangeRequest):
        waiting_for_us = ProposedChange.objects.visible_to(user).filter(state=ProposedChange.State.WAITING)
        yield Task(
            "居民纠错等处理",
            waiting_for_us.count(),
            "居民说资料不对。逐项采纳，或者写明原因不采纳。",
            list_of(ChangeRequest, waiting="yes"),
            "项",
        )
    if has_list(TextDraft):
        yield Task(
            "文字稿等审核或发布",
            TextDraft.objects.visible_to(user).filter(state__in=UNREVIEWED).count(),
            "没有发布的，居民看不到。",
            list_of(TextDraft, state__in=",".join(UNREVIEWED)),
            "份",
        )


def _task(check, centers, cells=None) -> Task:
    sentence = f"一共{cells['missing']}格还没有答。" if check.key == "missing_offerings" else check.cure
    if check.key == "sample_offerings":
        sentence = f"一共{cells['sample']}格。{check.cure}"
    return Task(check.label, centers[check.key], sentence, list_of(Center, pending=check.key))


def _samples(centers, cells, stewards) -> Iterator[Task]:
    for check in _COUNTED.values():
        if check.severity == Severity.SAMPLE:
            yield _task(check, centers, cells)
    yield Task("网格人员是示例", stewards["sample"], "换成真实的人员。", list_of(Steward, source__exact="sample"), "人")


def _figures(user, centers, cells, stewards) -> list[Figure]:
    units = GridUnit.objects.visible_to(user).order_by().values("level").annotate(n=Count("pk"))
    levels = dict(units.values_list("level", "n"))
    below = sum(n for level, n in levels.items() if level > GridUnit.Level.COMMUNITY)
    answered = cells["total"] - cells["missing"]
    return [
        Figure("党群服务中心", centers["total"], list_of(Center), f"已启用{centers['open']}个"),
        Figure("可办事项", answered, list_of(Offering), f"共{cells['total']}格，{answered}格已登记"),
        Figure(
            "社区（村）",
            levels.get(GridUnit.Level.COMMUNITY, 0),
            list_of(GridUnit, level__exact=GridUnit.Level.COMMUNITY),
            f"下面有网格{below}个",
        ),
        Figure("网格人员", stewards["total"], list_of(Steward), f"其中示例{stewards['sample']}人"),
    ]


def _centers(user) -> dict:
    return Center.objects.visible_to(user).aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(status=Center.Status.OPEN)),
        stale=Count("pk", filter=Q(status__in=Center.PUBLISHED) & Center.stale_q()),
        **{key: Count("pk", filter=check.q()) for key, check in _COUNTED.items()},
    )


def _cells(user) -> dict:
    return Offering.objects.visible_to(user).aggregate(
        total=Count("pk"),
        missing=Count("pk", filter=Q(status=Offering.Status.MISSING)),
        sample=Count("pk", filter=Q(source=Source.SAMPLE)),
    )

"""The first page of the back office: what the account looks after, and what is still to be done there."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode

from centers.admin.centers import MISSING_OFFERINGS
from centers.models import Center, Offering
from centers.pending import PENDING
from grids.models import GridUnit, Steward
from grids.sources import Source


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name and the list behind it."""

    label: str
    value: int
    url: str
    note: str = ""


def dashboard(request, context):
    """The context of the admin's index with `figures`, `tasks` and `scope_is_empty`; five queries at most."""
    centers = _centers(request.user)
    cells = _cells(request.user)
    levels = dict(
        GridUnit.objects.visible_to(request.user)
        .order_by()
        .values("level")
        .annotate(n=Count("pk"))
        .values_list("level", "n")
    )
    stewards = Steward.objects.visible_to(request.user).aggregate(
        total=Count("pk"), sample=Count("pk", filter=Q(source=Source.SAMPLE))
    )
    context["figures"] = [
        Figure("党群服务中心", centers["total"], _list("centers_center"), f"已启用{centers['open']}个"),
        Figure(
            "可办事项",
            cells["answered"],
            _list("centers_offering"),
            f"共{cells['total']}格，{cells['answered']}格已登记",
        ),
        Figure(
            "社区（村）",
            levels.get(GridUnit.Level.COMMUNITY, 0),
            _list("grids_gridunit", level__exact=GridUnit.Level.COMMUNITY),
            f"下面有网格{sum(n for level, n in levels.items() if level > GridUnit.Level.COMMUNITY)}个",
        ),
        Figure("网格人员", stewards["total"], _list("grids_steward"), f"其中示例{stewards['sample']}人"),
    ]
    tasks = [
        Figure(
            "有事项未登记的中心",
            cells["incomplete"],
            _list("centers_center", pending=MISSING_OFFERINGS),
            f"共{cells['missing']}格",
        ),
        *(
            Figure(f"{label}的中心", centers[name], _list("centers_center", pending=name))
            for name, (label, _) in PENDING.items()
        ),
        Figure("事项状态是示例", cells["sample"], _list("centers_offering", source__exact=Source.SAMPLE)),
        Figure("网格人员是示例", stewards["sample"], _list("grids_steward", source__exact=Source.SAMPLE)),
    ]
    context["tasks"] = [task for task in tasks if task.value]
    context["scope_is_empty"] = not levels
    return context


def _centers(user):
    return Center.objects.visible_to(user).aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(status=Center.Status.OPEN)),
        **{name: Count("pk", filter=condition) for name, (_, condition) in PENDING.items()},
    )


def _cells(user):
    missing = Q(status=Offering.Status.MISSING)
    counts = Offering.objects.visible_to(user).aggregate(
        total=Count("pk"),
        missing=Count("pk", filter=missing),
        incomplete=Count("center", filter=missing, distinct=True),
        sample=Count("pk", filter=Q(source=Source.SAMPLE)),
    )
    return counts | {"answered": counts["total"] - counts["missing"]}


def _list(model, **query):
    address = reverse(f"admin:{model}_changelist")
    return f"{address}?{urlencode(query)}" if query else address

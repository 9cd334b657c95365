"""The rows behind the figures: which centres, which corrections. The same conditions as the tiles count by."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.refusals import NotInScope
from centers.checks import CHECKS, failing
from centers.models import Center, FactGroup, Offering, ProposedChange
from grids.models import GridUnit
from oversight.facts import PHASES, Status
from oversight.tiles.corrections import DAYS, late_q
from query.codes import is_code, subtree_q
from query.params import Params
from services.models import ServiceItem

STATES = {
    "all": ("全部", Q()),
    "waiting": ("等答复", Q(state=ProposedChange.State.WAITING)),
    "decided": ("已经答复", ~Q(state=ProposedChange.State.WAITING)),
    "late": (f"等了超过{DAYS}天", None),
}


@dataclass(frozen=True, slots=True)
class NarrowedRows:
    """Rows, and in words what they were narrowed down to."""

    rows: object
    words: list[str]


def centers_asked(user, unit: GridUnit, params: Params) -> NarrowedRows:
    """The centres of a unit by `place`, `own`, `tier`, `setting`, `has_setting`, `phase`, `demonstration`, `opened`,
    `year`, `stale`, `check`, `missing` and `code`.

    :raises BadParameter: for a value that cannot be.
    :raises NotInScope: for a place outside the unit.
    """
    rows = Center.objects.visible_to(user).under(unit.code)
    words = []
    rows = _in_place(rows, unit, params, "unit__code", words)
    opened = params.flag("opened")
    rows = rows.exclude(status__in=(Status.PLANNED, Status.BUILDING) if opened else (Status.CLOSED,))
    for name, choices in (("tier", Center.Tier), ("setting", Center.Setting)):
        if (value := params.choice(name, choices.values)) is not None:
            rows = rows.filter(**{name: value})
            words.append(str(choices(value).label))
    if params.flag("has_setting"):
        rows = rows.exclude(setting="")
        words.append("有五进类型")
    if (phase := params.choice("phase", PHASES)) is not None:
        rows = rows.filter(status__in=PHASES[phase][1])
        words.append(PHASES[phase][0])
    if params.flag("demonstration"):
        rows = rows.filter(demonstration_no__isnull=False)
        words.append("示范点")
    if (year := params.integer("year", 1949, 2100)) is not None:
        rows = rows.filter(opened_month__year=year)
        words.append(f"{year}年启用")
    elif opened:
        words.append("已经启用过")
    if (code := params.text("code")) is not None:
        rows = rows.filter(code=code)
        words.append(f"编码{code}")
    rows = _lacking(rows, user, params, words)
    return NarrowedRows(rows, words)


def _lacking(rows, user, params, words):
    """Centres with something to be done."""
    if (stale := params.choice("stale", ["any", *FactGroup.values])) is not None:
        group = None if stale == "any" else FactGroup(stale)
        rows = rows.published().stale(group)
        words.append(f"{group.label if group else '有资料'}要确认")
    if (check := params.choice("check", CHECKS)) is not None:
        failed = failing(CHECKS[check], Center.objects.filter(pk__in=rows.order_by().values("pk")))
        rows = rows.filter(pk__in=failed.order_by().values("pk"))
        words.append(CHECKS[check].label)
    if (missing := params.text("missing")) is not None:
        item = ServiceItem.objects.active().filter(code=missing).first()
        if item is None:
            raise NotInScope(ServiceItem._meta.verbose_name, missing)
        cells = Offering.objects.filter(center=OuterRef("pk"), item=item, status=Offering.Status.MISSING)
        rows = rows.published().filter(Exists(cells))
        words.append(f"没有登记“{item.name}”")
    return rows


def corrections_asked(user, unit: GridUnit, params: Params) -> NarrowedRows:
    """Residents' corrections about centres of a unit by `place`, `own` and `state`.

    :raises BadParameter: for a value that cannot be.
    :raises NotInScope: for a place outside the unit.
    """
    field = "request__center__unit__code"
    rows = ProposedChange.objects.visible_to(user).filter(subtree_q(unit.code, field))
    words = []
    rows = _in_place(rows, unit, params, field, words)
    state = params.choice("state", STATES) or "all"
    label, condition = STATES[state]
    words.append(label)
    return NarrowedRows(rows.filter(late_q() if condition is None else condition), words)


def _in_place(rows, unit, params, field, words):
    code = params.text("place")
    if code is None:
        return rows
    place = GridUnit.objects.filter(code=code).first() if is_code(code) and code.startswith(unit.code) else None
    if place is None:
        raise NotInScope(GridUnit._meta.verbose_name, code)
    if params.flag("own"):
        words.append(f"{place.name}本级")
        return rows.filter(**{field: code})
    words.append(place.name)
    return rows.filter(subtree_q(code, field))

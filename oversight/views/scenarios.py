"""Scenarios of siting together: the list, a new one, several side by side."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from accounts.refusals import NotInScope
from coverage.current import current
from coverage.models import Scenario
from coverage.planning.results import answer_of
from oversight.circle.asked import whole_street
from oversight.circle.frame import circle_page
from oversight.circle.scenario_form import ScenarioForm
from oversight.scope import unit_asked
from query.codes import subtree_q
from query.keys import is_key
from query.paging import paginate
from query.params import Params

ROWS = 20
MOST_COMPARED = 3


def scenarios(request):
    """The scenarios of a unit, newest first. Whoever sees the dashboard; each its own."""
    unit = whole_street(request, unit_asked(request))
    params = Params(request.GET)
    is_archived = bool(params.flag("archived"))
    rows = Scenario.objects.visible_to(request.user).filter(subtree_q(unit.code, "unit__code"))
    rows = rows.with_counts().filter(is_archived=is_archived).select_related("owner", "run")
    shown = paginate(rows.order_by("-modified", "-pk"), params, ROWS)
    rows = [(scenario, answer_of(scenario)) for scenario in shown.rows]
    carried = request.GET.copy()
    carried.pop("page", None)
    return circle_page(
        request,
        "scenarios",
        unit,
        "选址方案",
        page=shown,
        rows=rows,
        credits=_credits(rows),
        is_archived=is_archived,
        has_roads=current().has_network,
        carried=carried.urlencode(),
        most_compared=MOST_COMPARED,
    )


def scenario_new(request):
    """A new scenario. Whoever sees the dashboard."""
    unit = whole_street(request, unit_asked(request))
    if request.method == "POST":
        form = ScenarioForm(request.POST, user=request.user, instance=Scenario(owner=request.user))
        if form.is_valid():
            scenario = form.save()
            messages.success(request, f"方案“{scenario.name}”建好了。现在加候选点。")
            return HttpResponseRedirect(reverse("oversight:scenario-candidates", args=[scenario.pk]))
    else:
        form = ScenarioForm(user=request.user, initial={"unit": unit.code})
    status = 400 if form.errors else 200
    return circle_page(
        request, "scenario_form", unit, "新的选址方案", form=form, scenario=None, units=[], status=status
    )


def compare(request):
    """Two or three scenarios side by side: `with=` with their numbers. Whoever sees all of them."""
    unit = whole_street(request, unit_asked(request))
    keys = list(dict.fromkeys(request.GET.getlist("with")))
    found = _all_of(request.user, keys)
    is_right = 2 <= len(found) <= MOST_COMPARED
    answers = [(scenario, answer_of(scenario)) for scenario in found] if is_right else []
    return circle_page(
        request,
        "compare",
        unit,
        "方案比较",
        answers=answers,
        rules=_rules(found) if is_right else [],
        measures=_measures(answers),
        streets=_streets(answers),
        credits=_credits(answers),
        most=MOST_COMPARED,
        status=200 if is_right else 400,
    )


def _all_of(user, keys) -> list[Scenario]:
    """The scenarios with these keys, in their order.

    :raises NotInScope: when one of them is not there, or not this account's.
    """
    rows = Scenario.objects.visible_to(user).with_counts().select_related("run")
    found = {f"{scenario.pk}": scenario for scenario in rows.filter(pk__in=[key for key in keys if is_key(key)])}
    unknown = [key for key in keys if key not in found]
    if unknown:
        raise NotInScope(Scenario._meta.verbose_name, "、".join(unknown))
    return [found[key] for key in keys]


def _rules(found):
    return [
        ("范围", [scenario.unit.name for scenario in found]),
        ("要什么", [scenario.wanted for scenario in found]),
        ("时间和速度", [f"{scenario.minutes:g}分钟，每秒{scenario.speed:g}米" for scenario in found]),
        ("算谁", [scenario.get_who_display() for scenario in found]),
        ("一位老人算", [f"{scenario.elders_weight:g}个人" for scenario in found]),
        ("候选点", [f"{scenario.candidates_count}个" for scenario in found]),
    ]


def _measures(answers):
    """Each measure of what comes out, a cell for each scenario."""
    if not answers:
        return []
    names = ["新建", "新走得到的人", "走得到的人", "占全部的人", "其中65岁以上", "平均步行", "算得准不准"]
    columns = [_cells(answer) for _, answer in answers]
    return [(name, [column.get(name, "—") for column in columns]) for name in names]


def _cells(answer):
    if answer is None:
        return {}
    cells = {name: f"{before} → {after}" for name, before, after, _ in answer.measures}
    cells["新建"] = f"{len(answer.chosen)}个"
    cells["新走得到的人"] = f"{answer.new_people}人"
    cells["算得准不准"] = answer.proof
    return cells


def _credits(answers):
    """Whose roads the answers were worked out on, each once."""
    roads = [answer.result["basis"]["roads"] or {} for _, answer in answers if answer]
    return list(dict.fromkeys(filter(None, (road.get("attribution") for road in roads))))


def _streets(answers):
    """What every street gains in each scenario."""
    gains, names = [], {}
    for _, answer in answers:
        rows = answer.result["streets"] if answer else []
        names |= {row["code"]: row["name"] for row in rows}
        gains.append({row["code"]: row["after"] - row["before"] for row in rows})
    return [(name, [f"{gain[code]}人" if code in gain else "—" for gain in gains]) for code, name in names.items()]

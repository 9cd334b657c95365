"""One scenario: its answer, its rules, what is done with it as a whole."""

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import NotInScope
from accounts.timeline import timeline_of
from coverage.current import current
from coverage.models import Scenario
from coverage.models.scenarios import LONGEST_NAME
from coverage.planning.results import answer_of
from coverage.planning.solving import SECONDS_AT_ONCE, SECONDS_OF_PROOF, NoAnswer, solve
from oversight.circle.frame import circle_page
from oversight.circle.scenario_form import ScenarioForm
from oversight.circle.scenario_map import after_of, asked_of_scenario, picture_after
from oversight.circle.scenario_sheets import sheets_of
from oversight.circle.sheets import as_download, workbook_of
from oversight.scope import check_may_oversee
from query.keys import row_with_key

ENTRIES = 20
WHEN = ("before", "after")


def scenario_or_404(request, key) -> Scenario:
    """The scenario of an address.

    :raises PermissionDenied: for accounts without the right.
    :raises NotInScope: for a foreign and an unknown one alike.
    """
    check_may_oversee(request)
    rows = Scenario.objects.visible_to(request.user).with_counts().select_related("run", "owner", "copied_from")
    scenario = row_with_key(rows, f"{key}")
    if scenario is None:
        raise NotInScope(Scenario._meta.verbose_name, key)
    return scenario


def scenario_page(request, key):
    """What a scenario brings: before and after, the chosen places, street by street."""
    scenario = scenario_or_404(request, key)
    known, answer = current(), answer_of(scenario)
    outdated = answer.is_outdated(known) if answer else []
    asked = asked_of_scenario(scenario, known)
    return circle_page(
        request,
        "scenario",
        scenario.unit,
        scenario.name,
        scenario=scenario,
        units=[],
        answer=answer,
        bars=_bars(answer) if answer else [],
        outdated=outdated,
        budgets=_budgets(scenario, known),
        has_roads=known.has_network,
        panel_states=None if known.has_network else asked.figures.total.rows(),
        basis=asked.figures.basis,
        entries=timeline_of(scenario).entries[:ENTRIES],
        query={"unit": scenario.unit.code, **{k: v for k, v in asked.query().items() if k != "unit"}},
    )


def _bars(answer):
    """Before and after as bars of 100: words, how much there was, how much is new, the share in words."""
    before, after = (100 * answer.result[when]["covered"] / (answer.result[when]["total"] or 1) for when in WHEN)
    _, share, *_ = answer.measures
    return [("建之前", before, 0, share[1]), ("建之后", before, after - before, share[2])]


def _budgets(scenario, known):
    names = {place.code: place.name for place in known.demand.streets}
    return [(names.get(code, code), most) for code, most in sorted(scenario.budgets.items())]


def scenario_edit(request, key):
    """The rules of a scenario."""
    scenario = scenario_or_404(request, key)
    if request.method == "POST":
        form = ScenarioForm(request.POST, user=request.user, instance=scenario)
        if form.is_valid():
            form.save()
            messages.success(request, "改好了。规则改过，请重新计算。")
            return HttpResponseRedirect(_address(scenario))
        scenario = scenario_or_404(request, key)
    else:
        form = ScenarioForm(user=request.user, instance=scenario)
    status = 400 if form.errors else 200
    return circle_page(
        request, "scenario_form", scenario.unit, scenario.name, form=form, scenario=scenario, units=[], status=status
    )


def scenario_solve(request, key):
    """Work it out; with `longer` search on for the proof."""
    scenario = scenario_or_404(request, key)
    seconds = SECONDS_OF_PROOF if "longer" in request.POST else SECONDS_AT_ONCE
    try:
        solve(scenario, current(), seconds=seconds, by=request.user)
    except NoAnswer as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(_address(scenario))


def scenario_copy(request, key):
    """Another scenario with the same rules and places."""
    scenario = scenario_or_404(request, key)
    ending = "（副本）"
    made = scenario.copy(scenario.name[: LONGEST_NAME - len(ending)] + ending, by=request.user)
    messages.success(request, f"复制好了，现在是“{made.name}”。")
    return HttpResponseRedirect(reverse("oversight:scenario-edit", args=[made.pk]))


def scenario_archive(request, key):
    """Put it away; with `back` take it out again."""
    scenario = scenario_or_404(request, key)
    scenario.set_archived("back" not in request.POST)
    messages.success(request, f"“{scenario.name}”{'归档了' if scenario.is_archived else '取出来了'}。")
    return HttpResponseRedirect(reverse("oversight:scenarios"))


def scenario_map(request, key):
    """Before and after in one picture (SVG)."""
    scenario = scenario_or_404(request, key)
    picture = picture_after(scenario, current(), answer_of(scenario))
    answer = render(request, "oversight/circle/map.svg", {"picture": picture}, content_type="image/svg+xml")
    answer["Cache-Control"] = "private, no-store"
    return answer


def scenario_after(request, key):
    """Whose way becomes shorter, for the map: flat pairs of row and centimetres."""
    scenario = scenario_or_404(request, key)
    answer = JsonResponse(after_of(scenario, current(), answer_of(scenario)))
    answer["Cache-Control"] = "private, no-store"
    return answer


def scenario_xlsx(request, key):
    """Rules, answer and candidates as .xlsx."""
    scenario = scenario_or_404(request, key)
    sheets, told = sheets_of(scenario, answer_of(scenario))
    file = workbook_of(sheets, told)
    name = f"选址方案-{scenario.pk}-{timezone.localdate()}"
    return as_download(request, file, name, count=scenario.candidates_count)


def _address(scenario):
    return reverse("oversight:scenario", args=[scenario.pk])

"""The places of a scenario: picked on the map, from the communities, pasted, uploaded; fixed, forbidden, removed."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget, UnfoldBooleanWidget

from accounts.recorded import delete_recorded, update_recorded
from accounts.refusals import NotInScope
from centers.outline import is_in_district
from centers.placement import SYSTEM_LABELS, PositionRefused, read_position
from coverage.current import current
from coverage.models import CandidateSite
from coverage.models.scenarios import LONGEST_NAME, MOST_CANDIDATES, TooManyCandidates
from exchange.archive import LARGEST_FILE
from oversight.circle.candidate_file import FileRefused, doubt_of, read_candidates
from oversight.circle.candidates import OutsideUnit, add_communities, add_place, add_uploaded, add_venues
from oversight.circle.frame import circle_page
from oversight.circle.scenario_map import asked_of_scenario
from oversight.views.scenario import scenario_or_404
from query.keys import is_key
from query.params import BadParameter, Params

State = CandidateSite.State
REMOVE = "remove"
CHOICES = [*State.choices, (REMOVE, "删掉")]
LONGEST_PASTED = 1000
FILE_ERRORS = {
    "required": "请选一个文件。",
    "empty": "这个文件是空的。",
    "missing": "没有收到文件，请再选一次。",
    "invalid": "没有收到文件，请再选一次。",
    "max_length": "文件名太长，请改短一些。",
}


class CandidateFileForm(forms.Form):
    """A file of places and its coordinate system."""

    file = forms.FileField(
        label="Excel 文件（.xlsx）",
        widget=UnfoldAdminFileFieldWidget({"accept": ".xlsx"}),
        max_length=200,
        error_messages=FILE_ERRORS,
        help_text=f"表头：名称、经度、纬度，可以有坐标系。最大 {LARGEST_FILE >> 20} MB。",
    )
    system = forms.ChoiceField(
        label="坐标系",
        required=False,
        widget=UnfoldAdminSelectWidget,
        choices=[("", "表里有“坐标系”一列"), *((system.value, label) for system, label in SYSTEM_LABELS.items())],
        help_text="选错会偏几百米。不知道就问取坐标的人。",
    )
    confirmed = forms.BooleanField(
        label="坐标系核对过，没有错",
        required=False,
        widget=UnfoldBooleanWidget,
        help_text="提示坐标系可能写错时，核对以后再勾选。",
    )


def candidates(request, key):
    """The places of a scenario, on the map and in a table."""
    scenario = scenario_or_404(request, key)
    if request.method == "POST":
        return _act(request, scenario)
    return _show(request, scenario)


def _show(request, scenario, *, typed=None, problem="", file_form=None, file_problems=(), status=200):
    known = current()
    asked = asked_of_scenario(scenario, known)
    names = {place.code: place.name for place in known.demand.streets}
    sites = list(scenario.candidates.order_by("pk"))
    return circle_page(
        request,
        "candidates",
        scenario.unit,
        f"{scenario.name} · 候选点",
        scenario=scenario,
        units=[],
        sites=[(site, names.get(site.street_code, site.street_code)) for site in sites],
        places=[_place(site) for site in sites],
        states=CHOICES,
        systems=[(system.value, label) for system, label in SYSTEM_LABELS.items()],
        typed=typed or {},
        problem=problem,
        file_form=file_form or CandidateFileForm(),
        file_problems=file_problems,
        most=MOST_CANDIDATES,
        query=asked.query(),
        basis=asked.figures.basis,
        has_roads=known.has_network,
        status=status,
    )


def _act(request, scenario):
    """One of the page's buttons."""
    known = current()
    try:
        if "communities" in request.POST:
            return _told(request, scenario, len(add_communities(scenario, known)), "社区位置")
        if "venues" in request.POST:
            return _told(request, scenario, len(add_venues(scenario, known)), "规划、在建和暂停的中心")
        if "paste" in request.POST:
            return _paste(request, scenario, known)
        if "upload" in request.POST:
            return _upload(request, scenario, known)
    except TooManyCandidates as error:
        return _show(request, scenario, problem=str(error), status=400)
    return _save(request, scenario)


def _told(request, scenario, count, what):
    messages.success(request, f"从{what}加了{count}个候选点。" if count else f"{what}已经都在里面，或者没有可加的。")
    return _back(scenario)


def _paste(request, scenario, known):
    typed = {name: request.POST.get(name, "").strip() for name in ("name", "position", "system")}
    refused = _refused(typed)
    if refused:
        return _show(request, scenario, typed=typed, problem=refused, status=400)
    try:
        point = read_position(typed["position"], typed["system"]).point
        add_place(scenario, known, typed["name"], point.x, point.y, CandidateSite.Origin.CLICKED)
    except (PositionRefused, OutsideUnit) as error:
        return _show(request, scenario, typed=typed, problem=str(error), status=400)
    return _told(request, scenario, 1, "粘贴的坐标")


def _refused(typed) -> str:
    if not typed["name"].isprintable() or len(typed["name"]) > LONGEST_NAME:
        return f"名称最多{LONGEST_NAME}个字，不能有特殊字符。"
    if len(typed["position"]) > LONGEST_PASTED or not typed["position"].isprintable():
        return "坐标太长或含有特殊字符，请只粘贴一对坐标。"
    if typed["system"] and typed["system"] not in SYSTEM_LABELS:
        return "没有这个坐标系，请从列表里选。"
    return ""


def _upload(request, scenario, known):
    form = CandidateFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, scenario, file_form=form, status=400)
    upload = form.cleaned_data["file"]
    if upload.size > LARGEST_FILE:
        form.add_error("file", f"文件超过 {LARGEST_FILE >> 20} MB。")
        return _show(request, scenario, file_form=form, status=400)
    try:
        places = read_candidates(upload, form.cleaned_data["system"])
    except FileRefused as error:
        return _show(request, scenario, file_form=form, file_problems=error.problems, status=400)
    if known.has_network and not form.cleaned_data["confirmed"] and (doubt := doubt_of(known.network, places)):
        told = [doubt, "请核对坐标系；确实没有错，勾选“坐标系核对过，没有错”，再上传一次。"]
        return _show(request, scenario, file_form=form, file_problems=told, status=400)
    added, outside = add_uploaded(scenario, known, places)
    if outside:
        told = f"这些点不在“{scenario.unit.name}”的居民附近，都没有加：{'、'.join(outside[:10])}"
        return _show(request, scenario, file_form=form, file_problems=[told], status=400)
    return _told(request, scenario, len(added), "文件")


def _save(request, scenario):
    """States and names of the rows that were sent, all of them or none."""
    sent = {name.removeprefix("state-"): value for name, value in request.POST.items() if name.startswith("state-")}
    sites = {f"{site.pk}": site for site in scenario.candidates.filter(pk__in=[key for key in sent if is_key(key)])}
    unknown = [key for key in sent if key not in sites]
    if unknown:
        raise NotInScope(CandidateSite._meta.verbose_name, "、".join(unknown))
    if not sent:
        return _show(request, scenario, problem="没有收到要改的候选点。", status=400)
    going, changed = [], []
    for key, value in sent.items():
        site, name = sites[key], request.POST.get(f"name-{key}", "").strip()
        if value not in dict(CHOICES) or not name.isprintable() or not 0 < len(name) <= LONGEST_NAME:
            told = f"“{site.name}”没有改：名称1到{LONGEST_NAME}个字，选不选要从列表里选。"
            return _show(request, scenario, problem=told, status=400)
        if value == REMOVE:
            going.append(site)
        elif (site.state, site.name) != (value, name):
            site.state, site.name = value, name
            changed.append(site)
    update_recorded(changed, ["state", "name"], by=request.user)
    delete_recorded(going, by=request.user)
    if changed or going:
        scenario.touch()
    messages.success(request, f"改了{len(changed)}个，删了{len(going)}个。")
    return _back(scenario)


def candidate_add(request, key):
    """A press on the map: one place more, as JSON."""
    scenario = scenario_or_404(request, key)
    params = Params(request.POST)
    name = params.text("name", LONGEST_NAME) or ""
    point = params.position()
    if point is None:
        raise BadParameter("lat", "没有收到位置。")
    if not is_in_district(point.x, point.y):
        return JsonResponse({"problem": "这个位置不在江城区里。"}, status=400)
    known = current()
    try:
        added = add_place(scenario, known, name, point.x, point.y, CandidateSite.Origin.CLICKED)
    except (OutsideUnit, TooManyCandidates) as error:
        return JsonResponse({"problem": str(error)}, status=400)
    if not added:
        return JsonResponse({"problem": "这里已经有一个候选点。"}, status=400)
    (site,) = added
    names = {place.code: place.name for place in known.demand.streets}
    row = render_to_string(
        "oversight/circle/_candidate.html",
        {"site": site, "street": names.get(site.street_code, ""), "states": CHOICES},
        request=request,
    )
    return JsonResponse({"place": _place(site), "row": row})


def _place(site):
    """A place as the map's script takes it."""
    return [site.pk, site.name, round(site.location.x, 6), round(site.location.y, 6), site.state]


def _back(scenario):
    return HttpResponseRedirect(reverse("oversight:scenario-candidates", args=[scenario.pk]))

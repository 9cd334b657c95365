"""The page that hands one centre's timetable to other centres in scope: choose, look, confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanWidget

from centers.admin.choose import editable_centers, read_choice
from centers.models import OpeningHours
from centers.models.timetable import hours_fingerprint
from centers.week_words import timetable_words
from grids.sources import Source
from query.params import BadParameter


class CopyForm(forms.Form):
    """How the copied hours are known."""

    source = forms.ChoiceField(
        label="这些时间从哪里来", choices=Source.choices, initial=Source.SURVEY, widget=UnfoldAdminSelectWidget
    )
    leftover_is_read = forms.BooleanField(
        label="这些中心没读懂的时间，也一起清空", required=False, widget=UnfoldBooleanWidget
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


def copy_page(model_admin, request, center):
    """Answer a request for the page; `center` is one that the account may change."""
    candidates = editable_centers(request.user).exclude(pk=center.pk)
    choice = read_choice(request, candidates)
    form = CopyForm(request.POST or None)
    operation = request.POST.get("op") if request.method == "POST" else "choose"
    if operation not in {"choose", "preview", "save"}:
        raise BadParameter("op", "没有这个操作，请回到“开放时间”页再试。")
    rows = list(OpeningHours.objects.filter(center=center))
    preview = None
    if operation != "choose" and not choice.problem and form.is_valid():
        if operation == "save":
            try:
                count = center.hand_hours_to(
                    candidates.filter(pk__in=choice.chosen),
                    by=request.user,
                    source=form.cleaned_data["source"],
                    leftover_is_read=form.cleaned_data["leftover_is_read"],
                    seen=form.cleaned_data["seen"],
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"已把开放时间复制到{count}个中心，都记为今天由您确认。")
                return HttpResponseRedirect(reverse("admin:centers_center_hours", args=[center.pk]))
        preview = _preview(candidates, choice)
        form.data = form.data.copy()
        form.data["seen"] = hours_fingerprint(OpeningHours, [center.pk, *choice.chosen])
    if operation == "choose":
        choice.problem = ""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "复制开放时间到别的中心",
        "subtitle": center.name,
        "opts": model_admin.opts,
        "original": center,
        "center": center,
        "form": form,
        "choice": choice,
        "preview": preview,
        "alone": not (choice.search or candidates.exists()),
        "timetable": timetable_words(rows),
    }
    return render(request, "admin/centers/center/hours_copy.html", context)


def _preview(candidates, choice):
    """Each chosen centre with its hours as they are."""
    rows = {key: [] for key in choice.chosen}
    for row in OpeningHours.objects.filter(center__in=choice.chosen):
        rows[row.center_id].append(row)
    centers = candidates.filter(pk__in=choice.chosen).order_by("code").only("name", "code", "hours_leftover")
    return [{"center": center, "now": timetable_words(rows[center.pk])} for center in centers]

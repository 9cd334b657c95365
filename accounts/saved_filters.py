"""Filters that a person saves for a list of the back office, and finds again above it."""

from copy import copy
from dataclasses import dataclass

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from accounts.models.filters import MOST_A_LIST, SavedFilter
from accounts.refusals import NotInScope

LONGEST_QUERY = SavedFilter._meta.get_field("query").max_length
LONGEST_NAME = SavedFilter._meta.get_field("name").max_length


@dataclass(frozen=True, slots=True)
class Chips:
    """What stands above a list: the saved filters, the query at hand, and whether it can be saved."""

    model_label: str
    saved: list[SavedFilter]
    query: str

    @property
    def present(self) -> SavedFilter | None:
        """The saved filter that is open."""
        return next((saved for saved in self.saved if saved.query == self.query), None)

    @property
    def may_save(self) -> bool:
        """Whether there is something new to save, and room for it."""
        return bool(self.query) and self.present is None and len(self.saved) < MOST_A_LIST


def chips_of(changelist, request) -> Chips:
    """The filters that this account has saved for the list; one query."""
    label = changelist.model._meta.label
    return Chips(label, list(SavedFilter.objects.of(request.user, label)), known_part(changelist, request.GET))


def known_part(changelist, query: QueryDict) -> str:
    """The filters, search and sorting of a query that the list knows, in a fixed order; the page is left out."""
    known = {SEARCH_VAR, ORDER_VAR}
    for spec in changelist.filter_specs:
        known.update(spec.expected_parameters())
    if field := changelist.date_hierarchy:
        known |= {f"{field}__{part}" for part in ("year", "month", "day")}
    kept = QueryDict(mutable=True)
    for name in sorted(known & set(query)):
        kept.setlist(name, [value for value in query.getlist(name) if value and value.isprintable()])
    return kept.urlencode()


class SaveFilterForm(forms.Form):
    """The name for a query."""

    name = forms.CharField(label="名称", max_length=LONGEST_NAME, error_messages={"required": "请起个名称。"})

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not name.isprintable():
            raise ValidationError("名称里有不能显示的字符，请重新输入。")
        return name


def saved_filter_urls(site) -> list:
    """The addresses of the views below under an admin site."""

    def view(function):
        return site.admin_view(require_POST(lambda request, **kwargs: function(site, request, **kwargs)))

    return [
        path("saved-filters/", view(save_filter), name="save-filter"),
        path("saved-filters/<int:pk>/delete/", view(delete_filter), name="delete-filter"),
    ]


def save_filter(site, request):
    """Save the query at hand under a name. Whoever sees the list; for themselves alone."""
    model_admin = _admin_of(site, request, request.POST.get("model", ""))
    form = SaveFilterForm(request.POST)
    query, problem = _known_query(model_admin, request)
    if problem:
        form.add_error(None, problem)
    if form.is_valid():
        try:
            SavedFilter.objects.keep(request.user, model_admin.opts.label, form.cleaned_data["name"], query)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"已保存常用筛选“{form.cleaned_data['name']}”。")
            return HttpResponseRedirect(_list_address(model_admin, query))
    context = {
        **site.each_context(request),
        "title": "保存常用筛选",
        "subtitle": model_admin.opts.verbose_name_plural,
        "form": form,
        "model_label": model_admin.opts.label,
        "query": query,
        "back": _list_address(model_admin, query),
    }
    return TemplateResponse(request, "admin/save_filter.html", context, status=400)


def delete_filter(site, request, pk):
    """Delete one of one's own saved filters, and stay where one is in the list."""
    saved = get_object_or_404(SavedFilter.objects.filter(owner=request.user), pk=pk)
    model_admin = _admin_of(site, request, saved.model_label)
    query, _ = _known_query(model_admin, request)
    saved.delete()
    messages.success(request, f"已删除常用筛选“{saved.name}”。")
    return HttpResponseRedirect(_list_address(model_admin, query))


def _admin_of(site, request, label):
    """What shows the list of a model; a list that is not there and one that the account may not see are the same."""
    try:
        model_admin = site._registry[apps.get_model(label)]
    except (LookupError, ValueError):
        raise Http404 from None
    if not model_admin.has_view_permission(request):
        raise NotInScope(label)
    return model_admin


def _known_query(model_admin, request):
    """What the list knows of the posted query, and what is wrong with it, if anything."""
    sent = request.POST.get("query", "")
    if len(sent) > LONGEST_QUERY:
        return "", "筛选条件太长，存不下。请减少一些条件。"
    bare = copy(request)
    bare.GET = QueryDict()
    query = known_part(model_admin.get_changelist_instance(bare), QueryDict(sent))
    if len(query) > LONGEST_QUERY:
        return "", "筛选条件太长，存不下。请减少一些条件。"
    return query, "" if query else "现在没有筛选、搜索或排序，不用保存。"


def _list_address(model_admin, query):
    address = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist")
    return f"{address}?{query}" if query else address

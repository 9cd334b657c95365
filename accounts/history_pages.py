"""The history of a record in the back office, with a way back for every value."""

from functools import update_wrapper

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.recorded import Recorded
from accounts.refusals import NotInScope
from accounts.restoring import NothingToRestore, restore
from accounts.timeline import timeline_of
from query.params import Params

ENTRIES_A_PAGE = 50


class HistoryPages:
    """Mixin of a model's admin (with `row_or_404`): its history page, and the restoring of one value."""

    # Whether the form leads to a history: rows that nobody changes have none.
    keeps_history = True

    def render_change_form(self, request, context, *args, **kwargs):
        context["show_history"] = self.keeps_history
        return super().render_change_form(request, context, *args, **kwargs)

    @property
    def _name(self):
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def get_urls(self):
        if not issubclass(self.model, Recorded):
            return super().get_urls()

        def view(*args, **kwargs):
            return self.admin_site.admin_view(self.restore_view)(*args, **kwargs)

        view.model_admin = self
        update_wrapper(view, self.restore_view)
        return [path("<path:object_id>/history/restore/", view, name=f"{self._name}_restore"), *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        """What happened to the record and its parts, newest first. Whoever may see the record."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if not issubclass(self.model, Recorded):
            return super().history_view(request, object_id, extra_context)
        row = self.row_or_404(request, object_id)
        timeline = timeline_of(row, lambda model: self._shows(request, model))
        page = Paginator(timeline.entries, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": "修改记录",
            "subtitle": str(row),
            "original": row,
            "opts": self.opts,
            "page": page,
            "is_cut": timeline.is_cut,
            "can_restore": self.has_change_permission(request, row),
            "restore_url": reverse(f"admin:{self._name}_restore", args=[object_id]),
            "change_url": reverse(f"admin:{self._name}_change", args=[object_id]),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/record_history.html", context)

    def restore_view(self, request, object_id):
        """Set one field back, or bring a deleted part back. Whoever may change the record."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.row_or_404(request, object_id)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        history_id = Params(request.POST).integer("change", 1, 2**63 - 1) or 0
        try:
            restore(row, request.POST.get("model", ""), history_id, request.POST.get("field", ""), request=request)
        except NothingToRestore:
            raise NotInScope("修改记录", f"{object_id}/{history_id}") from None
        except ValidationError as error:
            messages.error(request, "；".join(error.messages))
        else:
            messages.success(request, "已恢复。这次恢复也记在下面。")
        return HttpResponseRedirect(reverse(f"admin:{self._name}_history", args=[object_id]))

    def _shows(self, request, model) -> bool:
        """Whether the account may see rows of a part: who only reads the tree of places sees no people in it."""
        of_part = self.admin_site._registry.get(model)
        return of_part is None or of_part.has_view_permission(request)

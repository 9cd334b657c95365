"""The page on which a centre says what it does: every item on one sheet."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from centers.answers import LONGEST_NOTE, STATUS_CHOICES, AnswerSheet, UnknownItem


class CenterServicesMixin:
    """Adds the sheet to the centres' admin: `admin:centers_center_services`."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.services_view))
        return [path("<path:object_id>/services/", view, name="centers_center_services"), *super().get_urls()]

    def services_view(self, request, object_id):
        """Read by whoever sees the centre, filled in by whoever may change it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        center = self.row_or_404(request, object_id)
        if request.method == "POST":
            return self._take_answers(request, center)
        return self._sheet(request, AnswerSheet(center, only_missing=_asks_only_missing(request)))

    def _take_answers(self, request, center):
        if not self.has_change_permission(request, center):
            raise PermissionDenied
        try:
            sheet = AnswerSheet(center, request.POST, only_missing=_asks_only_missing(request))
        except UnknownItem:
            raise Http404 from None
        if "fill" in request.POST:
            category = sheet.choose_for_category(request.POST["fill"])
            if category is None:
                raise Http404
            return self._sheet(request, sheet, f"“{category.name}”都选成了可办，还没有保存。看一遍，再点“保存”。")
        if not sheet.is_valid():
            return self._sheet(request, sheet, "有几项没填对，都还没有保存。请改正标红的，再点“保存”。", status=400)
        changed = sheet.save(request.user)
        if changed is None:
            return self._sheet(
                request, sheet, "您填的时候，有几项被别人改了，都还没有保存。请看看标红的，再点“保存”。", status=409
            )
        told = f"改了{changed}项，记为今天实地核实。" if changed else "没有改动。"
        messages.success(request, f"{center.name}：{told}")
        query = "?only=missing" if sheet.only_missing else ""
        return HttpResponseRedirect(reverse("admin:centers_center_services", args=[center.pk]) + query)

    def _sheet(self, request, sheet, told="", status=200):
        context = {
            **self.admin_site.each_context(request),
            "title": "可办事项",
            "subtitle": sheet.center.name,
            "opts": self.opts,
            "original": sheet.center,
            "sheet": sheet,
            "groups": sheet.groups(),
            "statuses": STATUS_CHOICES,
            "longest_note": LONGEST_NOTE,
            "may_change": self.has_change_permission(request, sheet.center),
            "told": told,
        }
        return TemplateResponse(request, "admin/centers/center/services.html", context, status=status)


def _asks_only_missing(request):
    return request.GET.get("only") == "missing"

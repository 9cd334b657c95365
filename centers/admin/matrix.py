"""The pages of the matrix that show more than one centre: the overview, and one item at all centres."""

from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import NotInScope
from centers.answers import STATUS_CHOICES
from centers.bulk_answers import NOBODY_YET, BulkAnswer, Refused, UnknownCenter, page_of_item, tally_of
from centers.matrix import center_matrix, item_matrix
from centers.models import Center
from query.params import Params
from services.models import ServiceItem


class MatrixMixin:
    """Adds to the offerings' admin: `admin:centers_offering_matrix` and `admin:centers_offering_by_item`."""

    def get_urls(self):
        def page(view):
            return self.admin_site.admin_view(view)

        by_item = require_http_methods(["GET", "HEAD", "POST"])(self.by_item_view)
        return [
            path("matrix/", page(require_safe(self.matrix_view)), name="centers_offering_matrix"),
            path("by-item/<str:code>/", page(by_item), name="centers_offering_by_item"),
            *super().get_urls(),
        ]

    def matrix_view(self, request):
        """Every centre in scope by category; with `by=item` every item. Whoever reads records."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        params = Params(request.GET)
        by_item = params.choice("by", ["center", "item"]) == "item"
        if by_item:
            shown = {"sections": _by_category(item_matrix(request.user))}
        else:
            shown = {"matrix": center_matrix(request.user, params)}
        return self._page(request, "matrix", {"title": "可办事项一览", "by_item": by_item, **shown})

    def by_item_view(self, request, code):
        """One item at every centre in scope; several answered at once after a preview. Whoever reads records."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        item = ServiceItem.objects.active().filter(code=code).first() if "\x00" not in code else None
        if item is None:
            raise Http404
        if request.method != "POST":
            return self._centers_of(request, item)
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            bulk = BulkAnswer(item, request.user, request.POST)
        except UnknownCenter as error:
            raise NotInScope(Center._meta.verbose_name, error) from None
        except Refused as refused:
            return self._centers_of(request, item, told=str(refused), status=400)
        return self._apply(request, item, bulk) if "apply" in request.POST else self._preview(request, item, bulk)

    def _apply(self, request, item, bulk):
        changed = bulk.apply()
        if changed is None:
            told = "您看预览的时候，有中心的登记被别人改了，都还没有改。请再看一遍现在的状态。"
            return self._preview(request, item, BulkAnswer(item, request.user, request.POST), told, status=409)
        told = f"改了{changed}个中心，记为今天实地核实。" if changed else "没有改动。"
        messages.success(request, f"{item.name}：{told}")
        return HttpResponseRedirect(reverse("admin:centers_offering_by_item", args=[item.code]))

    def _preview(self, request, item, bulk, told="", status=200):
        changing = bulk.changing()
        shown = {
            "title": "预览批量修改",
            "subtitle": item.name,
            "item": item,
            "bulk": bulk,
            "changing": changing,
            "unchanged": len(bulk.rows) - len(changing),
            "told": told,
        }
        return self._page(request, "by_item_preview", shown, status)

    def _centers_of(self, request, item, told="", status=200):
        page, limited_to = page_of_item(item, request.user, Params(request.GET))
        tally = tally_of(item, request.user)
        shown = {
            "title": "各中心办不办",
            "subtitle": item.name,
            "item": item,
            "page": page,
            "filters": [(value, label, tally[value]) for value, label in STATUS_CHOICES],
            "limited_to": limited_to,
            "query": urlencode({"status": limited_to}) + "&" if limited_to else "",
            "missing": tally[NOBODY_YET],
            "total": sum(tally.values()),
            "statuses": STATUS_CHOICES,
            "chosen": set(request.POST.getlist("center")),
            "chosen_status": request.POST.get("status", ""),
            "may_change": self.has_change_permission(request),
            "told": told,
        }
        return self._page(request, "by_item", shown, status)

    def _page(self, request, name, context, status=200):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/centers/offering/{name}.html", context, status=status)


def _by_category(rows):
    return [(category, list(group)) for category, group in groupby(rows, key=lambda row: row[0].category)]

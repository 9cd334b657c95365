"""The stored runs in the back office: read, compared, changed by nobody."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path
from unfold.decorators import display

from accounts.refusals import NotInScope
from accounts.roles import Right
from accounts.scoped_admin import BackOfficeAdmin, may
from coverage.models import CoverageRun, compare
from coverage.run_words import inputs_words, result_rows, told_differences, versions_words
from query.keys import row_with_key

MOST_CHOICES = 100
MOST_DIFFERENCES = 80


@admin.register(CoverageRun)
class CoverageRunAdmin(BackOfficeAdmin):
    """Every analysis that was kept: the district sees all, a street those about itself."""

    keeps_history = False
    list_display = ("number", "at", "kind", "question", "method_name", "by_name", "took")
    list_display_links = ("number",)
    list_filter = ("kind", "method_name")
    search_fields = ("by_name",)
    date_hierarchy = "at"
    ordering = ("-pk",)
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).without_result()

    def has_module_permission(self, request):
        return may(request, Right.SEE_OVERSIGHT)

    def has_view_permission(self, request, obj=None):
        return may(request, Right.SEE_OVERSIGHT)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    def get_urls(self):
        compare_view = self.admin_site.admin_view(self.compare_view)
        return [path("compare/", compare_view, name="coverage_coveragerun_compare"), *super().get_urls()]

    @display(description="记录", ordering="pk")
    def number(self, run):
        return f"第{run.pk}次"

    @display(description="所问")
    def question(self, run):
        return inputs_words(run)

    @display(description="用时", ordering="seconds")
    def took(self, run):
        return f"{run.seconds:.3f} 秒"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One run: what was asked, of which data, with which result."""
        if not self.has_view_permission(request) or request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        run = self.row_or_404(request, object_id)
        same = CoverageRun.objects.visible_to(request.user).of_same_inputs(run.inputs_digest).exclude(pk=run.pk)
        context = self._context(request) | {
            "title": str(run),
            "run": run,
            "question": inputs_words(run),
            "versions": versions_words(run),
            "rows": result_rows(run.result),
            "basis": run.result.get("basis", {}),
            "same": same.without_result()[:10],
            "choices": self._choices(request),
        }
        return render(request, "admin/coverage/run.html", context)

    def compare_view(self, request):
        """Two runs side by side, `a` and `b`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET"])
        chosen = {name: self._chosen(request, name) for name in ("a", "b")}
        found = compare(chosen["a"], chosen["b"]) if all(chosen.values()) else None
        context = self._context(request) | chosen | {"title": "比较两次分析", "choices": self._choices(request)}
        if found:
            results = told_differences(found.results)
            context |= {
                "found": found,
                "inputs": [inputs_words(found.before), inputs_words(found.after)],
                "versions": found.versions,
                "results": results[:MOST_DIFFERENCES],
                "more": max(0, len(results) - MOST_DIFFERENCES),
            }
        return render(request, "admin/coverage/runs_compare.html", context)

    def _chosen(self, request, name):
        key = request.GET.get(name, "").strip()
        if not key:
            return None
        run = row_with_key(CoverageRun.objects.visible_to(request.user), key)
        if run is None:
            raise NotInScope(self.opts.verbose_name, key[:40])
        return run

    def _choices(self, request):
        """The latest runs, each with what it asked."""
        runs = self.get_queryset(request).order_by("-pk")[:MOST_CHOICES]
        return [(run.pk, f"{run}：{inputs_words(run)}（{run.method_name}）") for run in runs]

    def _context(self, request):
        return {**self.admin_site.each_context(request), "opts": self.opts}

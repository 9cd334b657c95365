"""The uploads in the back office: preview, confirmation, result, and taking back."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from unfold.decorators import display

from accounts.refusals import NotInScope
from accounts.roles import Right
from accounts.scoped_admin import ScopedAdmin, may
from exchange.annotating import annotated_copy
from exchange.applying import QUICK, NotApplied, apply_in_background, apply_version, how_far
from exchange.checking import check
from exchange.lists import XLSX
from exchange.models import ImportVersion, kinds
from exchange.preview import Preview
from exchange.problems import FileUnreadable
from exchange.rollback import NotRolledBack, plan_rollback, roll_back, why_not

MOST_TOUCHED_SHOWN = 200
REFRESH_SECONDS = 3  # of the page of an upload that is being written
State = ImportVersion.State
STATE_LABELS = {
    State.WRONG.label: "danger",
    State.READY.label: "warning",
    State.APPLYING.label: "info",
    State.APPLIED.label: "success",
}


class KindFilter(admin.SimpleListFilter):
    """Uploads of one list."""

    title = "清单"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return kinds()

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(ImportVersion)
class ImportVersionAdmin(ScopedAdmin):
    """Every upload that the account may know of. They are made on the pages of the lists, and nobody deletes them."""

    list_display = ("kind_label", "file_name", "by_name", "at", "state_label", "counts", "applied_at", "rolled_back_at")
    list_display_links = ("kind_label", "file_name")
    list_filter = (KindFilter, "state")
    search_fields = ("file_name", "by_name")
    ordering = ("-pk",)

    def get_queryset(self, request):
        return super().get_queryset(request).for_lists()

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        wrap = self.admin_site.admin_view
        views = (("apply", self.apply), ("drop", self.drop), ("rollback", self.rollback), ("annotated", self.annotated))
        return [
            *(path(f"<int:key>/{name}/", wrap(view), name=f"exchange_importversion_{name}") for name, view in views),
            *super().get_urls(),
        ]

    @display(description="清单", ordering="kind")
    def kind_label(self, version):
        return version.kind_label

    @display(description="状态", ordering="state", label=STATE_LABELS)
    def state_label(self, version):
        return version.get_state_display()

    @display(description="行数")
    def counts(self, version):
        told = f"新增 {version.new_count}，变更 {version.changed_count}，未变 {version.unchanged_count}"
        return f"{told}，有错 {version.wrong_count}" if version.wrong_count else told

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What the upload would change, or has changed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = self._version(request, unquote(object_id))
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET"])
        return self._show(request, version)

    def _version(self, request, key) -> ImportVersion:
        """The upload, whether foreign or unknown: the same 404."""
        try:
            return ImportVersion.objects.visible_to(request.user).select_related("by").get(pk=key)
        except (ImportVersion.DoesNotExist, ValueError, OverflowError):
            raise NotInScope(self.opts.verbose_name, key) from None

    def _show(self, request, version, status=200):
        is_own = version.by_id == request.user.pk and self.has_change_permission(request)
        progress = how_far(version) if version.state == State.APPLYING else None
        context = {
            **self.admin_site.each_context(request),
            "title": f"{version.kind_label}：{version.get_state_display()}",
            "opts": self.opts,
            "version": version,
            "preview": Preview(version, request.GET),
            "progress": progress,
            "may_confirm": is_own and (version.state == State.READY or self._is_stuck(version, progress)),
            "may_drop": is_own and version.state in {State.READY, State.WRONG},
            "may_roll_back": version.state == State.APPLIED and self.has_change_permission(request),
            "is_large": version.differing_count > QUICK,
            **self._links(version),
        }
        answer = render(request, "admin/exchange/version.html", context, status=status)
        if progress:
            answer["Refresh"] = str(REFRESH_SECONDS)
        return answer

    def _links(self, version) -> dict:
        opts = version.resource.model._meta
        return {
            "list_url": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
            "upload_url": reverse(f"admin:{opts.app_label}_{opts.model_name}_upload"),
        }

    def _is_stuck(self, version, progress) -> bool:
        return version.state == State.APPLYING and progress is None

    def _own(self, request, key) -> ImportVersion:
        """The upload, for the person who made it: nobody confirms what another has read."""
        if not may(request, Right.EDIT_RECORDS):
            raise PermissionDenied
        version = self._version(request, key)
        if version.by_id != request.user.pk:
            raise PermissionDenied
        return version

    def apply(self, request, key):
        """Write what the preview showed."""
        version = self._own(request, key)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        is_answered = bool(request.POST.get("answered"))
        try:
            if version.state == State.WRONG:
                raise NotApplied("文件还有错，不能导入。请改好再上传。")
            if version.differing_count > QUICK:
                if version.state == State.APPLYING and not self._is_stuck(version, how_far(version)):
                    raise NotApplied("这次上传正在导入，请稍等。")
                apply_in_background(version, request.user, is_answered=is_answered)
                return self._to(version)
            apply_version(version, request.user, request=request, is_answered=is_answered)
        except (NotApplied, FileUnreadable) as error:
            messages.error(request, str(error))
            return self._show(request, ImportVersion.objects.get(pk=version.pk), status=409)
        messages.success(request, f"已导入：新增 {version.new_count} 条，变更 {version.changed_count} 条。")
        return self._to(version)

    def drop(self, request, key):
        """Give the upload up: nothing was written, and the file goes."""
        version = self._own(request, key)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not version.drop():
            messages.error(request, "这次上传已经导入过，不能放弃。要恢复原样，请用“撤回”。")
            return self._show(request, self._version(request, key), status=409)
        messages.success(request, "已放弃这次上传，什么都没有改。")
        return HttpResponseRedirect(self._links(version)["list_url"])

    def annotated(self, request, key):
        """The uploaded file with every wrong cell marked."""
        version = self._own(request, key)
        if version.state != State.WRONG:
            raise Http404
        try:
            # The preview keeps so many problems; the copy shows all.
            laying = check(
                version.resource,
                version.path,
                request.user,
                name=version.file_name,
                empty_clears=version.empty_clears,
            )
            file = annotated_copy(version.resource, version.path, version.file_name, laying.sheet.problems)
        except (FileUnreadable, OSError):
            raise Http404 from None
        name = f"{version.file_name.removesuffix('.xlsx')}-批注.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)

    def rollback(self, request, key):
        """Take an applied version back: a page that says what follows and asks before later changes are lost."""
        if not may(request, Right.EDIT_RECORDS):
            raise PermissionDenied
        version = self._version(request, key)
        problem = ""
        if request.method == "POST":
            try:
                roll_back(version, request.user, overwrite=bool(request.POST.get("overwrite")), request=request)
            except NotRolledBack as error:
                problem = str(error)
            else:
                messages.success(request, "已撤回，资料恢复到导入以前。")
                return self._to(version)
        elif request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "POST"])
        plan = plan_rollback(version) if version.state == State.APPLIED else None
        context = {
            **self.admin_site.each_context(request),
            "title": "撤回这次导入",
            "subtitle": version.kind_label,
            "opts": self.opts,
            "version": version,
            "plan": plan,
            "why_not": why_not(version, request.user, plan) if plan else "这次上传没有可撤回的内容。",
            "problem": problem,
            "deleted": plan.count(created=True, model=version.resource.model) if plan else 0,
            "set_back": plan.count(created=False, model=version.resource.model) if plan else 0,
            "touched": plan.touched[:MOST_TOUCHED_SHOWN] if plan else [],
            "attached": plan.attached[:MOST_TOUCHED_SHOWN] if plan else [],
        }
        return render(request, "admin/exchange/rollback.html", context, status=409 if problem else 200)

    def _to(self, version):
        return HttpResponseRedirect(reverse("admin:exchange_importversion_change", args=[version.pk]))

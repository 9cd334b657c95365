"""What the pages of imported versions have in common: a list, one page each, upload, activation and the way back."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from unfold.decorators import display

from accounts.roles import Right
from accounts.scoped_admin import RightAdmin
from coverage.models.versions import NotPossible, Version

STATE_LABELS = {
    Version.State.IMPORTING.label: "info",
    Version.State.READY.label: "warning",
    Version.State.ACTIVE.label: "success",
    Version.State.FAILED.label: "danger",
}


class VersionAdmin(RightAdmin):
    """Whoever sees the oversight pages reads versions; whoever keeps coverage's ground changes which one is in use."""

    right_to_see = Right.SEE_OVERSIGHT
    right_to_change = Right.MANAGE_COVERAGE
    keeps_history = False
    list_before_template = "admin/coverage/list_tools.html"
    page_template = ""
    upload_template = ""
    upload_form = None
    ordering = ("-pk",)
    list_filter = ("state",)
    actions = None

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @property
    def _prefix(self):
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("upload/", wrap(self.upload), name=f"{self._prefix}_upload"),
            path("<path:object_id>/activate/", wrap(self.activate), name=f"{self._prefix}_activate"),
            path("<path:object_id>/roll-back/", wrap(self.roll_back), name=f"{self._prefix}_roll_back"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        tools = {"upload_url": self._url("upload") if self.has_change_permission(request) else ""}
        return super().changelist_view(request, {**(extra_context or {}), "tools": tools | self.list_tools(request)})

    def list_tools(self, request) -> dict:
        """What stands above the list beside the upload's button."""
        return {}

    @display(description="版本", ordering="pk")
    def number(self, version):
        return f"第{version.pk}版"

    @display(description="状态", ordering="state", label=STATE_LABELS)
    def state_label(self, version):
        return version.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What the version holds and what became of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET"])
        return self.show(request, self.row_or_404(request, object_id))

    def show(self, request, version, status=200):
        """One version's page."""
        context = {
            **self.admin_site.each_context(request),
            "title": str(version),
            "opts": self.opts,
            "version": version,
            "may_change": self.has_change_permission(request),
            "list_url": self._url("changelist"),
            "activate_url": self._url("activate", version.pk),
            "roll_back_url": self._url("roll_back", version.pk),
            **self.page_context(version),
        }
        return render(request, self.page_template, context, status=status)

    def page_context(self, version) -> dict:
        """What a page of this kind of version shows besides."""
        return {}

    def activate(self, request, object_id):
        """Put a version to use."""
        return self._switch(request, object_id, lambda version: version.activate(request.user), "已启用{}。")

    def roll_back(self, request, object_id):
        """Go back to what was in use before."""
        return self._switch(
            request, object_id, lambda version: version.roll_back(request.user), "已撤回，现在用的是{}。"
        )

    def _switch(self, request, object_id, move, words):
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        version = self.row_or_404(request, unquote(object_id))
        try:
            now = move(version) or version
        except NotPossible as error:
            messages.error(request, str(error))
            return self.show(request, self.row_or_404(request, object_id), status=409)
        messages.success(request, words.format(now))
        return HttpResponseRedirect(self._url("change", now.pk))

    def upload(self, request):
        """Hand in a file."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "POST"])
        form = self.upload_form(request.POST, request.FILES) if request.method == "POST" else self.upload_form()
        if form.is_valid() and (version := form.take(request.user)) is not None:
            return HttpResponseRedirect(self._url("change", version.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": f"导入{self.opts.verbose_name}",
            "opts": self.opts,
            "form": form,
            "list_url": self._url("changelist"),
        }
        return render(request, self.upload_template, context, status=400 if form.errors else 200)

    def _url(self, page, *args):
        return reverse(f"admin:{self._prefix}_{page}", args=args)

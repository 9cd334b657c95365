"""Texts and photos on their way to the public: what their lists and forms have in common."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from unfold.decorators import display

from centers.admin.parts import CenterPartAdmin
from centers.models import Reviewed
from centers.models.decided import Conflict, Refused

STATE_LABELS = {
    Reviewed.State.DRAFT.label: "warning",
    Reviewed.State.CHECKED.label: "info",
    Reviewed.State.PUBLISHED.label: "success",
}
DONE = {
    "approve": "审核通过了，现在可以发布。",
    "publish": "已经发布，网页上能看到了。",
    "give_back": "已经退回，原因写在上面。",
    "withdraw": "已经撤下，网页上看不到了。",
}


class ReviewedAdmin(CenterPartAdmin):
    """Rows with a state, which buttons of their own move on; a form changes the content only."""

    change_form_outer_before_template = "admin/centers/review/moves.html"
    actions = ("publish_chosen",)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        move = path("<path:object_id>/move/", self.admin_site.admin_view(self.move_view), name=name)
        return [move, *super().get_urls()]

    @display(description="状态", ordering="state", label=STATE_LABELS)
    def state_label(self, row):
        return row.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, unquote(object_id)) if self.has_view_permission(request) else None
        context = {
            "reviewed": row,
            "moves": row.moves_open_to(request.user) if row and self.has_move_permission(request) else [],
            "move_address": row and reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_move", args=[row.pk]),
            "is_mine": row and row.written_by_id == request.user.pk,
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def has_move_permission(self, request):
        """Whether the account may move rows on at all; which ones, the rows themselves decide."""
        return self.has_module_permission(request)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            return self._refusal(request, refused.messages[0], 409)
        except IntegrityError:
            return self._refusal(request, "刚刚已经有人存了一份，请回去看看。", 409)

    def save_model(self, request, obj, form, change):
        rewritten = not change or {*form.changed_data} & {name.removesuffix("_id") for name in obj.CONTENT}
        was_draft = obj.state == obj.State.DRAFT
        if rewritten:
            obj.written_by = request.user
        super().save_model(request, obj, form, change)
        if rewritten and not was_draft:
            messages.warning(request, "内容改过了，所以回到草稿，要请别的同事重新审核。")

    def move_view(self, request, object_id):
        """One move of one row: POST `move`, for `give_back` also `reason`, and `seen`, what the person looked at."""
        if not self.has_move_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.row_or_404(request, object_id)
        name = request.POST.get("move")
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        try:
            self._move(row, name, request)
        except Refused as refused:
            status = 409 if isinstance(refused, Conflict) else 400
            return self._refusal(request, refused.messages[0], status, back)
        messages.success(request, DONE[name])
        return HttpResponseRedirect(back)

    def _move(self, row, name, request):
        seen = request.POST.get("seen", "")
        match name:
            case "approve":
                row.approve(request.user, seen=seen)
            case "publish":
                row.publish(request.user, seen=seen)
            case "give_back":
                row.give_back(request.user, request.POST.get("reason", ""), seen=seen)
            case "withdraw" if hasattr(row, "withdraw"):
                row.withdraw(request.user)
            case _:
                raise Refused("没有这个操作。请回到上一页，点页面上的按钮。")

    def _refusal(self, request, message, status, back=None):
        context = {
            **self.admin_site.each_context(request),
            "title": "没有改动",
            "opts": self.opts,
            "message": message,
            "back": back or request.get_full_path(),
            "reason": request.POST.get("reason", ""),
        }
        return render(request, "admin/centers/review/refused.html", context, status=status)

    @admin.action(description="发布（要都审核过）", permissions=["change"])
    def publish_chosen(self, request, queryset):
        """Publish what is chosen, or nothing of it."""
        try:
            count = self.model.objects.filter(pk__in=queryset.values("pk")).publish(request.user)
        except Refused as refused:
            messages.error(request, f"一个也没有发布。{refused.messages[0]}")
        else:
            messages.success(request, f"已发布{count}个。")

"""What residents say is wrong (居民纠错): a list, and a page on which staff decide field by field."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Case, Value, When
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from unfold.decorators import display

from accounts.refusals import NotInScope
from accounts.scoped_admin import ScopedAdmin
from centers.admin.parts import CenterStreetFilter
from centers.hours_labels import week_text
from centers.models import ChangeRequest, ProposedChange
from centers.models.corrections import shown_now
from centers.models.decided import Conflict, Refused

WAITING_LABELS = {"处理完了": "success"}


class WaitingFilter(admin.SimpleListFilter):
    """Requests that wait for an answer, or have all of theirs."""

    title = "处理"
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("yes", "待处理"), ("no", "处理完了")]

    def queryset(self, request, queryset):
        conditions = {"yes": {"waiting__gt": 0}, "no": {"waiting": 0}}
        return queryset.filter(**conditions.get(self.value(), {}))


@dataclass(frozen=True, slots=True)
class Question:
    """A proposed change as staff decide on it."""

    change: ProposedChange
    now: str
    understood: str = ""  # the proposed hours as they were read
    reason: str = ""  # as it was typed
    problem: str = ""

    @property
    def is_changed_since(self) -> bool:
        """Whether the centre says something else by now than it said to the resident."""
        return self.now != self.change.shown

    @property
    def can_be_written(self) -> bool:
        """Whether one press of a button can write it into the centre."""
        if self.change.field == ProposedChange.Field.HOURS:
            return bool(self.understood)
        return self.change.is_written_by_accepting


@admin.register(ChangeRequest)
class ChangeRequestAdmin(ScopedAdmin):
    """Requests in scope. They come from the public page, and nobody but superusers deletes any."""

    list_display = ("center", "received", "about", "waiting_label")
    list_filter = (WaitingFilter, CenterStreetFilter)
    list_select_related = ("center",)
    search_fields = ("center__name", "center__code", "changes__proposed")
    search_help_text = "按中心或居民写的内容查找"
    actions = None

    def get_queryset(self, request):
        is_open = Case(When(waiting__gt=0, then=Value(True)), default=Value(False), output_field=BooleanField())
        # Not by way of the base class, which would put the rows in order before they know whether they are open.
        queryset = self.model.objects.visible_to(request.user).with_waiting().annotate(is_open=is_open)
        return queryset.prefetch_related("changes").order_by(*self.get_ordering(request))

    def get_ordering(self, request):
        return ("-is_open", "-at", "-pk")

    def has_add_permission(self, request):
        """Nobody: residents send them."""
        return False

    @display(description="收到时间", ordering="at")
    def received(self, row):
        return row.at

    @display(description="哪几项")
    def about(self, row):
        return "、".join(change.get_field_display() for change in row.changes.all())

    @display(description="处理", ordering="waiting", label=WAITING_LABELS)
    def waiting_label(self, row):
        return f"{row.waiting}项待处理" if row.waiting else "处理完了"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The request with its fields; POST decides one of them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.row_or_404(request, object_id)
        if request.method in {"GET", "HEAD"}:
            return self._page(request, row)
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "POST"])
        return self._decide(request, row)

    def _decide(self, request, row):
        key = request.POST.get("change", "")
        change = next((change for change in row.changes.all() if str(change.pk) == key), None)
        if change is None:
            raise NotInScope(ProposedChange._meta.verbose_name, key)
        reason = request.POST.get("reason", "")
        try:
            match request.POST.get("decision"):
                case "accept":
                    change.accept(request.user, over=request.POST.get("over", ""))
                case "mended":
                    change.accept_as_mended(request.user)
                case "refuse":
                    change.refuse(request.user, reason)
                case _:
                    raise Refused("没有这个操作，请点页面上的按钮。")
        except Refused as refused:
            status = 409 if isinstance(refused, Conflict) else 400
            # A field that was decided or changed meanwhile is shown as it is stored.
            row = self.get_object(request, str(row.pk))
            problem = "".join(refused.messages)
            return self._page(request, row, status=status, about=change.pk, reason=reason, problem=problem)
        messages.success(request, f"{change.get_field_display()}：{change.get_state_display()}。")
        return HttpResponseRedirect(reverse("admin:centers_changerequest_change", args=[row.pk]))

    def _page(self, request, row, *, status=200, about=None, reason="", problem=""):
        typed = {about: {"reason": reason, "problem": problem}}
        context = {
            **self.admin_site.each_context(request),
            "title": "居民纠错",
            "subtitle": row.center.name,
            "opts": self.opts,
            "original": row,
            "center": row.center,
            "center_form": reverse("admin:centers_center_change", args=[row.center_id]),
            "may_decide": self.has_change_permission(request, row),
            "questions": [_question(row, change, typed.get(change.pk, {})) for change in _with_people(row)],
        }
        return render(request, "admin/centers/changerequest/decide.html", context, status=status)


def _with_people(row):
    changes = row.changes.select_related("decided_by").order_by("pk")
    for change in changes:
        change.request = row
    return changes


def _question(row, change, typed):
    understood = ""
    if change.field == ProposedChange.Field.HOURS and change.hours_are_readable:
        understood = week_text(change.proposed_hours())
    return Question(change, shown_now(row.center, change.field), understood, **typed)

"""Confirming in the back office: on a centre's form in one click, many centres at once, and by changing a fact."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from unfold.decorators import display

from centers.freshness import freshness_of
from centers.models import Center, FactGroup
from query.params import BadParameter, Params

ALL = "all"
MOST_AT_ONCE = 500
LARGEST_REVISION = 999_999_999
FRESH, STALE, NEVER = "都已确认", "要确认", "从未确认"


class FreshnessFilter(admin.SimpleListFilter):
    """Centres with facts that nobody has confirmed lately."""

    title = "核实情况"
    parameter_name = "freshness"

    def lookups(self, request, model_admin):
        return [
            ("stale", "有要确认的"),
            ("fresh", FRESH),
            *((group.value, f"{group.label}要确认") for group in FactGroup),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case None:
                return queryset
            case "stale":
                return queryset.published().stale()
            case "fresh":
                return queryset.fresh()
            case group if group in FactGroup.values:
                return queryset.published().stale(FactGroup(group))
        return queryset.none()


class ConfirmingAdmin:
    """What `CenterAdmin` adds for confirming. Whoever changes a fact of a group vouches for the group."""

    change_form_outer_before_template = "admin/centers/center/freshness.html"

    def get_urls(self):
        confirm = self.admin_site.admin_view(self.confirm_view)
        return [path("<path:object_id>/confirm/", confirm, name="centers_center_confirm"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        center = self.get_object(request, unquote(object_id)) if request.method == "GET" else None
        if center is not None and self.has_view_permission(request, center):
            extra_context = (extra_context or {}) | {
                "freshness": freshness_of(center),
                "center_revision": center.revision,
                "stale_after_days": settings.STALE_AFTER_DAYS,
                "may_confirm": self.has_change_permission(request, center),
            }
        return super().change_view(request, object_id, form_url, extra_context)

    def confirm_view(self, request, object_id):
        """`group` (one or more, or `all`) is true as it stands, says the account. POST; whoever may edit the centre."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        center = self.row_or_404(request, object_id)
        if not self.has_change_permission(request, center):
            raise PermissionDenied
        groups = _groups_asked(request.POST.getlist("group"))
        seen = Params(request.POST).integer("revision", 0, LARGEST_REVISION)
        if not center.confirm(groups, request.user, seen=seen):
            messages.warning(request, "您打开这一页以后，有人改过这个中心。请看一遍现在的内容，再确认。")
        else:
            messages.success(request, f"已确认：{'、'.join(group.label for group in groups)}。")
        return HttpResponseRedirect(reverse("admin:centers_center_change", args=[center.pk]))

    @admin.action(description="都没有变化（今天确认）", permissions=["change"])
    def confirm_all(self, request, queryset):
        """Confirm every group of the chosen centres, or of none."""
        mine = Center.objects.editable_by(request.user).filter(pk__in=queryset.order_by().values("pk"))
        count = mine.count()
        if count != queryset.count():
            raise PermissionDenied
        if count > MOST_AT_ONCE:
            messages.error(request, f"一次最多确认{MOST_AT_ONCE}个中心，请先按街道筛选。什么也没有改。")
            return
        mine.confirm(FactGroup, request.user)
        messages.success(request, f"已确认{count}个中心的全部内容。")

    def save_model(self, request, obj, form, change):
        before = Center.objects.filter(pk=obj.pk).first() if change else None
        # Of a new centre everything that is filled in is vouched for by whoever enters it.
        groups = obj.changed_groups(before or Center())
        obj.vouch(groups, request.user)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        groups = {FactGroup.of_part(formset.model) for formset in formsets if formset.has_changed()} - {None}
        form.instance.vouch_and_save([group for group in FactGroup if group in groups], request.user)

    @display(description="核实情况", label={FRESH: "success", STALE: "warning", NEVER: "warning"})
    def freshness_label(self, center):
        stale = center.stale_groups()
        if not stale:
            return FRESH
        return NEVER if all(center.confirmed_on(group) is None for group in FactGroup) else STALE


def _groups_asked(names) -> list[FactGroup]:
    """The groups that a form names.

    :raises BadParameter: for none, or one that does not exist.
    """
    if names == [ALL]:
        return list(FactGroup)
    if not names or any(name not in FactGroup.values for name in names):
        raise BadParameter("group", f"请选择要确认的内容：{'、'.join(FactGroup.labels)}。")
    return [group for group in FactGroup if group in names]

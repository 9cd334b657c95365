"""Opening hours and dated exceptions in the back office."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import BaseInlineFormSet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display
from unfold.utils import display_for_label

from accounts.scoped_admin import NO_VALUE, PartInline
from centers.admin.exceptions_several import SeveralPage
from centers.admin.hours_copy import copy_page
from centers.admin.hours_page import HoursPage
from centers.admin.parts import CenterPartAdmin, CenterStreetFilter
from centers.forms import OpeningExceptionForm, OpeningHoursForm
from centers.hours import format_span
from centers.hours_labels import weekdays_text
from centers.models import OpeningException, OpeningHours
from centers.week_words import timetable_words
from exchange.lists import Exchangeable

PERIOD_HELP = "不填日期就是常年。两头日期都填的（例如冬令时），在那些天代替常年的时间。"
HOURS_LABELS = {"有没读懂的": "danger", "待确认": "warning", "示例": "warning", "已确认": "success"}


class HoursSummary(BaseInlineFormSet):
    """No forms: the hours of a centre in words. They are changed on a page of their own."""

    def timetable(self):
        """Every period of the week."""
        return timetable_words(self.instance.opening_hours.all())

    def coming(self):
        """Exceptions of today and later."""
        return self.instance.opening_exceptions.coming(timezone.localdate())


class HoursSummaryInline(PartInline):
    """What a centre's form tells of its hours, with the way to the page where they are kept."""

    model = OpeningHours
    formset = HoursSummary
    fields = ("opens",)
    template = "admin/centers/center/hours_summary.html"

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_view_permission(self, request, obj=None):
        # A new centre has no page yet.
        return obj is not None and super().has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


class CenterHoursPages:
    """The pages of a centre's hours, for the admin of centres."""

    def get_urls(self):
        pages = (("hours/", self.hours_page, "hours"), ("hours/copy/", self.hours_copy_page, "hours_copy"))
        return [
            *(
                path(f"<path:object_id>/{end}", self.admin_site.admin_view(view), name=f"centers_center_{name}")
                for end, view, name in pages
            ),
            *super().get_urls(),
        ]

    def hours_page(self, request, object_id):
        """The week, the seasons, the exceptions."""
        return HoursPage(self, request, self._center_in_hand(request, object_id)).answer()

    def hours_copy_page(self, request, object_id):
        """This centre's timetable for others."""
        return copy_page(self, request, self._center_in_hand(request, object_id))

    def _center_in_hand(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        center = self.row_or_404(request, object_id)
        if not self.has_change_permission(request, center):
            raise PermissionDenied
        return center

    @display(description="开放时间", ordering="hours_source")
    def hours_label(self, center):
        """How well the hours are known; leads to the page where they are kept."""
        if center.hours_leftover:
            word = "有没读懂的"
        elif not center.hours_source:
            word = "待确认"
        else:
            word = "示例" if center.has_sample_hours else "已确认"
        label = display_for_label(word, NO_VALUE, HOURS_LABELS)
        page = reverse("admin:centers_center_hours", args=[center.pk])
        return format_html('<a href="{}">{} <span class="underline">改</span></a>', page, label)


@admin.register(OpeningHours)
class OpeningHoursAdmin(Exchangeable, CenterPartAdmin):
    """Every weekly span in scope."""

    form = OpeningHoursForm
    list_display = ("center", "days", "span", "closed_on_holidays", "first", "last")
    list_filter = ("closed_on_holidays", CenterStreetFilter)
    ordering = ("center__code", "first", "weekdays", "opens")
    fieldsets = (
        (None, {"fields": ("center", "weekdays", ("opens", "closes"), "closed_on_holidays")}),
        ("时段", {"fields": (("first", "last"),), "description": PERIOD_HELP}),
    )

    @display(description="星期", ordering="weekdays")
    def days(self, row):
        return weekdays_text(row.weekdays)

    @display(description="时间", ordering="opens")
    def span(self, row):
        return format_span(row.opens, row.closes)


class WhenFilter(admin.SimpleListFilter):
    """Exceptions that are past, or that still matter."""

    title = "时间"
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [("coming", "今天和以后"), ("past", "已过去")]

    def queryset(self, request, queryset):
        if self.value() == "coming":
            return queryset.coming()
        return queryset.past() if self.value() == "past" else queryset


@admin.register(OpeningException)
class OpeningExceptionAdmin(CenterPartAdmin):
    """Every dated exception in scope."""

    form = OpeningExceptionForm
    list_before_template = "admin/centers/openingexception/list_links.html"
    list_display = ("center", "first", "last", "span", "note")
    list_filter = (WhenFilter, CenterStreetFilter)
    search_fields = (*CenterPartAdmin.search_fields, "note")
    ordering = ("-first", "center__code", "opens")
    fieldsets = ((None, {"fields": ("center", ("first", "last"), ("opens", "closes"), "note")}),)

    def get_urls(self):
        view = self.admin_site.admin_view(self.several_page)
        return [path("several/", view, name="centers_openingexception_several"), *super().get_urls()]

    def several_page(self, request):
        """One arrangement for several centres."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return SeveralPage(self, request).answer()

    @display(description="时间", ordering="opens")
    def span(self, row):
        return "不开放" if row.opens is None else format_span(row.opens, row.closes)

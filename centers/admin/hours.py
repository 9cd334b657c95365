"""Opening hours and dated exceptions in the back office."""

from django.contrib import admin
from django.utils import timezone
from unfold.decorators import display

from accounts.scoped_admin import PartInline
from centers.admin.parts import CenterPartAdmin, CenterStreetFilter
from centers.forms import OpeningExceptionForm, OpeningHoursForm, weekdays_text
from centers.hours import format_span
from centers.models import OpeningException, OpeningHours
from exchange.lists import Exchangeable

HOURS_FIELDS = ("weekdays", "opens", "closes", "closed_on_holidays", "first", "last")
EXCEPTION_FIELDS = ("first", "last", "opens", "closes", "note")
PERIOD_HELP = "不填日期就是常年。两头日期都填的（例如冬令时），在那些天代替常年的时间。"


class OpeningHoursInline(PartInline):
    """The week of a centre."""

    model = OpeningHours
    form = OpeningHoursForm
    fields = HOURS_FIELDS
    template_before = "admin/centers/center/hours_help.html"


class OpeningExceptionInline(PartInline):
    """Dates on which a centre keeps other hours."""

    model = OpeningException
    form = OpeningExceptionForm
    fields = EXCEPTION_FIELDS
    template_before = "admin/centers/center/exceptions_help.html"


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
        today = timezone.localdate()
        if self.value() == "coming":
            return queryset.filter(last__gte=today)
        return queryset.filter(last__lt=today) if self.value() == "past" else queryset


@admin.register(OpeningException)
class OpeningExceptionAdmin(CenterPartAdmin):
    """Every dated exception in scope."""

    form = OpeningExceptionForm
    list_display = ("center", "first", "last", "span", "note")
    list_filter = (WhenFilter, CenterStreetFilter)
    search_fields = (*CenterPartAdmin.search_fields, "note")
    ordering = ("-first", "center__code", "opens")
    fieldsets = ((None, {"fields": ("center", ("first", "last"), ("opens", "closes"), "note")}),)

    @display(description="时间", ordering="opens")
    def span(self, row):
        return "不开放" if row.opens is None else format_span(row.opens, row.closes)

"""The plan's targets by year: the organisation department sets them, whoever sees the dashboard reads them."""

from django.contrib import admin

from accounts.roles import Right
from accounts.scoped_admin import RightAdmin
from centers.models import RoadmapTarget
from grids.admin.filters import source_column


@admin.register(RoadmapTarget)
class RoadmapTargetAdmin(RightAdmin):
    """How many demonstration centres are to be opened in which year."""

    right_to_see = Right.SEE_OVERSIGHT
    right_to_change = Right.MANAGE_COVERAGE
    list_display = ("year", "target", "note", "source_label")
    search_fields = ("year", "note")
    ordering = ("year",)
    fieldsets = ((None, {"fields": ("year", "target", "note", "source")}),)
    source_label = source_column("source", "来源")

"""List filters by territory, and how a source looks in a list."""

from django.contrib import admin
from unfold.decorators import display

from grids.models import GridUnit
from grids.sources import Source
from query.codes import subtree_q

# Colours of unfold's labels: what is invented must catch the eye.
SOURCE_LABELS = {
    Source.OFFICIAL.label: "success",
    Source.ARTICLE.label: "info",
    Source.IMPORT.label: "info",
    Source.SURVEY.label: "success",
    Source.SAMPLE.label: "warning",
}


def source_column(field: str, description: str):
    """A list column that shows the source in `field` as a coloured label."""

    @display(description=description, ordering=field, label=SOURCE_LABELS)
    def column(model_admin, row):
        return getattr(row, f"get_{field}_display")() or None

    return column


class StreetFilter(admin.SimpleListFilter):
    """Rows of a street and of everything below it; only streets that the account sees."""

    title = "街道（镇）"
    parameter_name = "street"
    code_field = "code"

    def lookups(self, request, model_admin):
        streets = GridUnit.objects.visible_to(request.user).at_level(GridUnit.Level.STREET)
        return list(streets.values_list("code", "name"))

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in dict(self.lookup_choices):
            return queryset.none()
        return queryset.filter(subtree_q(self.value(), self.code_field))


class UnitStreetFilter(StreetFilter):
    """The same for rows that name a unit."""

    code_field = "unit__code"

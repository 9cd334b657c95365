"""What the lists of rooms, hours, offerings and photos have in common."""

from accounts.scoped_admin import ScopedAdmin
from centers.admin.copying import CopyAdmin
from grids.admin.filters import StreetFilter


class CenterStreetFilter(StreetFilter):
    """Rows of the centres of a street."""

    code_field = "center__unit__code"


class CenterPartAdmin(CopyAdmin, ScopedAdmin):
    """Rows that belong to a centre and change with it."""

    deletable_in_scope = True
    autocomplete_fields = ("center",)
    list_select_related = ("center",)
    search_fields = ("center__name", "center__code")

    def delete_queryset(self, request, queryset):
        # Row by row would touch each centre many times over; the queryset touches it once.
        queryset.delete()

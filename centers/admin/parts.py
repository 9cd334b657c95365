"""What the lists of rooms, hours, offerings and photos have in common."""

from accounts.scoped_admin import ScopedAdmin
from centers.admin.copying import CopyAdmin
from centers.models import FactGroup
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

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        group = FactGroup.of_part(self.model)
        if group and form.has_changed():
            obj.center.vouch_and_save([group], request.user)

    def delete_queryset(self, request, queryset):
        # Row by row would touch each centre many times over; the queryset touches it once.
        queryset.delete()

"""Another record like this one: the form for a new record, filled in with what the two will share."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.refusals import NotInScope
from centers.models import Center, OpeningException, Room
from query.keys import row_with_key

COPY_OF = "copy_of"


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy takes over: fields, and rows by their related names; `left` tells what is to be filled in."""

    fields: tuple[str, ...]
    left: str
    parts: tuple[str, ...] = ()


COPIED = {
    # A copy stands elsewhere and is confirmed by nobody yet: its place, its figures and its number are its own.
    Center: Copied(
        (
            "tier",
            "setting",
            "status",
            "source",
            "unit",
            "address",
            "telephone",
            "hours_source",
            "premises",
            "accessibility",
        ),
        "名称、编码、位置和面积要另填。功能室也带过来了，请逐项核对；开放时间在保存时带过来。",
        ("rooms",),
    ),
    Room: Copied(("center", "kind", "floor", "area_m2", "seats", "source"), "名称要另填，其他的请核对。"),
    OpeningException: Copied(("center", "opens", "closes", "note"), "日期要另填，其他的请核对。"),
}


class CopyAdmin:
    """A button “复制” on the forms of `COPIED`: it opens the form for a new record, with `?copy_of=<key>`.

    Nothing is stored before that form is saved.
    """

    def copied(self, request):
        """The record that is being copied, if any; one that the account may not edit is a 404."""
        key = request.GET.get(COPY_OF)
        if key is None or self.model not in COPIED:
            return None
        if "copied_record" not in request.__dict__:
            request.copied_record = row_with_key(self.model._default_manager.editable_by(request.user), key)
        if request.copied_record is None:
            raise NotInScope(self.opts.verbose_name, key)
        return request.copied_record

    def get_changeform_initial_data(self, request):
        if original := self.copied(request):
            return _values(original, COPIED[self.model].fields)
        return super().get_changeform_initial_data(request)

    def get_inline_instances(self, request, obj=None):
        inlines = super().get_inline_instances(request, obj)
        if obj is None and request.method == "GET" and (original := self.copied(request)):
            for inline in inlines:
                inline.extra = len(self._rows_for(inline, original)) or inline.extra
        return inlines

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        # Only while the form is shown: sent back, a row equal to its initial values would count as left empty.
        if obj.pk is None and request.method == "GET" and (original := self.copied(request)):
            kwargs["initial"] = self._rows_for(inline, original)
        return kwargs

    def _rows_for(self, inline, original):
        """Initial values of the rows of one inline that come along."""
        for name in COPIED[self.model].parts:
            relation = self.model._meta.get_field(name)
            if relation.related_model is inline.model:
                left_out = {relation.field.name, inline.model._meta.pk.name}
                fields = [field.name for field in inline.model._meta.fields if field.name not in left_out]
                return [_values(row, fields) for row in getattr(original, name).all()]
        return []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and self.model in COPIED and self.has_add_permission(request):
            new = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
            context["copy_url"] = f"{new}?{COPY_OF}={obj.pk}" if self.has_change_permission(request, obj) else ""
        if add and (original := self.copied(request)):
            context |= {"copy_of": original, "left_to_fill_in": COPIED[self.model].left}
        return super().render_change_form(request, context, add, change, form_url, obj)


def _values(row, fields) -> dict:
    """The values of these fields as a form takes them."""
    return {name: row._meta.get_field(name).value_from_object(row) for name in fields}

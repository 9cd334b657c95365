"""Rows inside another record's form, found again among those that the form has read."""

from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from unfold.forms import PaginationInlineFormSet


class KnownRow(ModelChoiceField):
    """The key of one of the rows of a formset; Django's own field asks the database once more for each."""

    def __init__(self, formset, field):
        super().__init__(field.queryset, initial=field.initial, required=False, widget=field.widget)
        self.formset = formset

    def to_python(self, value):
        if value in self.empty_values:
            return None
        for row in self.formset.get_queryset():
            if str(row.pk) == str(value):
                return row
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})


class KnownRowsFormSet(PaginationInlineFormSet):
    """However many rows it has, a posted form asks no more of the database than an open one."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        key = self._pk_field.name
        form.fields[key] = KnownRow(self, form.fields[key])
        # What nobody has changed is not checked anew: a rule of the database costs a query for each row.
        form.empty_permitted = True

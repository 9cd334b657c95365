"""What the back office's choices with search answer."""

from django.contrib.admin.views.autocomplete import AutocompleteJsonView


class ChoicesView(AutocompleteJsonView):
    """Visible rows that match; a model's admin may say more than the name (`choice_label`)."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "choice_label", None)
        return result | {"text": label(obj)} if label else result

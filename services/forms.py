"""Form fields of the back office for the catalogue."""

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, *, rows=4, **kwargs):
        super().__init__(required=False, widget=UnfoldAdminTextareaWidget({"rows": rows}), **kwargs)

    def to_python(self, value):
        lines = (line.strip() for line in super().to_python(value).splitlines())
        return [line for line in lines if line]

    def prepare_value(self, value):
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        return not self.disabled and (initial or []) != self.to_python(data)


class ServiceItemForm(forms.ModelForm):
    """A service item; its lists are written one entry a line."""

    documents = LinesField(label="所需材料", rows=6, help_text="一行写一样。")
    steps = LinesField(label="办理步骤", rows=6, help_text="一行写一步，按先后。")
    aliases = LinesField(label="俗称", help_text="居民常说的叫法，一行一个，用于搜索。")


class UnissuableProofForm(forms.ModelForm):
    """A proof that nobody gets here."""

    keywords = LinesField(label="俗称", help_text="居民常说的叫法，一行一个，用于搜索。")

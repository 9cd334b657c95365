"""The page on which a unit gets another code."""

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.policy import ScopePolicy
from accounts.scoped_admin import NativeDate
from grids.models import GridUnit
from query.codes import STEP


def may_recode(user, unit) -> bool:
    """Whether the account keeps the unit's parent: a code is given from above."""
    if ScopePolicy(user).sees_everything:
        return True
    return bool(unit.parent_id) and GridUnit.objects.editable_by(user).filter(code=unit.parent_id).exists()


class RecodeForm(forms.Form):
    """A new code for one unit, and from when."""

    new_code = forms.CharField(
        label="新编码",
        max_length=21,
        widget=UnfoldAdminTextInputWidget({"inputmode": "numeric", "autocomplete": "off"}),
    )
    on = forms.DateField(
        label="旧编码用到",
        required=False,
        widget=NativeDate,
        help_text="不填就是今天。",
    )

    def __init__(self, *args, unit, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit, self.user = unit, user
        digits = len(unit.code)
        above = f"，换到别的上级时，前{digits - STEP}位写新上级的编码" if unit.parent_id else ""
        self.fields["new_code"].help_text = f"{digits}位数字{above}。"

    def clean_new_code(self):
        code = self.cleaned_data["new_code"]
        if code == self.unit.code:
            raise ValidationError("新编码和现在的编码一样。")
        if not (code.isascii() and code.isdigit() and len(code) == len(self.unit.code)):
            raise ValidationError(f"编码应是{len(self.unit.code)}位数字。")
        above = code[:-STEP]
        if self.unit.parent_id and not GridUnit.objects.editable_by(self.user).filter(code=above).exists():
            raise ValidationError(f"没有编码为{above}的上级。")
        return code

    def recode(self) -> bool:
        """Give the unit its new code; False when the tree refuses it, and the form then says why."""
        code = self.cleaned_data["new_code"]
        try:
            self.unit.recode(code, on=self.cleaned_data["on"])
        except ValidationError as error:
            self.add_error("new_code", error.messages)
            return False
        return True

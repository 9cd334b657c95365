"""The rules of a scenario as a form."""

from django import forms
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from coverage.models import Scenario
from coverage.models.scenarios import MOST_NEW_CENTERS
from grids.models import GridUnit
from oversight.scope import units_to_choose

_NUMBER = UnfoldAdminTextInputWidget
BUDGET = "budget_"


class ScenarioForm(forms.ModelForm):
    """Name, unit and rules; a field for each street that may get a budget."""

    unit = forms.ChoiceField(label="范围", widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Scenario
        fields = (
            "name",
            "unit",
            "note",
            "goal",
            "new_centers",
            "share",
            "minutes",
            "speed",
            "who",
            "elders_weight",
            "planned",
        )
        widgets = {
            "name": UnfoldAdminTextInputWidget,
            "note": UnfoldAdminTextareaWidget({"rows": 3}),
            "goal": UnfoldAdminSelectWidget,
            "new_centers": UnfoldAdminIntegerFieldWidget,
            "share": UnfoldAdminIntegerFieldWidget,
            "minutes": _NUMBER({"inputmode": "decimal"}),
            "speed": _NUMBER({"inputmode": "decimal"}),
            "who": UnfoldAdminSelectWidget,
            "elders_weight": _NUMBER({"inputmode": "decimal"}),
            "planned": UnfoldBooleanSwitchWidget,
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units_to_choose(user)}
        stored = self.instance.unit if self.instance.pk else None
        if stored and stored.code not in self.units:
            self.units[stored.code] = stored
        self.fields["unit"].choices = [(code, unit.name) for code, unit in self.units.items()]
        self.fields["unit"].error_messages["invalid_choice"] = "没有这个范围，请从列表里选。"
        if stored:
            self.initial["unit"] = stored.code
        for name in ("minutes", "speed", "elders_weight"):
            self.fields[name].error_messages["invalid"] = "请写数字，例如 10 或 1.2。"
        self.streets = self._streets()
        for street in self.streets:
            self.fields[BUDGET + street.code] = forms.IntegerField(
                label=street.name,
                required=False,
                min_value=0,
                max_value=MOST_NEW_CENTERS,
                widget=UnfoldAdminIntegerFieldWidget({"placeholder": "不限"}),
                initial=self.instance.budgets.get(street.code),
            )

    def _streets(self):
        """The streets that budgets may be given to: those of the widest unit of the account."""
        units = GridUnit.objects.current().at_level(GridUnit.Level.STREET).only("code", "name").order_by("code")
        if any(unit.level == GridUnit.Level.DISTRICT for unit in self.units.values()):
            return list(units)
        return list(units.filter(code__in=self.units))

    def clean_unit(self):
        return self.units[self.cleaned_data["unit"]]

    @property
    def rules(self):
        """The fields without the budgets."""
        return [field for field in self if not field.name.startswith(BUDGET)]

    @property
    def budgets(self):
        """The fields of the budgets."""
        return [field for field in self if field.name.startswith(BUDGET)]

    def save(self, commit=True):
        self.instance.budgets = {
            name.removeprefix(BUDGET): value
            for name, value in self.cleaned_data.items()
            if name.startswith(BUDGET) and value is not None
        }
        return super().save(commit)

"""The forms of the hours pages: a week of text fields, a dated exception, a choice of centres."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from accounts.scoped_admin import NativeDate
from centers.hours import WEEKDAYS, DatedException
from centers.hours_words import NotUnderstood
from centers.week import DAYS, LONGEST_DAY, DayHours, Validity, Week, read_spans, spans_text
from grids.sources import Source

LONGEST_EXCEPTION = 366  # days
FARTHEST = 731  # days
YEARS = range(2000, 2100)
CLOSED, OPEN = "closed", "open"
QUICK_NOTES = ("春节闭馆", "国庆闭馆", "临时停电", "培训")
# Copying Monday to the working week and Saturday to Sunday is what people want most.
COPIED_BY_DEFAULT = {0: [1, 2, 3, 4], 5: [6]}


class SpansField(forms.CharField):
    """The hours of a day as text; the value is its spans."""

    def __init__(self, **kwargs):
        attributes = {"placeholder": "休息", "autocomplete": "off", "maxlength": LONGEST_DAY}
        super().__init__(required=False, widget=UnfoldAdminTextInputWidget(attributes), **kwargs)

    def to_python(self, value):
        try:
            return read_spans(super().to_python(value))
        except NotUnderstood as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else spans_text(value)

    def run_validators(self, value):
        """The text was checked by reading it; of the spans there is nothing left to ask."""


class DatesForm(forms.Form):
    """A form with a first and a last day."""

    def clean(self):
        cleaned = super().clean()
        for name in ("first", "last"):
            if cleaned.get(name) and cleaned[name].year not in YEARS:
                self.add_error(name, "年份不对，请检查。")
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "结束日期不能早于开始日期。")
        return cleaned


class WeekForm(DatesForm):
    """Seven days of one period. `is_season`: it has dates; 常年 has none."""

    first = forms.DateField(label="从", required=False, widget=NativeDate)
    last = forms.DateField(label="到", required=False, widget=NativeDate)
    source = forms.ChoiceField(
        label="这些时间从哪里来", choices=Source.choices, initial=Source.SURVEY, widget=UnfoldAdminSelectWidget
    )
    leftover_is_read = forms.BooleanField(
        label="没读懂的已经写进上面的时间了，可以清空", required=False, widget=UnfoldBooleanWidget
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data=None, *, week: Week, is_season: bool, has_leftover: bool, **kwargs):
        super().__init__(data, **kwargs)
        self.is_season = is_season
        if not is_season:
            del self.fields["first"], self.fields["last"]
        if not has_leftover:
            del self.fields["leftover_is_read"]
        for day, name in enumerate(WEEKDAYS):
            self.fields[f"day{day}"] = SpansField(label=f"周{name}", initial=week[day].spans)
            self.fields[f"holidays{day}"] = forms.BooleanField(
                label="法定节假日休息",
                required=False,
                initial=week[day].closed_on_holidays,
                widget=UnfoldBooleanWidget,
            )
            self.fields[f"copy{day}"] = forms.TypedMultipleChoiceField(
                label=f"周{name}抄到",
                required=False,
                coerce=int,
                choices=[(other, f"周{WEEKDAYS[other]}") for other in range(DAYS) if other != day],
                initial=COPIED_BY_DEFAULT.get(day, []),
                widget=forms.CheckboxSelectMultiple,
            )

    def rows(self):
        """The fields of each day, Monday first."""
        return [
            {"day": day, "spans": self[f"day{day}"], "holidays": self[f"holidays{day}"], "copy": self[f"copy{day}"]}
            for day in range(DAYS)
        ]

    def clean(self):
        cleaned = super().clean()
        if self.is_season and not self.errors and not (cleaned.get("first") or cleaned.get("last")):
            self.add_error("first", "请填这个时段从哪天到哪天。常年的时间在“常年”里改。")
        return cleaned

    @property
    def validity(self) -> Validity:
        """The dates of a valid form."""
        return Validity(self.cleaned_data.get("first"), self.cleaned_data.get("last"))

    @property
    def week(self) -> Week:
        """The seven days of a valid form."""
        cleaned = self.cleaned_data
        return tuple(DayHours(cleaned[f"day{day}"], cleaned[f"holidays{day}"]) for day in range(DAYS))

    def with_copied_day(self, day: int):
        """The same form with one day's text and tick copied to the days chosen beside it."""
        data = self.data.copy()
        for other in {value for value in data.getlist(f"copy{day}") if value in {str(n) for n in range(DAYS)}}:
            data[f"day{other}"] = data.get(f"day{day}", "")
            data.pop(f"holidays{other}", None)
            if f"holidays{day}" in data:
                data[f"holidays{other}"] = "on"
        self.data = data
        self.full_clean()
        return self


class ExceptionForm(DatesForm):
    """One dated exception, for one centre or many."""

    first = forms.DateField(label="从", widget=NativeDate)
    last = forms.DateField(label="到", required=False, widget=NativeDate, help_text="只有一天的，可以不填。")
    kind = forms.ChoiceField(
        label="这些天",
        choices=[(CLOSED, "全天不开放"), (OPEN, "只在这些时间开放")],
        initial=CLOSED,
        widget=forms.RadioSelect,
    )
    spans = SpansField(label="开放的时间")
    quick = forms.ChoiceField(
        label="说明",
        required=False,
        choices=[*((note, note) for note in QUICK_NOTES), ("", "其他")],
        initial="",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="其他说明",
        required=False,
        max_length=60,
        widget=UnfoldAdminTextInputWidget({"placeholder": "自己写，居民会看到", "autocomplete": "off"}),
    )
    # What was shown in the preview: only that is saved.
    previewed = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["spans"].widget.attrs["placeholder"] = "例如 09:00-12:00"

    def clean(self):
        cleaned = super().clean()
        cleaned["last"] = cleaned.get("last") or cleaned.get("first")
        first, last = cleaned.get("first"), cleaned["last"]
        today = timezone.localdate()
        if last and last < today:
            self.add_error("last" if self.data.get("last") else "first", "这些天已经过去了。")
        elif first and first > today + timedelta(days=FARTHEST):
            self.add_error("first", "太远了，最多安排到两年以内。")
        elif first and last and last - first >= timedelta(days=LONGEST_EXCEPTION):
            self.add_error("last", "特别安排最多一年。更长的请加一个时段，或者改中心的状态。")
        spans = cleaned.get("spans")
        if cleaned.get("kind") == OPEN and spans == ():
            self.add_error("spans", "请填开放的时间；全天不开放的，选上面的“全天不开放”。")
        if cleaned.get("kind") == CLOSED and spans:
            self.add_error("spans", "选了“全天不开放”，又填了时间。请去掉时间，或者改选“只在这些时间开放”。")
        return cleaned

    @property
    def arrangement(self) -> DatedException:
        """The exception that a valid form describes."""
        cleaned = self.cleaned_data
        note = cleaned["note"] or cleaned["quick"]
        return DatedException(cleaned["first"], cleaned["last"], cleaned["spans"], note)

    @property
    def told(self) -> str:
        """What a valid form says, to know it again."""
        one = self.arrangement
        return f"{one.first}|{one.last}|{spans_text(one.spans)}|{one.note}"

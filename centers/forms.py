"""Forms of the back office: weekdays as checkboxes, minutes as clock times; the centre's own is `center_form`."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextInputWidget,
)

from centers.hours import DAY_MINUTES, WEEKDAYS
from centers.hours_labels import clock_text
from centers.models import Offering
from grids.sources import Source

_CLOCK = re.compile(r"(次日)?\s*([0-9]{1,2})[:：]([0-9]{2})")


class Checkboxes(UnfoldAdminCheckboxSelectMultipleWidget):
    """Checkboxes side by side."""

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"radio_style": 1}


class WeekdaysField(forms.TypedMultipleChoiceField):
    """Seven checkboxes; the value is a bit for each day, Monday the lowest."""

    widget = Checkboxes

    def __init__(self, **kwargs):
        super().__init__(
            choices=[(1 << day, name) for day, name in enumerate(WEEKDAYS)],
            coerce=int,
            error_messages={"required": "请至少选一天。"},
            **kwargs,
        )

    def clean(self, value):
        return sum(set(super().clean(value)))

    def prepare_value(self, value):
        return [1 << day for day in range(7) if value >> day & 1] if isinstance(value, int) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class MinutesField(forms.CharField):
    """A clock time; the value is minutes after midnight, past 1440 on the next day (`次日02:00` or `26:00`)."""

    def __init__(self, **kwargs):
        widget = UnfoldAdminTextInputWidget({"placeholder": "08:30", "size": 8, "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        match = _CLOCK.fullmatch(text)
        minutes = _minutes_of(*match.groups()) if match else None
        if minutes is None:
            raise ValidationError(f"看不懂“{text[:20]}”。请写成 08:30；第二天关门写 次日02:00。")
        return minutes

    def prepare_value(self, value):
        return clock_text(value) if isinstance(value, int) else value


def _minutes_of(next_day, hour, minute):
    hour, minute = int(hour), int(minute)
    if minute > 59 or hour > (24 if next_day else 48):
        return None
    return hour * 60 + minute + (DAY_MINUTES if next_day else 0)


class SpanForm(forms.ModelForm):
    """A row with an opening and a closing time."""

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens is None or closes is None:
            return cleaned
        if opens >= DAY_MINUTES:
            self.add_error("opens", "开门时间应在 00:00 到 23:59 之间。")
        elif closes <= opens:
            self.add_error("closes", "关门早于开门。如果是第二天关门，请写成 次日02:00。")
        elif closes > opens + DAY_MINUTES:
            self.add_error("closes", "一段不能超过24小时。")
        return cleaned


class OpeningHoursForm(SpanForm):
    """One span of a week."""

    weekdays = WeekdaysField(label="星期")
    opens = MinutesField(label="开门")
    closes = MinutesField(label="关门", help_text="24:00 是当天结束；第二天关门写 次日02:00。")


class OpeningExceptionForm(SpanForm):
    """The hours of some dates; without times: closed."""

    opens = MinutesField(label="开门", required=False, help_text="开门、关门都不填，就是全天不开放。")
    closes = MinutesField(label="关门", required=False)

    def clean(self):
        cleaned = super().clean()
        times = [name for name in ("opens", "closes") if name not in self.errors]
        blank = [name for name in times if cleaned.get(name) is None]
        if len(times) == 2 and len(blank) == 1:
            self.add_error(blank[0], "开门和关门要么都填，要么都不填。")
        return cleaned


class OfferingForm(forms.ModelForm):
    """One cell of the matrix. Whoever changes a status vouches for it: confirmed today, seen on the spot."""

    class Meta:
        widgets = {"note": UnfoldAdminTextInputWidget({"placeholder": "说明"})}

    def clean(self):
        cleaned = super().clean()
        status = cleaned.get("status")
        if status == Offering.Status.MISSING:
            cleaned |= {"source": "", "confirmed_on": None}
        elif status and "status" in self.changed_data:
            if "source" not in self.changed_data:
                cleaned["source"] = Source.SURVEY
            if "confirmed_on" not in self.changed_data:
                cleaned["confirmed_on"] = timezone.localdate()
        elif status and not cleaned.get("source"):
            self.add_error("source", "登记了状态，就要写明来源。")
        return cleaned

    def _post_clean(self):
        # The database checks the model's constraints; for a cell that nobody touched there is nothing to ask it.
        if self.has_changed():
            super()._post_clean()

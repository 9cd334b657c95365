"""What one centre says of every item, as a sheet that a person fills in."""

import re
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError

from centers.models import Answer, AnsweredMeanwhile, Center, Offering
from services.models import ServiceCategory, ServiceItem

# Short enough for five to stand side by side.
STATUS_CHOICES = [
    (Offering.Status.AVAILABLE, "可办"),
    (Offering.Status.BY_APPOINTMENT, "需预约"),
    (Offering.Status.PLANNED, "筹备中"),
    (Offering.Status.SUSPENDED, "暂停"),
    (Offering.Status.MISSING, "未登记"),
]
LONGEST_NOTE = Offering._meta.get_field("note").max_length
_STATUS_NAME = re.compile(r"(.{0,20})-status", re.DOTALL)


class UnknownItem(LookupError):
    """The sheet was sent back with an item that is not on it."""


class AnswerForm(forms.Form):
    """One line of the sheet: the status, a note, and the stamp of what stood there when the sheet was opened."""

    status = forms.ChoiceField(
        choices=STATUS_CHOICES,
        error_messages={"required": "请选一个状态。", "invalid_choice": "没有这个状态，请重新选。"},
    )
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    seen = forms.CharField(required=False)

    def clean_note(self):
        note = self.cleaned_data["note"]
        if not note.isprintable():
            raise ValidationError("说明里有不能显示的字符，请重新输入。")
        return note


class Line:
    """An item with the cell as stored, and what the person has chosen for it."""

    def __init__(self, item: ServiceItem, cell: Offering, data=None):
        self.item, self.cell = item, cell
        self.seen = cell.stamp
        self.errors = []
        self.is_overtaken = False
        self.is_sent = data is not None and f"{item.code}-status" in data
        self.form = AnswerForm(data, prefix=item.code) if self.is_sent else None
        self.status = data[f"{item.code}-status"] if self.is_sent else cell.status
        self.note = data.get(f"{item.code}-note", cell.note) if self.is_sent else cell.note
        if self.is_sent:
            self.seen = data.get(f"{item.code}-seen", "")

    @property
    def is_missing(self) -> bool:
        """Whether nobody has answered yet."""
        return self.cell.status == Offering.Status.MISSING

    def is_valid(self) -> bool:
        """Whether what was sent can be kept; otherwise `errors` says why not."""
        if not self.is_sent or self.form.is_valid():
            return True
        self.errors = [message for messages in self.form.errors.values() for message in messages]
        return False

    def answer(self) -> Answer | None:
        """The person's answer; None for a line that they left as they found it."""
        if not self.is_sent:
            return None
        answer = Answer(self.form.cleaned_data["status"], self.form.cleaned_data["note"])
        untouched = Offering(status=answer.status, note=answer.note).stamp == self.seen
        return None if untouched else answer

    def tell_overtaken(self) -> None:
        """Somebody else was quicker: show their answer, and let the person choose again."""
        self.is_overtaken = True
        self.seen = self.cell.stamp
        self.errors = [f"刚才有人改成了“{self.cell.get_status_display()}”，请看看再选。"]


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one category: all of them, and those that are shown."""

    category: ServiceCategory
    lines: list[Line]
    shown: list[Line]

    @property
    def missing(self) -> int:
        """How many items nobody has answered yet."""
        return sum(line.is_missing for line in self.lines)

    @property
    def answered(self) -> int:
        """How many items are answered."""
        return len(self.lines) - self.missing


class AnswerSheet:
    """All items that are done at present, by category, with what one centre says of each.

    :param data: what was sent back; a line that was not sent stays as it is.
    :param only_missing: show the lines that nobody has answered yet.
    :raises UnknownItem: when something was sent for an item that is not on the sheet.
    """

    def __init__(self, center: Center, data=None, *, only_missing: bool = False):
        self.center, self.data, self.only_missing = center, data, only_missing
        self._read()
        if data is not None:
            named = {match[1] for match in map(_STATUS_NAME.fullmatch, data) if match}
            if not named <= {line.item.code for line in self.lines}:
                raise UnknownItem

    def _read(self):
        cells = {cell.item_id: cell for cell in Offering.objects.filter(center=self.center)}
        items = ServiceItem.objects.active().select_related("category")
        empty = Offering(center=self.center)
        self.lines = [Line(item, cells.get(item.pk, empty), self.data) for item in items]

    def groups(self) -> list[Group]:
        """The lines by category, in the catalogue's order; without categories of which nothing is shown."""
        by_category = groupby(self.lines, key=lambda line: line.item.category)
        groups = [(category, list(lines)) for category, lines in by_category]
        made = [Group(category, lines, [line for line in lines if self._shows(line)]) for category, lines in groups]
        return [group for group in made if group.shown]

    def _shows(self, line):
        if not self.only_missing:
            return True
        return line.is_sent if self.data is not None else line.is_missing

    @property
    def total(self) -> int:
        """How many items there are."""
        return len(self.lines)

    @property
    def missing(self) -> int:
        """How many of them nobody has answered yet."""
        return sum(line.is_missing for line in self.lines)

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return self.total - self.missing

    def choose_for_category(self, code: str) -> ServiceCategory | None:
        """Choose 可办 for every line of a category that was sent, without saving; None for an unknown category."""
        lines = [line for line in self.lines if line.item.category.code == code]
        for line in lines:
            if line.is_sent:
                line.status = Offering.Status.AVAILABLE
        return lines[0].item.category if lines else None

    def is_valid(self) -> bool:
        """Whether everything that was sent can be kept; the lines say what cannot."""
        wrong = [line for line in self.lines if not line.is_valid()]
        return not wrong

    def save(self, by) -> int | None:
        """Keep what has changed; says how many answers, None when somebody else was quicker and nothing was kept."""
        keyed = {(self.center.pk, line.item.pk): line for line in self.lines}
        answers = {key: answer for key, line in keyed.items() if (answer := line.answer())}
        if not answers:
            return 0
        try:
            return Offering.objects.answer(answers, by=by, seen={key: keyed[key].seen for key in answers})
        except AnsweredMeanwhile as meanwhile:
            overtaken = {item for _, item in meanwhile.keys}
        self._read()
        for line in self.lines:
            if line.item.pk in overtaken:
                line.tell_overtaken()
        return None

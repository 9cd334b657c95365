"""The form on which a resident says what is wrong about a centre."""

import re
import secrets
import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from centers.models import ProposedChange
from centers.models.corrections import shown_now

Field = ProposedChange.Field
LONGEST = ProposedChange._meta.get_field("proposed").max_length
# What the centre's own fields hold.
SHORTER = {Field.NAME: 60, Field.ADDRESS: 120, Field.TELEPHONE: 40}
ONE_LINE = frozenset(SHORTER)
HINTS = {
    Field.NAME: "",
    Field.ADDRESS: "",
    Field.TELEPHONE: "写中心对外的号码。采纳后会公开，请不要写自己的号码。",
    Field.HOURS: "例如：周一至周五 8:30-12:00、14:30-17:30，周六 9:00-12:00。",
    Field.PLACE: "用话说：在哪条路上，靠近什么，从哪个门进。",
    Field.SERVICES: "哪件事能办、哪件事不能办，是什么时候的事。",
    Field.OTHER: "",
}
LABELS = {Field.PLACE: "地图上的位置", Field.SERVICES: "能办的事"}
_FORM_KEY = re.compile(r"[A-Za-z0-9_-]{20,40}")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029]")
INVISIBLE = {"Cf", "Zl", "Zp"}
HONEYPOT = "website"


class WordsField(forms.CharField):
    """A few plain words: full-width letters and digits made plain, marks that nobody sees taken out."""

    def __init__(self, *, longest: int, one_line: bool, **kwargs):
        super().__init__(required=False, **kwargs)
        self.longest, self.one_line = longest, one_line
        self.validators = []  # the characters are checked below, in one sentence of Chinese

    def to_python(self, value):
        text = _BREAKS.sub("\n", super().to_python(value))
        if len(text) > self.longest:
            raise ValidationError(f"最多{self.longest}个字，现在有{len(text)}个。请写短一些。")
        text = "".join(char for char in text if unicodedata.category(char) not in INVISIBLE).replace("\t", " ")
        if "\ufffd" in text or not text.replace("\n", "").isprintable():
            raise ValidationError("有不能显示的字符，请删掉再发。")
        text = _plain(text)
        return " ".join(text.split()) if self.one_line else text.strip()


def _plain(text: str) -> str:
    """Full-width letters, digits and signs between digits as half-width ones; Chinese punctuation stays."""
    return "".join(
        unicodedata.normalize("NFKC", char) if "\uff10" <= char <= "\uff5a" or char in "\u3000\uff0b\uff0d" else char
        for char in text
    )


class CorrectionForm(forms.Form):
    """A box for each field, beside what is shown now. At least one is filled in."""

    def __init__(self, data=None, *, center):
        super().__init__(data, auto_id="c-%s")
        self.center = center
        self.typed_key = (data or {}).get("form_key", "")
        self.new_key = secrets.token_urlsafe(24)
        for field in Field:
            longest, one_line = SHORTER.get(field, LONGEST), field in ONE_LINE
            widget = forms.TextInput if one_line else forms.Textarea
            attrs = {"autocomplete": "off", "maxlength": longest, **({} if one_line else {"rows": 3})}
            if field == Field.TELEPHONE:
                attrs["inputmode"] = "tel"
            self.fields[field.value] = WordsField(
                longest=longest,
                one_line=one_line,
                label=LABELS.get(field, field.label),
                help_text=HINTS[field],
                widget=widget(attrs=attrs),
            )
            self.fields[field.value].shown = shown_now(center, field)

    @property
    def form_key(self) -> str:
        """The key to send with it: the one that was sent, as long as nothing has come of it."""
        return self.typed_key if _FORM_KEY.fullmatch(self.typed_key) else self.new_key

    def take_new_key(self) -> None:
        """Send it as another form the next time."""
        self.typed_key = ""

    def clean(self):
        cleaned = super().clean()
        if self.data.get(HONEYPOT):
            raise ValidationError("有一格是用来防机器乱发的，要空着。本站已经替您清空，请再点一次“发给社区”。")
        if not _FORM_KEY.fullmatch(self.typed_key):
            raise ValidationError("这一页打开时没有完整。您写的都还在，请再点一次“发给社区”。")
        if not self.errors and not self.proposals:
            raise ValidationError("还没有写哪里不对。请至少填一格。")
        return cleaned

    @property
    def proposals(self) -> dict[str, str]:
        """What was filled in and differs from what is shown, by field."""
        return {
            name: text
            for name in Field.values
            if (text := self.cleaned_data.get(name)) and text != self.fields[name].shown
        }

    @property
    def wrong_fields(self):
        """The boxes with something wrong in them, for the list of mistakes at the top."""
        return [field for field in self if field.errors]

"""One field that a file changes."""

from dataclasses import dataclass

from accounts.wording import NOTHING


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record; `old` and `new` in words."""

    label: str
    old: str
    new: str

    def __str__(self):
        return f"{self.label}：{self.old or NOTHING} → {self.new or NOTHING}"

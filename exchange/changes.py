"""One field that a file changes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record; `old` and `new` in words."""

    label: str
    old: str
    new: str

    def __str__(self):
        return f"{self.label}：{self.old or '（空）'} → {self.new or '（空）'}"

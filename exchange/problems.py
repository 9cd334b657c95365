"""What is wrong with a file, in the words of the person who has to mend it."""

from dataclasses import dataclass


class WrongValue(ValueError):
    """A cell that cannot be read: why, and what to write instead, both in Chinese."""

    def __init__(self, reason: str, cure: str):
        super().__init__(reason)
        self.reason = reason
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the file is refused: where, what stands there, the reason and the cure."""

    reason: str
    cure: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    def __str__(self):
        place = f"工作表“{self.sheet}”" if self.sheet else ""
        place += f"第 {self.row} 行" if self.row else ""
        place += f"“{self.column}”列" if self.column else ""
        place += f"“{self.value[:40]}”" if self.value else ""
        return f"{place}：{self.reason}{self.cure}" if place else self.reason + self.cure


class FileUnreadable(Exception):
    """A file that is not read at all; `problem` says why."""

    def __init__(self, reason: str, cure: str):
        super().__init__(reason)
        self.problem = Problem(reason, cure)

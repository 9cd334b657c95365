"""The periods that snapshots and reports are made for: a quarter (2026Q4) or a month (2026-11)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 2018, 2100
# As a check constraint knows it too.
WRITTEN = r"^20[0-9]{2}(Q[1-4]|-(0[1-9]|1[0-2]))\Z"
_QUARTERS = "一二三四"


@dataclass(frozen=True, slots=True)
class Period:
    """`number` is that of the quarter or of the month."""

    year: int
    number: int
    is_quarter: bool

    @classmethod
    def read(cls, text: str) -> "Period":
        """The period that `text` writes.

        :raises ValueError: for anything else.
        """
        if not re.match(WRITTEN, text) or int(text[:4]) < FIRST_YEAR:
            raise ValueError(text)
        return cls(int(text[:4]), int(text[5:]), text[4] == "Q")

    @classmethod
    def quarter_of(cls, day: date) -> "Period":
        """The quarter that holds a day."""
        return cls(day.year, (day.month + 2) // 3, True)

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """The month that holds a day."""
        return cls(day.year, day.month, False)

    def __str__(self):
        return f"{self.year}Q{self.number}" if self.is_quarter else f"{self.year}-{self.number:02}"

    @property
    def label(self) -> str:
        """The period in Chinese."""
        return (
            f"{self.year}年第{_QUARTERS[self.number - 1]}季度" if self.is_quarter else f"{self.year}年{self.number}月"
        )

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2 if self.is_quarter else self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        begun = self.first
        month = begun.month + (3 if self.is_quarter else 1)
        return date(begun.year + (month > 12), (month - 1) % 12 + 1, 1) - timedelta(days=1)

    @property
    def a_year_before(self) -> "Period":
        """The same period of the year before."""
        return Period(self.year - 1, self.number, self.is_quarter)


# Figures are those of the moment: a snapshot of a period long past would tell a lie.
TAKEN_UNTIL = timedelta(days=31)


def takeable(day: date) -> list[Period]:
    """The periods that a snapshot may be taken for on a day: those that hold it, and those that ended lately."""
    before = [Period.quarter_of(day), Period.month_of(day)]
    earlier = [
        make(period.first - timedelta(days=1))
        for period, make in zip(before, (Period.quarter_of, Period.month_of), strict=True)
    ]
    return before + [period for period in earlier if day - period.last <= TAKEN_UNTIL]

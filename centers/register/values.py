"""From a cell of the register to a value: every reader takes what offices write and says what it cannot read.

A reader gets a cell that is not empty and returns the value, or raises WrongValue.
"""

import re
import unicodedata
from datetime import date, datetime

from grids.sources import Source

FIRST_YEAR = 1949
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,17})?")
_UNITS = re.compile(r"(m2|平方米|平米|人|名|号|°)$")
_MONTHS = (
    re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})月?"),
    re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月][0-9]{1,2}日?"),
    re.compile(r"([0-9]{4})([0-9]{2})"),
)
_SOURCES = {
    "报道": Source.ARTICLE,
    "公开报道": Source.ARTICLE,
    "示例": Source.SAMPLE,
    "官方": Source.OFFICIAL,
    "官方资料": Source.OFFICIAL,
    "台账": Source.OFFICIAL,
    "实地核实": Source.SURVEY,
    "导入": Source.IMPORT,
}


class WrongValue(ValueError):
    """A cell that cannot be read: why, and what to write instead, both in Chinese."""

    def __init__(self, reason: str, cure: str):
        super().__init__(reason)
        self.reason = reason
        self.cure = cure


def shown(value) -> str:
    """A cell as the person who wrote it sees it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    return str(value).strip()


def plain(value) -> str:
    """A cell with full-width digits, letters and signs made plain, and no spaces."""
    return "".join(unicodedata.normalize("NFKC", shown(value)).split())


def text(longest: int):
    """A reader of one line of text."""

    def read(value) -> str:
        line = " ".join(shown(value).split())
        if not line.isprintable():
            raise WrongValue("含有不能显示的字符。", "请重新输入这一格。")
        if len(line) > longest:
            raise WrongValue(f"有{len(line)}个字，最多{longest}个。", "请写短一些。")
        return line

    return read


def opening_text(longest: int):
    """A reader of opening hours; lines become clauses."""
    read_line = text(longest)

    def read(value) -> str:
        return read_line("；".join(line.strip(" ;；") for line in shown(value).splitlines() if line.strip(" ;；")))

    return read


def whole_number(low: int, high: int):
    """A reader of numbers such as `４００`, `1,800㎡` or `6人`; fractions are rounded."""

    def read(value) -> int:
        number = round(_number(value, "请只写数字，例如 400。"))
        if not low <= number <= high:
            raise WrongValue("数字超出范围。", f"应在 {low} 到 {high} 之间。")
        return number

    return read


def degrees(value) -> float:
    """Decimal degrees."""
    return _number(value, "请写十进制的度，例如 111.9589。")


def _number(value, cure: str) -> float:
    written = _UNITS.sub("", plain(value).replace(",", ""))
    if not _NUMBER.fullmatch(written):
        raise WrongValue("不是数字。", cure)
    return float(written)


def month(value) -> date:
    """The first day of a month written as `2018-11`, `2018年11月`, `2018.11`, `201811` or as a date."""
    if isinstance(value, date):  # a datetime is one too
        year, number = value.year, value.month
    else:
        written = plain(value)
        match = next(filter(None, (pattern.fullmatch(written) for pattern in _MONTHS)), None)
        year, number = map(int, match.groups()[:2]) if match else (0, 0)
    if not (FIRST_YEAR <= year <= 2100 and 1 <= number <= 12):
        raise WrongValue("看不出是哪年哪月。", "请写成 2018-11 或 2018年11月。")
    return date(year, number, 1)


def one_of(choices):
    """A reader of a Chinese label of a TextChoices class; returns the stored value."""
    values = {plain(label): value for value, label in choices.choices}

    def read(value) -> str:
        try:
            return values[plain(value)]
        except KeyError:
            raise WrongValue("不在可选的范围里。", f"请从这些里选：{'、'.join(choices.labels)}。") from None

    return read


def division_code(value) -> str:
    """A code of the territory: digits."""
    code = plain(value)
    if not (code.isascii() and code.isdigit()):
        raise WrongValue("不是行政区划代码。", "请写6位、9位或12位数字。")
    return code


def source(value) -> str:
    """Where the row comes from (`Source`)."""
    try:
        return _SOURCES[plain(value)]
    except KeyError:
        raise WrongValue("不在可选的范围里。", f"请从这些里选：{'、'.join(_SOURCES)}。") from None

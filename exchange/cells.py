"""From a cell to a value: every reader takes what offices write and says what it cannot read.

A reader gets a cell that is not empty and returns the value, or raises WrongValue.
"""

import re
import unicodedata
from datetime import date, datetime, time

from exchange.problems import WrongValue

FIRST_YEAR = 1949
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,17})?")
_UNITS = re.compile(r"(m2|平方米|平米|人|名|户|座|个|号|°)$")
_MONTHS = (
    re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})月?"),
    re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月][0-9]{1,2}日?"),
    re.compile(r"([0-9]{4})([0-9]{2})"),
)
_DAY = re.compile(r"([0-9]{4})[-./年]?([0-9]{1,2})[-./月]?([0-9]{1,2})日?")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─~〜～", "-"))
_CLOCK = _DASHES | str.maketrans("０１２３４５６７８９－∶", "0123456789-:")
_YES = {"是", "√", "y", "yes", "true", "1", "对"}
_NO = {"否", "×", "n", "no", "false", "0", "不", "x"}


class Formula(str):
    """A formula in a cell: what it shows depends on who opened the file last, so no reader takes it."""

    __slots__ = ()


def shown(value) -> str:
    """A cell as the person who wrote it sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    if isinstance(value, time):
        value = f"{value:%H:%M}"
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


def lines(longest: int):
    """A reader of text of several lines."""

    def read(value) -> str:
        found = "\n".join(" ".join(line.split()) for line in shown(value).splitlines()).strip()
        if not found.replace("\n", "").isprintable():
            raise WrongValue("含有不能显示的字符。", "请重新输入这一格。")
        if len(found) > longest:
            raise WrongValue(f"有{len(found)}个字，最多{longest}个。", "请写短一些。")
        return found

    return read


def opening_text(longest: int):
    """A reader of opening hours; lines become clauses, and dashes and digits of every width plain ones."""
    read_line = text(longest)

    def read(value) -> str:
        value = shown(value).translate(_CLOCK)
        return read_line("；".join(line.strip(" ;；") for line in shown(value).splitlines() if line.strip(" ;；")))

    return read


def telephone(longest: int):
    """A reader of telephone numbers such as `0662－3221234`; dashes and digits of every width become plain."""
    read_line = text(longest)

    def read(value) -> str:
        number = unicodedata.normalize("NFKC", shown(value)).translate(_DASHES)
        number = re.sub(r"\s*-+\s*", "-", read_line(number))
        if sum(character.isdigit() for character in number) < 3:
            raise WrongValue("看不出是电话号码。", "请写成 0662-3221234；没有就留空。")
        return number

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
        written = plain(value).translate(_DASHES)
        match = next(filter(None, (pattern.fullmatch(written) for pattern in _MONTHS)), None)
        year, number = map(int, match.groups()[:2]) if match else (0, 0)
    if not (FIRST_YEAR <= year <= 2100 and 1 <= number <= 12):
        raise WrongValue("看不出是哪年哪月。", "请写成 2018-11 或 2018年11月。")
    return date(year, number, 1)


def day(value) -> date:
    """A date written as `2026-11-22`, `2026年11月22日`, `2026/11/22`, `20261122` or as a date."""
    try:
        if isinstance(value, date):
            found = date(value.year, value.month, value.day)
        else:
            match = _DAY.fullmatch(plain(value).translate(_DASHES))
            found = date(*map(int, match.groups())) if match else date.min
    except ValueError:
        found = date.min
    if not FIRST_YEAR <= found.year <= 2100:
        raise WrongValue("看不出是哪一天。", "请写成 2026-11-22。")
    return found


def yes_or_no(value) -> bool:
    """是 or 否."""
    word = plain(value).lower()
    if word not in _YES | _NO:
        raise WrongValue("不在可选的范围里。", "请写“是”或“否”。")
    return word in _YES


def one_of(choices):
    """A reader of a Chinese label of a choices class; returns the stored value."""
    return one_of_words({label: value for value, label in choices.choices})


def one_of_words(values: dict):
    """A reader of one of these words; returns what stands for it."""
    known = {plain(word): value for word, value in values.items()}

    def read(value):
        try:
            return known[plain(value)]
        except KeyError:
            raise WrongValue("不在可选的范围里。", f"请从这些里选：{'、'.join(values)}。") from None

    return read


def several_of(choices):
    """A reader of labels of a choices class with commas between them; returns the stored values in their order."""
    read_one = one_of(choices)

    def read(value) -> list:
        words = [word for word in re.split(r"[、,，;；/\s]+", shown(value)) if word]
        chosen = {read_one(word) for word in words}
        return [value for value, _ in choices.choices if value in chosen]

    return read


def division_code(value) -> str:
    """A code of the territory: digits."""
    code = plain(value)
    if not (code.isascii() and code.isdigit()):
        raise WrongValue("不是行政区划代码。", "请写6位、9位或12位数字。")
    return code


def plain_code(longest: int):
    """A reader of codes of capital letters and digits, such as `JC008`."""

    def read(value) -> str:
        code = plain(value).upper()
        if not (code.isascii() and code.isalnum() and len(code) <= longest):
            raise WrongValue("不像编码。", f"编码只有字母和数字，最多{longest}位，例如 JC008。")
        return code

    return read


def row_number(value) -> int:
    """The number that the portal gave a row (系统编号)."""
    written = plain(value)
    if not (written.isascii() and written.isdigit() and len(written) <= 15):
        raise WrongValue("系统编号不对。", "下载的文件里有什么就写什么；新增的行留空。")
    return int(written)

"""The words of opening hours as people type them: register text into tokens.

Works on one clause, normalised by NFKC so that full-width digits and signs are plain. Tokens are found from
left to right by one regular expression of plain alternatives, without nested repetition.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from centers.hours import DAY_MINUTES, EVERY_DAY, MONDAY_TO_FRIDAY, WEEKDAYS, WEEKEND, Minutes


class NotUnderstood(ValueError):
    """The words mean nothing here, or more than one thing."""


class Word(Enum):
    DAY = auto()  # 周一: the weekday, 0 = Monday
    BARE_DAY = auto()  # the 三 of 周一、三: a weekday only beside another one
    NUMBER = auto()  # the 9 of 9-17点, the 5 of 周1-5
    DAILY = auto()  # 每天
    WORKING = auto()  # 工作日
    WEEKEND = auto()
    RANGE = auto()
    TIME = auto()  # a Clock
    HOURS_24 = auto()
    ALL_DAY = auto()  # 全天: 24 hours, or just 'not only mornings'
    CLOSED = auto()
    EXCEPT = auto()
    ALL_YEAR = auto()  # 全年无休
    HOLIDAY = auto()
    HOLIDAY_CLOSED = auto()
    HOLIDAY_EXCEPT = auto()  # 节假日除外
    HOLIDAY_WITHOUT = auto()  # 不含节假日
    HOLIDAY_OPEN = auto()
    HOLIDAY_INCLUDED = auto()  # 含节假日
    BRACKET = auto()
    BRACKET_END = auto()


DAY_SETS = {Word.DAILY: EVERY_DAY, Word.WORKING: MONDAY_TO_FRIDAY, Word.WEEKEND: WEEKEND}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written: 下午2:30 is hour 2, minute 30, part 下午."""

    hour: int
    minute: int
    part: str  # 上午, 下午 …, or empty
    next_day: bool
    in_words: bool  # 9点 rather than 9:00


Token = tuple[Word, int | Clock | None]

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─~〜～", "-") | {"∶": ":", "【": "(", "】": ")", "[": "(", "]": ")"})
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_WEEKDAYS = {c: n for n, c in enumerate(WEEKDAYS)} | {"天": 6} | {str(n + 1): n for n in range(7)}

_HOLIDAYS = r"(?:国家)?(?:法定)?(?:节假日|节日|假日|公众假期|公共假期)(?:期间)?(?:均|都|也)?"
_PARTS = "上午|早上|早晨|清晨|早|凌晨|中午|下午|傍晚|晚上|夜间|晚"
# The first alternative that fits wins: longer words stand before their beginnings.
_TOKEN = re.compile(
    rf"""
    (?P<noise>[\s,、/:和与及]+|(?:对外)?(?:开放|营业|服务|办公|工作|上班|办事|受理|接待|开馆)时间|对外开放|时间|从|均|为)
  | (?P<ALL_YEAR>全年无休息?|全年开放)
  | (?P<HOLIDAY_EXCEPT>{_HOLIDAYS}除外)
  | (?P<HOLIDAY_WITHOUT>除{_HOLIDAYS}以?外|不(?:含|包括|包含){_HOLIDAYS})
  | (?P<HOLIDAY_INCLUDED>(?:含|包括|包含){_HOLIDAYS})
  | (?P<HOLIDAY_CLOSED>{_HOLIDAYS}(?:休息|休馆|闭馆|关闭|放假|不开放|不营业|不上班|不办公|休))
  | (?P<HOLIDAY_OPEN>{_HOLIDAYS}(?:(?:照常|正常)?(?:开放|营业|服务|上班|办公)|照常|不休息?|无休|不闭馆)(?!时间))
  | (?P<HOLIDAY>{_HOLIDAYS})
  | (?P<CLOSED>休息|休馆|闭馆|关闭|不开放|不营业|不上班|不办公|休)
  | (?P<EXCEPT>除外)
  | (?P<verb>开放|营业|服务|办公|上班|开馆)
  | (?P<HOURS_24>(?:7[x×*])?24个?(?:小时|h(?![a-z]))|二十四小时)
  | (?P<ALL_DAY>全天候?)
  | (?P<DAILY>每天|每日|天天)
  | (?P<WORKING>(?:每个)?工作日)
  | (?P<WEEKEND>每?周末|双休日)
  | 每?(?:周|星期|礼拜)(?P<DAY>[一二三四五六日天](?![点时])|[1-7](?![\d:点时]))
  | (?P<TIME>(?P<next>次日|第二天|翌日)?[\s:]*(?P<part>{_PARTS})?[\s:]*
      (?:(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::00)?(?![\d:])
        |(?P<hour_word>\d{{1,2}}|二十[一二三四]?|十[一二三四五六七八九]?|[一二两三四五六七八九])
         [点时](?:(?P<half>半)|整|(?P<minute_word>\d{{1,2}})(?![\d:])分?)?))
  | (?P<BARE_DAY>[一二三四五六日天])
  | (?P<NUMBER>\d{{1,2}}(?!\d))
  | (?P<RANGE>-+|至|到)
  | (?P<BRACKET>\()
  | (?P<BRACKET_END>\))
    """,
    re.VERBOSE,
)
_IGNORED = {"noise", "verb"}


def tokens_of(clause: str) -> list[Token]:
    """The tokens of a clause; raises NotUnderstood at the first character that belongs to none."""
    text = unicodedata.normalize("NFKC", clause).translate(_DASHES).lower()
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise NotUnderstood(text[position:])
        position = match.end()
        kind = match.lastgroup
        if kind not in _IGNORED:
            tokens.append((Word[kind], _value(kind, match)))
    return tokens


def _value(kind: str, match: re.Match[str]) -> int | Clock | None:
    match kind:
        case "DAY" | "BARE_DAY":
            return _WEEKDAYS[match[kind]]
        case "NUMBER":
            return int(match[kind])
        case "TIME":
            return _clock(match)
        case _:
            return None


def _clock(match: re.Match[str]) -> Clock:
    in_words = match["hour_word"] is not None
    if in_words:
        hour, minute = _number(match["hour_word"]), 30 if match["half"] else int(match["minute_word"] or 0)
    else:
        hour, minute = int(match["hour"]), int(match["minute"])
    return Clock(hour, minute, match["part"] or "", match["next"] is not None, in_words)


def _number(word: str) -> int:
    """8, 八, 十二 or 二十一 as a number."""
    if word.isdecimal():
        return int(word)
    tens, ten, units = word.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(units, 0)


def span_between(opens: Clock, closes: Clock) -> Minutes:
    """The minutes of a span such as 下午2:30-5:30; raises NotUnderstood where it could mean two things.

    The end takes the start's part of the day unless it has its own. An end before the start is on the next
    day only if the text says so (次日, 凌晨) or no afternoon could be meant: 22:00-02:00 is a night, 8:30-5:30
    is left alone. 0:00 and 23:59 as an end are midnight.
    """
    if opens.next_day:
        raise NotUnderstood("次日")
    start = _minutes(opens.hour, opens.minute, opens.part)
    inherited = opens.part if not closes.part and closes.hour < 13 and not closes.next_day else closes.part
    end = _minutes(closes.hour, closes.minute, inherited)
    if closes.next_day:
        end += DAY_MINUTES
    elif end in (0, DAY_MINUTES - 1):
        end = DAY_MINUTES
    elif end <= start and (closes.part == "凌晨" or (not inherited and end + DAY_MINUTES // 2 <= start)):
        end += DAY_MINUTES
    if not (start < DAY_MINUTES and 0 < end - start <= DAY_MINUTES):
        raise NotUnderstood("先后")
    return start, end


# Which hours a part of the day may carry, and from which to which 12 are added.
_HOURS_OF_PART = {
    "凌晨": (range(7), range(0)),
    "中午": (range(11, 15), range(1, 3)),
    "下午": (range(12, 24), range(1, 12)),
    "傍晚": (range(17, 20), range(5, 8)),
    "晚": (range(17, 25), range(5, 13)),
    "早": (range(5, 13), range(0)),
    "": (range(25), range(0)),
}
_SAME_PART = {"上午": "早", "早上": "早", "早晨": "早", "清晨": "早", "晚上": "晚", "夜间": "晚"}


def _minutes(hour: int, minute: int, part: str) -> int:
    plain, shifted = _HOURS_OF_PART[_SAME_PART.get(part, part)]
    if hour in shifted:
        hour += 12
    elif hour not in plain:
        raise NotUnderstood(f"{part}{hour}点")
    if minute > 59 or (hour == 24 and minute):
        raise NotUnderstood(f"{hour}:{minute}")
    return hour * 60 + minute

"""From the catalogue's table cells to words for residents: lists, full-width punctuation, honest marks."""

import re

OPENING, CLOSING = "(（《“【[", ")）》”】]"
FULL_WIDTH = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}
# How the table marks what its makers wrote themselves, or took from reports, and how a page says so.
MARKS = (
    (re.compile(r"composed引用"), "编写时引用"),
    (re.compile(r"[(（]composed[)）]"), "（参照同类清单编写）"),
    (re.compile(r"composed"), "未查到公开规定"),
    (re.compile(r"种子"), "公开报道"),
    (re.compile(r"来源样例"), "外地样例"),
    (re.compile(r"对象有来源"), "服务对象有公开来源"),
    (re.compile(r"见\s*\S+\.md\s*"), ""),
)
# “资源、需求、项目清单” is one list; “代办另需委托人、代办人证件” one clause.
ONE_THING = re.compile(r"另需|清单$")
NOTHING = re.compile(r"无(?:[(（](?P<remark>.*)[)）])?")


def words(cell: str) -> list[str]:
    """The parts of a cell that lists with semicolons, each once."""
    return list(dict.fromkeys(part.strip() for part in re.split("[;；]", cell) if part.strip()))


def plain(text: str) -> str:
    """A sentence for a page: marks in honest Chinese, punctuation in full width (not between digits or letters)."""
    for mark, said in MARKS:
        text = mark.sub(said, text)
    return "".join(
        FULL_WIDTH.get(character, character) if character in "()" or not _is_inside_ascii(text, place) else character
        for place, character in enumerate(text)
    )


def _is_inside_ascii(text, place):
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and around.isascii() and around.isalnum()


def documents(cell: str) -> tuple[list[str], str]:
    """What to bring, one thing a line, and the remark of a cell that says 无（…）."""
    nothing = NOTHING.fullmatch(cell.strip())
    if nothing:
        return [], plain(nothing["remark"] or "")
    things = []
    for clause in split_outside(re.sub("[,，]另附", ";", cell), ";；"):
        if clause.startswith("其余") and things:
            things[-1] += f"（{clause}）"
            continue
        things += [clause] if ONE_THING.search(clause) else split_outside(clause, "、")
    return list(dict.fromkeys(map(plain, things))), ""


def split_outside(text: str, separators: str) -> list[str]:
    """Split at any of the characters `separators`, but not inside brackets, titles and quotation marks."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth -= 1
        elif character in separators and depth <= 0:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]

"""Numbers of persons in what residents type: covered before anything is stored.

A resident who reports a wrong door number needs to leave no telephone and no identity number; many do all the same.
"""

import re

# How a text shows that something in it was covered.
COVERED = "已隐去〕"
PHONE = f"〔电话号码{COVERED}"
IDENTITY = f"〔证件号码{COVERED}"
NUMBER = f"〔长号码{COVERED}"

_RULES = (
    # 18 digits (GB 11643), the last perhaps X, as people group them.
    (re.compile(r"(?<!\d)\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dXx](?![\dA-Za-z])"), IDENTITY),
    # A mobile number, or one of a landline with its area code.
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"), PHONE),
    (re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"), PHONE),
    (re.compile(r"(?<!\d)\d{11}(?!\d)"), PHONE),
    # Cards and other long numbers.
    (re.compile(r"\d{12,}"), NUMBER),
)


def covered(text: str, *, telephones_too: bool = True) -> str:
    """The text without numbers that may be a person's.

    :param telephones_too: False where an office's telephone is the matter.
    """
    for pattern, cover in _RULES:
        if telephones_too or cover != PHONE:
            text = pattern.sub(cover, text)
    return text

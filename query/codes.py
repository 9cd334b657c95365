"""Codes are the tree: a unit's code begins with its parent's, three digits a level after the district's six."""

from django.db.models import Q

STEP = 3
DISTRICT_LENGTH, STREET_LENGTH, COMMUNITY_LENGTH = 6, 9, 12
LONGEST = 21


def subtree_q(code: str, field: str = "code") -> Q:
    """Rows whose `field` is `code` or lies under it.

    A range rather than LIKE: codes hold digits only, so every collation orders them alike and a plain B-tree
    index serves the read on both databases.
    """
    return Q(**{f"{field}__gte": code, f"{field}__lte": code.ljust(LONGEST, "9")})


def ancestor_codes(code: str) -> list[str]:
    """The codes above `code`, the district's first."""
    return [code[:end] for end in range(DISTRICT_LENGTH, len(code), STEP)]


def is_code(text: str) -> bool:
    """Whether `text` could be a unit's code."""
    return text.isascii() and text.isdigit() and DISTRICT_LENGTH <= len(text) <= LONGEST and len(text) % STEP == 0

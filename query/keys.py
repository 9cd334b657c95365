"""Keys of rows as they come from outside: in an address, or in a form that somebody filled in."""

MOST_DIGITS = 18  # every such number fits the column of a key


def is_key(text: str) -> bool:
    """Whether a text could be a row's key."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def row_with_key(rows, text: str):
    """The row of a queryset with this key; None for one that is not there and for what is no key."""
    return rows.filter(pk=text).first() if is_key(text) else None

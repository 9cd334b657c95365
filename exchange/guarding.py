"""Text that a spreadsheet would run as a formula, and how it leaves and comes back as text.

Signs of CSV injection as OWASP lists them, with their full-width forms, which some spreadsheets take for the same.
"""

_SIGNS = tuple("=+-@＝＋－＠\t\r\n")


def is_risky(text: str) -> bool:
    """Whether a spreadsheet may take `text` for a formula."""
    return text.startswith(_SIGNS) or text.lstrip().startswith(_SIGNS)


def guarded(text: str, *, by_apostrophe: bool) -> str:
    """`text` so that `unguarded` gives it back, whatever it is.

    :param by_apostrophe: for CSV, where nothing but a leading apostrophe makes it text; a cell of a workbook says
        itself that it is text, and then only a text that already begins with apostrophes needs one more.
    """
    is_marked = text.startswith("'") and is_risky(text.lstrip("'"))
    return f"'{text}" if is_marked or (by_apostrophe and is_risky(text)) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and is_risky(text.lstrip("'")) else text

"""How names and questions are brought to one form before they meet."""

import unicodedata


def normalise(text: str) -> str:
    """Full-width to half-width, lower case, without spaces, quotes and punctuation (NFKC; letters and digits stay)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())

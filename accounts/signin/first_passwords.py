"""Random passwords and recovery codes that can be read aloud and typed."""

import secrets

# Letters and digits that nobody mistakes for one another.
READABLE = "abcdefghijkmnpqrstuvwxyz23456789"
PASSWORD_PARTS, CODE_PARTS, PART_LENGTH = 4, 2, 5


def new_password() -> str:
    """A random password of about 100 bits; letters, digits and hyphens, so that it fits either profile of rules."""
    while True:
        password = _readable(PASSWORD_PARTS)
        if any(sign.isdigit() for sign in password) and any(sign.isalpha() for sign in password):
            return password


def new_recovery_code() -> str:
    """A random code of 50 bits that stands in for a lost telephone once."""
    return _readable(CODE_PARTS)


def _readable(parts: int) -> str:
    return "-".join("".join(secrets.choice(READABLE) for _ in range(PART_LENGTH)) for _ in range(parts))

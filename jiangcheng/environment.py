"""Every setting that the environment may change: name, type, default, meaning. README shows the same table."""

from ipaddress import ip_network

import environ
from django.core.exceptions import ImproperlyConfigured

# Name: (type, default). A value that does not fit its type stops the start with a sentence, see read().
VARIABLES = {
    "DEBUG": (bool, False),
    "SECRET_KEY": (str, ""),
    "DATABASE_URL": (str, ""),
    "CONN_MAX_AGE": (int, 60),
    "ALLOWED_HOSTS": (list, ["localhost", "127.0.0.1", "[::1]"]),
    "CSRF_TRUSTED_ORIGINS": (list, []),
    "PORTAL_URL": (str, ""),
    "HTTPS": (bool, False),
    "DEMO": (bool, True),
    "HOST_ORGANISATION": (str, ""),
    "OFFICE_TELEPHONE": (str, ""),
    "TIANDITU_KEY": (str, ""),
    "DETOUR_FACTOR": (float, 1.5),
    "DETOUR_FACTOR_DATE": (str, "2026-11-22"),
    "WALK_SPEED_M_PER_S": (float, 1.2),
    "ELDER_WALK_SPEED_M_PER_S": (float, 0.8),
    "AUDIT_KEEP_MONTHS": (int, 36),
    "STALE_AFTER_DAYS": (int, 90),
    "SECOND_FACTOR": (str, ""),
    "PASSWORD_PROFILE": (str, "asvs"),
    "SESSION_IDLE_MINUTES": (int, 30),
    "SESSION_HOURS": (int, 12),
    "SIGN_IN_FAILURES": (int, 5),
    "SIGN_IN_FAILURES_PER_ADDRESS": (int, 30),
    "SIGN_IN_COOL_OFF_MINUTES": (int, 30),
    "TRUSTED_PROXIES": (list, []),
    "VAR_DIR": (str, ""),
    "MEDIA_ROOT": (str, ""),
}

env = environ.Env(**VARIABLES)


def read(name):
    """The variable's value in its type.

    :raises ImproperlyConfigured: with a sentence that names the variable, when the value does not fit.
    """
    try:
        return env(name)
    except ValueError as error:
        kind = VARIABLES[name][0].__name__
        raise ImproperlyConfigured(f"{name} must be of type {kind}: {error}") from error


def read_positive(name) -> float:
    """A number above zero (speeds and factors divide by it)."""
    value = read(name)
    if not value > 0:
        raise ImproperlyConfigured(f"{name} must be above zero, not {value}.")
    return value


def read_choice(name, choices) -> str:
    """One of a few words."""
    value = read(name)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def read_networks(name) -> list:
    """Addresses or networks, such as 10.0.0.5 or 10.0.0.0/24."""
    try:
        return [ip_network(text.strip()) for text in read(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be addresses with commas between them: {error}") from error

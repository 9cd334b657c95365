"""Every setting that the environment may change: name, type, default, meaning. README shows the same table."""

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

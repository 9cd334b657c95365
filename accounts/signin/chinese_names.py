"""Chinese names for the libraries' rows where the back office shows them and no translation reaches."""

from axes.models import AccessAttempt


def give_chinese_names() -> None:
    """Titles of failed sign-ins."""
    AccessAttempt.__str__ = lambda attempt: f"{attempt.username or '（空）'}·{attempt.ip_address}"

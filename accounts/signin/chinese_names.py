"""Chinese names for the libraries' rows where the back office shows them and no translation reaches."""

from axes.models import AccessAttempt
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

NAMES = {TOTPDevice: "两步验证的手机", StaticDevice: "一组恢复码", StaticToken: "恢复码"}


def give_chinese_names() -> None:
    """Titles of failed sign-ins, and what the page says that goes with a deleted account."""
    AccessAttempt.__str__ = lambda attempt: f"{attempt.username or '（空）'}·{attempt.ip_address}"
    StaticToken.__str__ = lambda token: f"第{token.pk}号"
    for model, name in NAMES.items():
        model._meta.verbose_name = model._meta.verbose_name_plural = name

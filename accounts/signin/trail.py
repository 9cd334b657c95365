"""Signing in and out as the audit trail tells it: Django and django-axes announce it by signals.

Refusals are told by `accounts.signin.lockout`, which counts them.
"""

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from accounts.audit import Action, record


@receiver(user_logged_in)
def signed_in(sender, request, user, **kwargs):
    """After the password and, where one is asked for, the code."""
    record(Action.SIGN_IN, request=request, actor=user, detail={"second_factor": _factor_of(user)})


@receiver(user_logged_out)
def signed_out(sender, request, user, **kwargs):
    """By the person; a session whose time is over is told by `sessions`."""
    if user is not None:
        record(Action.SIGN_OUT, request=request, actor=user, detail={"reason": "asked"})


@receiver(user_locked_out)
def locked_out(sender, request, username, **kwargs):
    """The attempt that locks, and each one after it."""
    record(Action.LOCKED_OUT, request=request, actor=username or "?")


def _factor_of(user) -> str:
    device = getattr(user, "otp_device", None)
    return device._meta.model_name if device else ""

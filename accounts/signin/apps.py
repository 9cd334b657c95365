from axes.apps import AppConfig


class LockoutConfig(AppConfig):
    """django-axes under the name that the back office shows."""

    verbose_name = "登录安全"

    def ready(self):
        super().ready()
        from axes.models import AccessAttempt

        # The only words of django-axes that no translation reaches, and the back office shows them as a title.
        AccessAttempt.__str__ = lambda attempt: f"{attempt.username or '（空）'}·{attempt.ip_address}"

from axes.apps import AppConfig


class LockoutConfig(AppConfig):
    """django-axes under the name that the back office shows."""

    verbose_name = "登录安全"

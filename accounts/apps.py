from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号"

    def ready(self):
        # For their signal receivers.
        from accounts.signin import sessions, trail  # noqa: F401

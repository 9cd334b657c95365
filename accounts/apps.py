from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号"

    def ready(self):
        # Their signal receivers: the trail must hear of a refusal before django-axes turns it into a lockout.
        from accounts.signin import sessions, trail  # noqa: F401

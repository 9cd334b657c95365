from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号"

    def ready(self):
        from accounts.signin import sessions, trail  # noqa: F401  (for their signal receivers)
        from accounts.signin.chinese_names import give_chinese_names

        give_chinese_names()

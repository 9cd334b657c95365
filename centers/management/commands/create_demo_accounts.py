"""Four accounts for trying the back office, with random passwords in a file that only its owner reads."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Post
from accounts.signin.first_passwords import new_password
from grids.models import GridUnit


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account; `scope` is the code of its post's unit, "*" is everything."""

    username: str
    role: str
    scope: str


ACCOUNTS = (
    DemoAccount("admin", "superuser", "*"),
    DemoAccount("district", Post.Role.DISTRICT, "441702"),
    DemoAccount("street", Post.Role.STREET, "441702002"),  # 城南街道
    DemoAccount("community", Post.Role.COMMUNITY, "441702002015"),  # 岭东北社区
)


def accounts_file() -> Path:
    """Where the passwords stand: `username password role scope`, one account a line."""
    return settings.VAR_DIR / "demo-accounts.txt"


class Command(BaseCommand):
    help = "建立四个演示账号，密码写入 var/demo-accounts.txt。已有的账号和密码不动。"

    def handle(self, *, verbosity, **options):
        if not settings.DEMO:
            raise CommandError("DEMO=0 时不建立演示账号。")
        existing = get_user_model().objects.filter(username__in=[account.username for account in ACCOUNTS])
        names = set(existing.values_list("username", flat=True))
        missing = [account for account in ACCOUNTS if account.username not in names]
        if missing:
            self._create(missing)
        if verbosity:
            told = "、".join(account.username for account in missing)
            self.stdout.write(f"演示账号：新建{told}。" if missing else "演示账号都已经有了。")
            self.stdout.write(f"用户名和密码在 {accounts_file()}。")

    def _create(self, accounts):
        units = GridUnit.objects.without_shapes().in_bulk([account.scope for account in accounts], field_name="code")
        lacking = [account.scope for account in accounts if account.scope != "*" and account.scope not in units]
        if lacking:
            raise CommandError(f"还没有区划 {'、'.join(lacking)}。请先运行 import_divisions。")
        # The file may outlive the database: what it says stays true.
        known = _passwords_on_file()
        passwords = {account.username: known.get(account.username) or new_password() for account in accounts}
        with transaction.atomic():
            for account in accounts:
                _create_account(account, passwords[account.username], units.get(account.scope))
            _append_to_file([account for account in accounts if account.username not in known], passwords)


def _create_account(account: DemoAccount, password: str, unit: GridUnit | None):
    users = get_user_model().objects
    if unit is None:
        users.create_superuser(account.username, password=password)
        return
    user = users.create_user(account.username, password=password, is_staff=True)
    Post.objects.create(user=user, unit=unit, role=account.role)


def _passwords_on_file() -> dict[str, str]:
    if not accounts_file().exists():
        return {}
    lines = (line.split() for line in accounts_file().read_text(encoding="utf-8").splitlines())
    return {words[0]: words[1] for words in lines if len(words) == 4}


def _append_to_file(accounts, passwords):
    if not accounts:
        return
    lines = [
        f"{account.username} {passwords[account.username]} {account.role} {account.scope}\n" for account in accounts
    ]
    descriptor = os.open(accounts_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(lines)

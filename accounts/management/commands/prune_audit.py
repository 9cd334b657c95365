"""Delete audit entries whose time is over."""

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.audit import prune


class Command(BaseCommand):
    help = "清理超过保留期（AUDIT_KEEP_MONTHS）的审计记录。清理本身也记一条。"

    def handle(self, *, verbosity, **options):
        count = prune()
        if verbosity:
            self.stdout.write(f"清理{count}条，保留最近{settings.AUDIT_KEEP_MONTHS}个月。")

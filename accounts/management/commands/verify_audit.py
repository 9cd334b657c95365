"""Check the seals of the audit trail."""

from django.core.management.base import BaseCommand, CommandError

from accounts.audit import first_bad_entry


class Command(BaseCommand):
    help = "检查审计记录是否完整：逐条核对摘要，报出第一条不对的。"

    def handle(self, *, verbosity, **options):
        bad, count = first_bad_entry()
        if bad is not None:
            raise CommandError(
                f"第{count}条（编号{bad.pk}，{bad.at:%Y-%m-%d %H:%M:%S}）不对：内容被改过，或者它前面少了记录。"
            )
        if verbosity:
            self.stdout.write(f"审计记录完整，共{count}条。")

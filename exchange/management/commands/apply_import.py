"""Apply an upload that was confirmed in the back office. The back office starts this for large files."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from exchange.applying import NotApplied, apply_version, say_how_far
from exchange.models import ImportVersion


class Command(BaseCommand):
    help = "导入一次已经确认的上传。平时由后台自动运行。"

    def add_arguments(self, parser):
        parser.add_argument("version", type=int, help="上传的编号")
        parser.add_argument("user", type=int, help="确认的账号的编号")

    def handle(self, *, version, user, verbosity, **options):
        try:
            version = ImportVersion.objects.get(pk=version)
            user = get_user_model().objects.get(pk=user, is_active=True)
        except (ImportVersion.DoesNotExist, get_user_model().DoesNotExist):
            raise CommandError("没有这次上传，或者没有这个账号。") from None
        try:
            apply_version(
                version,
                user,
                progress=lambda done, total: self._say(version, done, total, verbosity),
                # The back office lets nothing become this unanswered.
                is_answered=version.state == ImportVersion.State.APPLYING,
            )
        except NotApplied as error:
            raise CommandError(str(error)) from error
        except BaseException:
            # Nothing was written; the person may try again.
            ImportVersion.objects.filter(pk=version.pk).update(state=ImportVersion.State.READY)
            raise

    def _say(self, version, done, total, verbosity):
        say_how_far(version, done, total)
        if verbosity:
            self.stdout.write(f"正在导入：{done}/{total}")

"""`manage.py import_divisions [FILE]`: districts, streets and communities from the official list (CSV)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from grids.importing import import_divisions
from query.tables import FileRefused


class Command(BaseCommand):
    help = "导入行政区划（CSV）。可以重复运行；有一处错误就什么都不改。"

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default=settings.DATA_DIR / "divisions.csv", help="CSV文件")

    def handle(self, *, file, verbosity, **options):
        try:
            report = import_divisions(file)
        except FileRefused as error:
            raise CommandError(f"区划没有导入，文件有{len(error.problems)}处问题：\n{error}") from error
        if verbosity:
            self._print(report, verbosity)

    def _print(self, report, verbosity):
        self.stdout.write(
            f"区划：新增{len(report.added)}，变更{len(report.changed)}，停用{len(report.retired)}，"
            f"未变{report.unchanged}。"
        )
        # A first import adds everything: the list would say nothing.
        if report.unchanged or verbosity > 1:
            self.stdout.writelines(f"新增 {line}" for line in report.added)
        self.stdout.writelines(f"变更 {line}" for line in report.changed)
        self.stdout.writelines(f"停用 {line}" for line in report.retired)

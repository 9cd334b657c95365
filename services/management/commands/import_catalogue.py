"""`manage.py import_catalogue [FILE]`: the service catalogue and the proofs not issued (CSV, three files beside it)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from query.tables import FileRefused
from services.importing import import_catalogue


class Command(BaseCommand):
    help = "导入服务目录（CSV，旁边要有另外三个文件）。可以重复运行；有一处错误就什么都不改。"

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default=settings.DATA_DIR / "catalogue.csv", help="catalogue.csv")

    def handle(self, *, file, verbosity, **options):
        try:
            report = import_catalogue(file)
        except FileRefused as error:
            raise CommandError(f"服务目录没有导入，文件有{len(error.problems)}处问题：\n{error}") from error
        if not verbosity:
            return
        self.stdout.write(
            f"服务目录：新增{len(report.added)}，变更{len(report.changed)}，停办{len(report.retired)}，"
            f"未变{report.unchanged}。"
        )
        # A first import adds everything: the list would say nothing.
        if report.unchanged or verbosity > 1:
            self.stdout.writelines(f"新增 {line}" for line in report.added)
        self.stdout.writelines(f"变更 {line}" for line in report.changed)
        self.stdout.writelines(f"停办 {line}" for line in report.retired)

"""`manage.py import_boundaries FILE.geojson`: boundaries of units by their code (GeoJSON, WGS-84)."""

from django.core.management.base import BaseCommand, CommandError

from grids.boundaries import import_boundaries
from query.tables import FileRefused


class Command(BaseCommand):
    help = "导入区划和网格的边界（GeoJSON，WGS-84，按code对应）。有一处错误就什么都不改。"

    def add_arguments(self, parser):
        parser.add_argument("file", help="GeoJSON文件")

    def handle(self, *, file, verbosity, **options):
        try:
            report = import_boundaries(file)
        except FileRefused as error:
            raise CommandError(f"边界没有导入，文件有{len(error.problems)}处问题：\n{error}") from error
        if verbosity:
            self.stdout.write(f"边界：新增{len(report.added)}，更换{len(report.changed)}，未变{report.unchanged}。")
            self.stdout.writelines(f"新增 {line}" for line in report.added)
            self.stdout.writelines(f"更换 {line}" for line in report.changed)

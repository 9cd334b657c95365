"""Read the register of centres (.xlsx) into the database."""

from django.core.management.base import BaseCommand, CommandError

from centers.register.importing import PlacesDoubted, import_register
from centers.register.sheet import read_register
from query.tables import FileRefused

QUICK = 1000  # centres; so many are in before anybody wonders


class Command(BaseCommand):
    help = "读入党群服务中心台账（.xlsx）。有一处错误就全部不导入，并列出所有错误。"

    def add_arguments(self, parser):
        parser.add_argument("file", help="台账文件（.xlsx）")
        parser.add_argument("--system", default="", help="整个文件的坐标系：WGS-84、GCJ-02、BD-09 或 CGCS2000")
        parser.add_argument("--sample", action="store_true", help="文件里的坐标、时间和数字都是示例")
        parser.add_argument("--confirmed", action="store_true", help="坐标系核对过，没有错")

    def handle(self, *, file, system, sample, confirmed, verbosity, **options):
        register = read_register(file, system=system, is_sample=sample)
        try:
            report = import_register(
                register, progress=self._say_how_far if verbosity else None, is_confirmed=confirmed
            )
        except PlacesDoubted as error:
            raise CommandError(
                f"台账没有导入。\n{error}\n请核对坐标系；核对过、确实没有错的话，加上 --confirmed 再运行。"
            ) from error
        except FileRefused as error:
            raise CommandError(f"台账没有导入，有{len(error.problems)}处要改：\n{error}") from error
        if verbosity == 0:
            return
        for center, changes in report.changed:
            self.stdout.write(f"{center.code} {center.name}")
            for change in changes:
                self.stdout.write(f"  {change}")
        for notice in report.notices:
            self.stdout.write(f"注意：{notice}")
        mark = "（示例数据）" if register.is_sample else ""
        self.stdout.write(
            f"中心{mark}：新增{len(report.created)}，变更{len(report.changed)}，未变{len(report.unchanged)}。"
        )

    def _say_how_far(self, done, total):
        if total > QUICK:
            self.stderr.write(f"正在导入：{done}/{total}")

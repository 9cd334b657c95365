"""Import a street file, or an upload of the back office, or count edits that begin or end today."""

import contextlib
import resource
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from coverage.models import RoadNetwork
from coverage.models.versions import NotPossible
from coverage.roads.area import MARGIN_M
from coverage.roads.background import forget, say
from coverage.roads.importing import Declared, import_roads
from coverage.roads.problems import RoadsRefused
from coverage.roads.uploads import import_upload


class Command(BaseCommand):
    help = "导入步行路网（.osm.pbf、.osm 或 .geojson）。同一个文件再导入一次，不产生新版本。"

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="道路文件")
        parser.add_argument("--area", type=Path, help="裁剪范围（WGS-84 的 GeoJSON 多边形）；不写就用江城区的轮廓")
        parser.add_argument("--margin", type=float, default=MARGIN_M, help="范围外多留多少米")
        parser.add_argument("--crs", default="", help="GeoJSON 的坐标系：WGS-84、GCJ-02、BD-09 或 CGCS2000")
        parser.add_argument("--source", default="", help="来源")
        parser.add_argument("--licence", default="", help="许可")
        parser.add_argument("--date", default="", help="数据日期，例如 2026-11-01；不写就用文件里的")
        parser.add_argument("--keep-inactive", action="store_true", help="只导入，先不启用")
        parser.add_argument("--upload", type=int, help="后台上传的编号；由后台自动运行")
        parser.add_argument("--memory-mb", type=int, help="最多用多少 MB 内存；后台运行时用")
        parser.add_argument("--edits", action="store_true", help="只按今天有效的道路修正更新；每天运行一次")

    def handle(self, *, file, upload, edits, memory_mb, **options):
        if memory_mb:
            _limit_memory(memory_mb)
        if edits:
            self._take_edits()
        elif upload is not None:
            self._import_upload(upload, options["verbosity"])
        elif file is None:
            raise CommandError("请写上道路文件。")
        else:
            self._import_file(file, options)

    def _import_file(self, file, options):
        try:
            outcome = import_roads(
                file,
                self._declared(options),
                activate=not options["keep_inactive"],
                progress=self.stdout.write if options["verbosity"] else None,
            )
        except RoadsRefused as error:
            raise CommandError(f"没有导入，现在的路网不变。{error}") from error
        if options["verbosity"]:
            self._tell(outcome)

    def _declared(self, options) -> Declared:
        try:
            day = date.fromisoformat(options["date"]) if options["date"] else None
        except ValueError:
            raise CommandError("日期请写成 2026-11-01。") from None
        if not 0 <= options["margin"] <= 50_000:
            raise CommandError("--margin 应在 0 到 50000 米之间。")
        return Declared(
            options["crs"], options["source"][:120], options["licence"][:120], day, options["area"], options["margin"]
        )

    def _take_edits(self):
        try:
            has_changed = RoadNetwork.objects.take_edits()
        except NotPossible as error:
            raise CommandError(str(error)) from error
        self.stdout.write("道路修正已经计入。" if has_changed else "没有变化。")

    def _import_upload(self, upload, verbosity):
        network = RoadNetwork.objects.filter(pk=upload, state=RoadNetwork.State.IMPORTING).first()
        if network is None:
            raise CommandError("没有这次上传，或者已经导入过。")

        def progress(stage):
            say(network.pk, stage)
            if verbosity:
                self.stdout.write(stage)

        try:
            import_upload(network, progress)
        except RoadsRefused as error:
            raise CommandError(f"没有导入，现在的路网不变。{error}") from error
        finally:
            forget(network.pk)

    def _tell(self, outcome):
        network = outcome.network
        if not outcome.is_new:
            self.stdout.write(f"这个文件已经导入过：{network}（{network.get_state_display()}）。没有新版本。")
            return
        report = network.report
        left = sum(row["metres"] for row in report["not_walkable"])
        self.stdout.write(
            f"{network}：{network.nodes} 个路口，{network.edges} 段，{network.km:.1f} 公里"
            f"（{network.get_state_display()}）。\n"
            f"没有计入：不能步行的 {left / 1000:.1f} 公里；"
            f"和主要部分不相连的 {report['apart']['ways']} 条、{report['apart']['metres'] / 1000:.1f} 公里；"
            f"范围外的 {report['outside']['ways']} 条；缺 {report['broken']['points']} 个点。\n{network.licence}"
        )


def _limit_memory(megabytes: int) -> None:
    """Of this process; where the system knows no such limit, it has none."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, resource.RLIM_INFINITY))

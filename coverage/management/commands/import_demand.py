"""Import demand points: buildings with their people."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coverage.demand_files.importing import DeclaredDemand, import_demand
from coverage.demand_files.rows import DemandRefused, FitsBetterElsewhere
from coverage.models.versions import NotPossible
from coverage.roads.area import MARGIN_M, read_area
from coverage.roads.problems import RoadsRefused
from grids.sources import Source


class Command(BaseCommand):
    help = "导入人口点（.xlsx 或 .geojson），全部导入或全部不导入。必须写明坐标系。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="人口点文件：经度、纬度、人口，可有编号、名称、65岁以上")
        parser.add_argument("--crs", default="", help="坐标系：WGS-84、GCJ-02、BD-09 或 CGCS2000；必须写")
        parser.add_argument("--name", default="", help="名称，例如“2025 年楼栋人口”")
        parser.add_argument("--source", default=Source.IMPORT, choices=Source.values, help="来源")
        parser.add_argument("--date", default="", help="数据日期，例如 2025-12-31")
        parser.add_argument("--area", type=Path, help="点应在的范围（WGS-84 的 GeoJSON 多边形）；不写就用江城区的轮廓")
        parser.add_argument("--confirmed", action="store_true", help="坐标系核对过，没有错")
        parser.add_argument("--keep-inactive", action="store_true", help="只导入，先不启用")

    def handle(self, *, file, verbosity, **options):
        try:
            day = date.fromisoformat(options["date"]) if options["date"] else None
        except ValueError:
            raise CommandError("日期请写成 2025-12-31。") from None
        declared = DeclaredDemand(options["crs"], options["name"][:60], options["source"], day, options["confirmed"])
        try:
            area_path = options["area"]
            name = "" if area_path else "江城区"
            area = read_area(area_path or settings.DATA_DIR / "outline.geojson", name, MARGIN_M)
            outcome = import_demand(file, declared, area=area)
            if not options["keep_inactive"] and outcome.demand_set.may_be_activated:
                outcome.demand_set.activate()
        except FitsBetterElsewhere as error:
            raise CommandError(f"没有导入。{error}核对过的话，加上 --confirmed 再运行。") from error
        except (DemandRefused, RoadsRefused, NotPossible) as error:
            raise CommandError(f"没有导入。\n{error}") from error
        if verbosity:
            self._tell(outcome)

    def _tell(self, outcome):
        found = outcome.demand_set
        if not outcome.is_new:
            self.stdout.write(f"这个文件已经导入过：{found}（{found.get_state_display()}）。没有新版本。")
            return
        self.stdout.write(
            f"{found}：{found.points_count} 个点，{found.people} 人，其中65岁以上 {found.elders} 人"
            f"（{found.get_state_display()}）。"
        )
        if found.report.get("off_points"):
            self.stdout.write(f"离路太远的 {found.report['off_points']} 个点、{found.report['off_people']} 人。")

"""How long 7,000 centres take from Excel into an empty portal, and how much memory: `bench/excel.py web|command`.

`command` is `manage.py import_centers`; `web` is what the back office does: check, preview, apply. Everything happens
in a SpatiaLite database of its own in a temporary directory.
"""

import argparse
import os
import re
import resource
import sys
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parent.parent
HEADERS = (
    "编码", "中心名称", "层级", "行政区划代码", "五进类型", "场地来源", "建筑面积(㎡)", "启用时间", "批次", "地址",
    "联系电话", "经度", "纬度", "坐标系", "开放时间", "工作人员数",
)  # fmt: skip


def write_register(path: Path, count: int, codes: list[str]) -> None:
    """A register of so many invented centres, written as offices write."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("台账")
    sheet.append(["中心台账"])
    sheet.append(HEADERS)
    for number in range(count):
        lon, lat = 111.9 + number % 100 / 1000, 21.8 + number // 100 % 100 / 1000
        sheet.append(
            (f"N{number:05}", f"第{number}号党群服务中心", "社区中心", codes[number % len(codes)], "小区", "新建",
             "589㎡", "2022年7月", "第二批", f"某某路{number}号", "0662－3221234", lon, lat, "WGS-84",
             "周一至周五 08:30–12:00、14:30—17:30；周六 09:00-12:00", 3)
        )  # fmt: skip
    workbook.save(path)


def run(way: str, count: int, directory: Path) -> None:
    """Make a portal in `directory`, bring the centres in, and print what it took."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "jiangcheng.settings",
        "DATABASE_URL": f"spatialite:///{directory}/bench.sqlite3",
        "VAR_DIR": str(directory),
        "SECRET_KEY": "bench",
    }
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from centers.models import Center
    from grids.models import GridUnit

    call_command("migrate", verbosity=0)
    for command in ("import_divisions", "import_catalogue"):
        call_command(command, verbosity=0)
    codes = list(GridUnit.objects.at_level(GridUnit.Level.COMMUNITY).values_list("code", flat=True))
    path = directory / "register.xlsx"
    write_register(path, count, codes)
    start = time.monotonic()
    if way == "command":
        call_command("import_centers", path)
    else:
        _as_the_back_office_does(path)
    print(f"centres={Center.objects.count()} seconds={time.monotonic() - start:.0f} megabytes={_peak_megabytes()}")


def _peak_megabytes() -> int:
    """The most memory that this process had."""
    status = Path("/proc/self/status")
    if status.exists():  # a started process inherits its starter's ru_maxrss on Linux
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024)


def _as_the_back_office_does(path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from accounts.models import User
    from exchange.applying import apply_version
    from exchange.checking import check
    from exchange.findings import take_findings
    from exchange.models import ImportVersion

    user = User.objects.create_superuser("chief")
    version = ImportVersion.keep("centers", SimpleUploadedFile("register.xlsx", path.read_bytes()), user)
    take_findings(version, check(version.resource, version.path, user))
    version.save()
    print(f"preview: new={version.new_count} wrong={version.wrong_count}")
    apply_version(version, user, progress=lambda done, total: print(f"{done}/{total}", file=sys.stderr))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=["web", "command"])
    parser.add_argument("--count", type=int, default=7000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        run(arguments.way, arguments.count, Path(directory))

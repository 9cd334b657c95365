"""The pages on which street files and demand files are handed in."""

from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from accounts.scoped_admin import NativeDate
from centers.coordinates import CoordinateSystem
from centers.placement import SYSTEM_LABELS
from coverage.demand_files.importing import DeclaredDemand, import_demand
from coverage.demand_files.rows import DemandRefused, FitsBetterElsewhere
from coverage.models.versions import NotPossible
from coverage.roads.guarding import LARGEST, MB, kind_of
from coverage.roads.importing import Declared, area_of
from coverage.roads.problems import RoadsRefused
from coverage.roads.uploads import LARGEST_UPLOAD, begin_upload
from exchange.archive import LARGEST_FILE
from grids.sources import Source

FILE_ERRORS = {
    "required": "请选一个文件。",
    "empty": "这个文件是空的。",
    "missing": "没有收到文件，请再选一次。",
    "invalid": "没有收到文件，请再选一次。",
    "max_length": "文件名太长，请改短一些。",
}
SYSTEMS = [(str(system), SYSTEM_LABELS[system]) for system in CoordinateSystem]
PROBLEMS_SHOWN = 50
# So many rows are read while the person waits.
MOST_ROWS = 20_000


def _file(label, accept, help_text):
    return forms.FileField(
        label=label,
        widget=UnfoldAdminFileFieldWidget({"accept": accept}),
        max_length=200,
        error_messages=FILE_ERRORS,
        help_text=help_text,
    )


def _text(label, longest, help_text=""):
    return forms.CharField(
        label=label, max_length=longest, required=False, widget=UnfoldAdminTextInputWidget(), help_text=help_text
    )


def _day(help_text):
    return forms.DateField(label="数据日期", required=False, widget=NativeDate, help_text=help_text)


class RoadsForm(forms.Form):
    """A street file, and what the person says of it."""

    file = _file(
        "道路文件",
        ".pbf,.osm,.geojson",
        f".osm.pbf、.osm 或 .geojson，最大 {LARGEST_UPLOAD // MB} MB。只留本区和周边两公里的路。",
    )
    crs = forms.ChoiceField(
        label="坐标系",
        required=False,
        choices=[("", "OpenStreetMap 文件，不用选"), *SYSTEMS],
        widget=UnfoldAdminSelectWidget(),
        help_text="GeoJSON 一定要选；选错了，整个路网会偏几百米。",
    )
    source = _text("来源", 120, "例如“测绘部门 2026 年道路中心线”。OpenStreetMap 文件不用填。")
    licence = _text("许可", 120, "数据方要求写明的话。OpenStreetMap 文件不用填。")
    data_date = _day("不填就用文件里写的日期。")
    activate = forms.BooleanField(label="导入后马上启用", required=False, initial=True, widget=UnfoldBooleanWidget())

    def clean(self):
        upload, crs = self.cleaned_data.get("file"), self.cleaned_data.get("crs")
        if upload is None:
            return self.cleaned_data
        try:
            kind = kind_of(upload.name)
        except RoadsRefused as error:
            self.add_error("file", str(error))
            return self.cleaned_data
        if upload.size > min(LARGEST[kind], LARGEST_UPLOAD):
            self.add_error("file", f"文件太大，最多 {min(LARGEST[kind], LARGEST_UPLOAD) // MB} MB。")
        if kind == "geojson" and not crs:
            self.add_error("crs", "GeoJSON 文件要选坐标系。")
        return self.cleaned_data

    def take(self, user):
        """Keep the file and start its import; None when it is refused, and the form then says why."""
        found = self.cleaned_data
        declared = Declared(found["crs"], found["source"], found["licence"], found["data_date"])
        try:
            return begin_upload(found["file"], declared, user, activate=found["activate"])
        except (RoadsRefused, NotPossible) as error:
            self.add_error("file", str(error))
            return None


class DemandForm(forms.Form):
    """A file of demand points, and what the person says of it."""

    file = _file(
        "人口点文件",
        ".xlsx,.geojson",
        f".xlsx 或 .geojson，最大 {LARGEST_FILE >> 20} MB，最多 {MOST_ROWS} 行。表头要有“经度”“纬度”“人口”，"
        "可以有“编号”“名称”“65岁以上”。",
    )
    name = _text("名称", 60, "例如“2025 年楼栋人口”。不填就用文件名。")
    crs = forms.ChoiceField(
        label="坐标系",
        choices=[("", "请选一个"), *SYSTEMS],
        widget=UnfoldAdminSelectWidget(),
        error_messages={"required": "请选坐标系。没有写明坐标系的文件不导入。"},
        help_text="问给您文件的人。选错了，人会落到几百米外，甚至河对岸。",
    )
    source = forms.ChoiceField(
        label="来源", choices=Source.choices, initial=Source.IMPORT, widget=UnfoldAdminSelectWidget()
    )
    data_date = _day("人口数字是哪一天的。")
    # Offered only when the points fit the roads better in another system: nobody ticks it by habit.
    confirmed = forms.BooleanField(
        label="坐标系核对过，没有错",
        required=False,
        widget=UnfoldBooleanWidget(),
        help_text="勾选以后，再选一次文件，再上传。",
    )
    is_questioned = False

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if Path(upload.name).suffix.lower() not in {".xlsx", ".geojson"}:
            raise ValidationError("只能读取 .xlsx 和 .geojson 文件。")
        if upload.size > LARGEST_FILE:
            raise ValidationError(f"文件超过 {LARGEST_FILE >> 20} MB，请分开导入。")
        return upload

    def take(self, user):
        """Import the file; None when it is refused, and the form then says why."""
        found = self.cleaned_data
        declared = DeclaredDemand(found["crs"], found["name"], found["source"], found["data_date"], found["confirmed"])
        with _kept(found["file"]) as path:
            try:
                outcome = import_demand(
                    path,
                    declared,
                    by=user,
                    area=area_of(Declared()),
                    file_name=found["file"].name,
                    most_rows=MOST_ROWS,
                )
            except FitsBetterElsewhere as error:
                self.is_questioned = True
                self.add_error("crs", str(error.problems[0]))
                return None
            except DemandRefused as error:
                self.add_error("file", _shown(error.problems))
                return None
        return outcome.demand_set


def _shown(problems) -> list[str]:
    told = [str(problem) for problem in problems[:PROBLEMS_SHOWN]]
    if len(problems) > PROBLEMS_SHOWN:
        told.append(f"这里列出前 {PROBLEMS_SHOWN} 处，请先改好这些。")
    return told


@contextmanager
def _kept(upload):
    """An upload as a file on the disk, for as long as it is read."""
    with NamedTemporaryFile(suffix=Path(upload.name).suffix.lower()) as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        yield Path(file.name)

"""What a report says: a reading, of which period, when it was taken, and its chapters in order."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from grids.models import GridUnit
from oversight.models import Snapshot
from oversight.periods import Period
from oversight.readings import Reading, TileReading
from oversight.reports.sites import CHAPTER
from oversight.tiles import read

NOW = "now"
NUMERALS = "一二三四五六七八九十"
CITED = "数据来源：漠阳党旗红系统"


@dataclass(frozen=True, slots=True)
class Report:
    """`snapshot` is None for things as they stand now."""

    reading: Reading
    period: str
    label: str
    at: datetime
    snapshot: Snapshot | None = None
    # Of the day of the report, whatever its period: see `oversight.reports.sites`.
    scenarios: list[TileReading] = field(default_factory=list)

    @classmethod
    def of_now(cls, unit) -> "Report":
        """As things stand now."""
        return cls(read(unit), NOW, "现在的情况", timezone.localtime())

    @classmethod
    def of_snapshot(cls, snapshot: Snapshot) -> "Report":
        """As the snapshot has kept it."""
        label = Period.read(snapshot.period).label
        return cls(snapshot.as_reading(), snapshot.period, label, timezone.localtime(snapshot.taken_at), snapshot)

    @property
    def title(self) -> str:
        """The report's title."""
        return f"{self.reading.unit_name}党群服务中心建设运行情况报告"

    @property
    def subtitle(self) -> str:
        """The period, with the version where it is a correction."""
        version = f"，第{self.snapshot.version}版" if self.snapshot and self.snapshot.version > 1 else ""
        return f"（{self.label}{version}）"

    @property
    def signed_by(self) -> str:
        """The office that files it, as far as the settings name it."""
        return settings.HOST_ORGANISATION or self.reading.unit_name

    @property
    def opening(self) -> str:
        """When the figures were taken, and that they may move."""
        day = chinese_day(self.reading.day)
        if self.snapshot is None:
            return f"本报告的数字是{day}的实时数字，以后会变；要留存，请先生成快照。"
        told = f"本报告的数字取自{day}生成的{self.label}快照，以后台账怎么改，这些数字都不变。"
        if self.snapshot.is_early:
            told += "生成时这一期还没有结束。"
        if self.snapshot.note:
            told += f"本版是更正，原因：{self.snapshot.note}。"
        return told

    def chapters(self) -> list[tuple[str, list[TileReading]]]:
        """Titles with the tiles under them, in the order of the tiles; the scenarios last."""
        found: dict[str, list[TileReading]] = {}
        for tile in self.reading.tiles:
            found.setdefault(tile.chapter, []).append(tile)
        return [*found.items(), *([(CHAPTER, self.scenarios)] if self.scenarios else [])]

    @property
    def about_scenarios(self) -> str:
        """Of when the scenarios are."""
        return f"选址方案不随快照固定，下面是{chinese_day(timezone.localdate())}保存着的方案和结果。"

    def place_names(self) -> list[tuple[str, float, float]]:
        """Names of the places one level below with their points, to find one's way on the map."""
        below = GridUnit.objects.current().filter(parent=self.reading.unit_code, point__isnull=False)
        return [(name, point.x, point.y) for name, point in below.values_list("name", "point")]

    def definitions(self) -> list[tuple[str, str, str]]:
        """Name, value and definition of every figure, with the date."""
        return [
            (figure.label, figure.words, how_counted(figure, self.reading.day))
            for tile in self.reading.tiles
            for figure in tile.figures
        ]

    def file_name(self, ending: str) -> str:
        """`江城区-2026年第四季度-….docx`; for things as they stand now with the day."""
        when = self.label if self.snapshot else f"{self.reading.day:%Y-%m-%d}"
        version = f"-第{self.snapshot.version}版" if self.snapshot and self.snapshot.version > 1 else ""
        return f"{self.reading.unit_name}-{when}{version}-党群服务中心建设运行情况报告.{ending}"


def how_counted(figure, day: date) -> str:
    """A figure's definition as one line, with its date."""
    parts = [f"{name}：{words}" for name, words in figure.definition.lines()]
    return "；".join([*parts, f"日期：{chinese_day(day)}"]) + "。"


def chinese_day(day: date) -> str:
    """2026年11月24日."""
    return f"{day.year}年{day.month}月{day.day}日"

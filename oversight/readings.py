"""What the dashboard says of a unit at one time: figures, tables and sentences, the same for page, snapshot and report.

A reading goes into a snapshot as plain JSON and comes back equal, without the ways to the rows, which would by then
lead to other rows.
"""

from dataclasses import dataclass, field
from datetime import date

# Fewer events say nothing about who is better: their number is shown instead of a share or a place in a ranking.
FEWEST_EVENTS = 20

Number = int | float | None


@dataclass(frozen=True, slots=True)
class Definition:
    """How a figure is counted. The date is the reading's."""

    counted: str
    source: str
    out_of: str = ""
    method: str = ""

    def lines(self) -> list[tuple[str, str]]:
        """Name and words of each part that there is."""
        parts = [("分子", self.counted), ("分母", self.out_of), ("方法", self.method), ("来源", self.source)]
        if not self.out_of:
            parts[0] = ("数什么", self.counted)
        return [(name, words) for name, words in parts if words]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its definition. `total` is what it is a part of; `rows` the query of the rows behind it."""

    key: str
    label: str
    value: Number
    definition: Definition
    total: Number = None
    unit: str = "个"
    rows: dict | None = None
    # Names the page of the rows in oversight: `centers` or `corrections`; or a whole address of the back office.
    rows_at: str = "centers"

    @property
    def share(self) -> float | None:
        """Per cent, from `FEWEST_EVENTS` events on; None where the number of events says more."""
        return None if self.value is None else share_of(self.value, self.total)

    @property
    def shown(self) -> str:
        """The number as a person reads it, without its unit."""
        if self.value is None:
            return "—"
        return f"{number(self.value)}/{number(self.total)}" if self.total is not None else number(self.value)

    @property
    def part(self) -> str:
        """The number with its unit, without what it is a part of, but with its share where there are events enough."""
        share = f"（{self.share:.1f}%）" if self.share is not None else ""
        return f"{number(self.value)}{self.unit}{share}"

    @property
    def words(self) -> str:
        """The number with its unit and, where there are events enough, its share."""
        if self.value is None:
            return "没有数据"
        share = f"（{self.share:.1f}%）" if self.share is not None else ""
        return f"{self.shown}{self.unit}{share}"


@dataclass(frozen=True, slots=True)
class Linked:
    """A cell of a table with the query of the rows that it counts."""

    value: Number | str
    rows: dict
    rows_at: str = "centers"


@dataclass(frozen=True, slots=True)
class Chart:
    """Which columns of a table a chart shows: `label` names the bars, each of `series` is one kind of bar."""

    label: int
    series: tuple[int, ...]
    is_stacked: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain values. `is_long`: for its own page and Excel, too long for paper."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: list[list]
    note: str = ""
    chart: Chart | None = None
    is_long: bool = False

    def values(self) -> list[list]:
        """The rows as plain values."""
        return [[cell.value if isinstance(cell, Linked) else cell for cell in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class TileReading:
    """What one tile says. The first figure is the one on the tile."""

    key: str
    title: str
    chapter: str
    figures: list[Figure]
    tables: list[Table] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    has_sample: bool = False
    # No figure stands for the others: all are shown in one size.
    is_several: bool = False
    # Longitude, latitude and people of places that the map shows as discs, and what they are.
    marks: list[tuple[float, float, int]] = field(default_factory=list)
    marks_label: str = ""

    @property
    def main(self) -> Figure:
        """The figure of the tile."""
        return self.figures[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """Every tile for one unit on one day. `points`: longitude, latitude and status of each centre, for the map."""

    unit_code: str
    unit_name: str
    day: date
    tiles: list[TileReading]
    points: list[tuple[float, float, str]] = field(default_factory=list)
    sample_note: str = ""

    def figures(self) -> dict[str, Figure]:
        """All figures by their keys."""
        return {figure.key: figure for tile in self.tiles for figure in tile.figures}

    def tile(self, key: str) -> TileReading | None:
        """The tile with this key, if the reading has it."""
        return next((tile for tile in self.tiles if tile.key == key), None)

    def figures_kept(self) -> dict:
        """Value and total of every figure: what trends are drawn from."""
        return {key: [figure.value, figure.total] for key, figure in self.figures().items()}

    def kept(self) -> dict:
        """The whole reading as plain JSON."""
        return {
            "unit_code": self.unit_code,
            "unit_name": self.unit_name,
            "day": self.day.isoformat(),
            "sample_note": self.sample_note,
            "points": [list(point) for point in self.points],
            "tiles": [_tile_kept(tile) for tile in self.tiles],
        }

    @classmethod
    def of(cls, kept: dict) -> "Reading":
        """The reading that `kept` was made from."""
        return cls(
            unit_code=kept["unit_code"],
            unit_name=kept["unit_name"],
            day=date.fromisoformat(kept["day"]),
            tiles=[_tile_of(tile) for tile in kept["tiles"]],
            points=[tuple(point) for point in kept["points"]],
            sample_note=kept["sample_note"],
        )


def share_of(part: float, total: Number) -> float | None:
    """Per cent with one decimal, 0 and 100 only where they are true; None of fewer than `FEWEST_EVENTS`."""
    if not total or total < FEWEST_EVENTS:
        return None
    return round(100 * part / total, 1) if part in (0, total) else min(99.9, max(0.1, round(100 * part / total, 1)))


def number(value: Number) -> str:
    """A number without needless digits."""
    if value is None:
        return "—"
    return f"{value:.1f}" if isinstance(value, float) and not value.is_integer() else f"{int(value)}"


def _tile_kept(tile):
    return {
        "key": tile.key,
        "title": tile.title,
        "chapter": tile.chapter,
        "sentences": tile.sentences,
        "notes": tile.notes,
        "has_sample": tile.has_sample,
        "is_several": tile.is_several,
        "marks": [list(mark) for mark in tile.marks],
        "marks_label": tile.marks_label,
        "figures": [
            {
                "key": figure.key,
                "label": figure.label,
                "value": figure.value,
                "total": figure.total,
                "unit": figure.unit,
                "definition": [getattr(figure.definition, name) for name in Definition.__slots__],
            }
            for figure in tile.figures
        ],
        "tables": [
            {
                "key": table.key,
                "title": table.title,
                "head": list(table.head),
                "rows": table.values(),
                "note": table.note,
                "chart": [table.chart.label, list(table.chart.series), table.chart.is_stacked] if table.chart else None,
                "is_long": table.is_long,
            }
            for table in tile.tables
        ],
    }


def _tile_of(kept):
    figures = [Figure(**figure | {"definition": Definition(*figure["definition"])}) for figure in kept["figures"]]
    tables = [
        Table(**table | {"head": tuple(table["head"]), "chart": _chart_of(table["chart"])}) for table in kept["tables"]
    ]
    marks = [tuple(mark) for mark in kept["marks"]]
    return TileReading(**kept | {"figures": figures, "tables": tables, "marks": marks})


def _chart_of(kept):
    return Chart(kept[0], tuple(kept[1]), kept[2]) if kept else None

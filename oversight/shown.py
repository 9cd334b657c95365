"""A reading as a page shows it: figures and cells with the way to the rows behind them, bars beside the numbers."""

from dataclasses import dataclass

from django.urls import reverse

from oversight.drawing import bar, line
from oversight.readings import Figure, Linked, Table, TileReading, number
from oversight.scope import with_query
from oversight.trends import Trend


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure with its trend; `url` leads to the rows."""

    figure: Figure
    url: str
    trend: Trend | None
    line: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    url: str = ""
    bar: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table ready to be shown."""

    table: Table
    head: list[tuple[str, bool]]  # and whether numbers stand below
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class ShownTile:
    """A tile with the figure on it, those beside it, and its tables."""

    tile: TileReading
    url: str
    main: ShownFigure | None  # None where a chapter of a report is all there is
    others: list[ShownFigure]
    tables: list[ShownTable]


def shown_tile(
    tile: TileReading, unit_code: str, trends: dict[str, Trend] | None = None, *, with_long=False
) -> ShownTile:
    """The tile for a page about the unit; without `trends` it shows none. `with_long`: its longest tables too."""
    figures = [_figure(figure, unit_code, trends) for figure in tile.figures]
    return ShownTile(
        tile=tile,
        url=with_query(reverse("oversight:tile", args=[tile.key]), unit=unit_code),
        main=figures[0] if figures else None,
        others=figures[1:],
        tables=[shown_table(table, unit_code) for table in tile.tables if with_long or not table.is_long],
    )


def _figure(figure, unit_code, trends):
    trend = (trends or {}).get(figure.key)
    drawn = line(trend.values) if trend and trend.has_line else ""
    return ShownFigure(figure, _address(figure, unit_code), trend, drawn)


def shown_table(table: Table, unit_code: str) -> ShownTable:
    """The table with links and bars."""
    series = table.chart.series if table.chart else ()
    rows = table.values()
    numbers = [row[column] for row in rows for column in series if isinstance(row[column], int | float)]
    longest = max(numbers, default=0)
    return ShownTable(
        table,
        [(words, bool(rows) and _is_number(rows[0][index])) for index, words in enumerate(table.head)],
        [
            [
                _cell(cell, unit_code, series.index(index) + 1 if index in series else 0, longest)
                for index, cell in enumerate(row)
            ]
            for row in table.rows
        ],
    )


def _is_number(value):
    """Whether a value stands at the right of its column: numbers and shares."""
    return value is None or isinstance(value, int | float) or str(value).endswith("%")


def _cell(cell, unit_code, series, longest):
    url = ""
    if isinstance(cell, Linked):
        url, cell = (_address(cell, unit_code) if cell.value else ""), cell.value
    is_counted = cell is None or isinstance(cell, int | float)
    drawn = bar(cell / longest, series) if series and longest and is_counted and cell else ""
    return Cell(number(cell) if is_counted else str(cell), url, drawn, _is_number(cell))


def _address(linked, unit_code) -> str:
    """Where the rows behind a figure or a cell are; empty where nothing shows them."""
    if linked.rows is None:
        return ""
    if linked.rows_at.startswith("/"):
        return linked.rows_at
    return with_query(reverse(f"oversight:{linked.rows_at}"), unit=unit_code, **linked.rows)

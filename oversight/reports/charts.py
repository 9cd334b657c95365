"""Charts and the map as PNG, drawn without a screen or pyplot's shared state, so that workers may draw at once.

The colours are those of `oversight.palette`. Without a Chinese font nothing is drawn: a picture of empty boxes helps
nobody, and the tables say the same.
"""

from io import BytesIO

from django.conf import settings

from centers.outline import district_outline
from oversight.facts import PHASES
from oversight.palette import HATCHES, INK, LACKING, LAND, PAPER, PHASE_MARKS, SERIES, SOFT_INK
from oversight.readings import Reading, Table
from oversight.reports.chinese_font import chinese_font

WIDTH_INCHES, DPI = 6.0, 150
LONGEST_LABEL = 10
MOST_LABEL_SIGNS = 48  # beside each other
LARGEST_DISC = 260
TOO_LOW_FOR_A_LABEL = 0.04  # of the tallest bar
TEN_THOUSAND = 10_000
# One degree of longitude is shorter than one of latitude by the cosine of the latitude: 21.86° N.
STRETCH = 1 / 0.928


def chart_png(table: Table) -> bytes | None:
    """The chart of a table: a group of bars for each row. None without a chart, numbers or a font."""
    font = chinese_font()
    if table.chart is None or font is None:
        return None
    rows = table.values()
    if not any(row[column] for row in rows for column in table.chart.series):
        return None
    figure, axes = _sheet(0.55 * WIDTH_INCHES)
    _bars(axes, table, rows, font)
    axes.set_title(table.title, fontproperties=font, fontsize=11, color=INK)
    return _png(figure)


def _bars(axes, table, rows, font):
    series, is_stacked = table.chart.series, table.chart.is_stacked
    width = 0.7 if is_stacked else 0.8 / len(series)
    floor = [0] * len(rows)
    tallest = max(sum(row[column] or 0 for column in series) for row in rows)
    smallest = tallest * TOO_LOW_FOR_A_LABEL if is_stacked else 0
    for number, column in enumerate(series):
        values = [row[column] or 0 for row in rows]
        shift = 0 if is_stacked else (number - (len(series) - 1) / 2) * width
        bars = axes.bar(
            [index + shift for index in range(len(rows))],
            values,
            width,
            bottom=floor if is_stacked else None,
            color=SERIES[number % len(SERIES)],
            hatch=HATCHES[number % len(HATCHES)],
            edgecolor=PAPER,
            linewidth=0.5,
            label=table.head[column],
        )
        axes.bar_label(
            bars,
            labels=[_label(value) if value > smallest else "" for value in values],
            label_type="center" if is_stacked else "edge",
            fontsize=8,
            fontproperties=font,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.85} if is_stacked else None,
        )
        floor = [below + value for below, value in zip(floor, values, strict=True)]
    labels = [str(row[table.chart.label])[:LONGEST_LABEL] for row in rows]
    rotation = 0 if max(map(len, labels)) * len(labels) < MOST_LABEL_SIGNS else 35
    axes.set_xticks(range(len(rows)), labels, fontproperties=font, fontsize=9, rotation=rotation)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=SOFT_INK, labelsize=8)
    axes.yaxis.get_major_locator().set_params(integer=True)
    if tallest >= TEN_THOUSAND:
        axes.yaxis.set_major_formatter(lambda value, _: f"{value / TEN_THOUSAND:g}万" if value else "0")
    for label in axes.get_yticklabels():
        label.set_fontproperties(font)
        label.set_fontsize(8)
    if len(series) > 1:
        axes.figure.legend(prop=font, frameon=False, ncols=len(series), loc="outside lower center")


def _label(value) -> str:
    return f"{value / TEN_THOUSAND:.1f}万" if value >= TEN_THOUSAND else str(value)


def map_png(reading: Reading, names=()) -> bytes | None:
    """The district's outline with the centres by phase; None without anything to show or a font.

    :param names: of places, each with its longitude and latitude.
    """
    font = chinese_font()
    places = [*reading.points, *(mark for tile in reading.tiles for mark in tile.marks)]
    if font is None or not places:
        return None
    figure, axes = _sheet(0.8 * WIDTH_INCHES)
    for polygon in district_outline():
        ring = polygon[0].coords
        axes.fill([lon for lon, _ in ring], [lat for _, lat in ring], facecolor=LAND, edgecolor=SOFT_INK, linewidth=0.8)
    for tile in reading.tiles:
        _discs(axes, tile)
    for phase, (label, _) in PHASES.items():
        points = [point for point in reading.points if point[2] == phase]
        if points:
            color, sign = PHASE_MARKS[phase]
            axes.scatter(
                [point[0] for point in points],
                [point[1] for point in points],
                s=22,
                color=color,
                marker=sign,
                edgecolors=PAPER,
                linewidths=0.5,
                label=f"{label}（{len(points)}个）",
                zorder=3,
            )
    for name, lon, lat in names:
        axes.annotate(name, (lon, lat), fontproperties=font, fontsize=8, color=SOFT_INK, ha="center", clip_on=True)
    _frame(axes, places)
    axes.set_aspect(STRETCH)
    axes.set_axis_off()
    legend = axes.legend(prop=font, frameon=True, loc="lower left", fontsize=9)
    for handle in legend.legend_handles:
        handle.set_sizes([40])
    return _png(figure)


def _discs(axes, tile):
    """People of a place as a disc whose area goes by their number."""
    if tile.marks:
        most = max(people for _, _, people in tile.marks)
        axes.scatter(
            [lon for lon, _, _ in tile.marks],
            [lat for _, lat, _ in tile.marks],
            s=[max(8, LARGEST_DISC * people / most) for _, _, people in tile.marks],
            color=LACKING,
            alpha=0.35,
            edgecolors=LACKING,
            linewidths=0.6,
            label=tile.marks_label,
            zorder=2,
        )


def _frame(axes, points):
    """Around the centres, not around the islands where there is none."""
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    margin = max(max(lons) - min(lons), max(lats) - min(lats), 0.02) * 0.12
    axes.set_xlim(min(lons) - margin, max(lons) + margin)
    axes.set_ylim(min(lats) - margin, max(lats) + margin)


def _sheet(height):
    # Imported here: only a report pays for it, not every start of the portal.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DPI, layout="constrained", facecolor=PAPER)
    return figure, figure.add_subplot()


def _png(figure) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    buffer = BytesIO()
    FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": settings.OTP_TOTP_ISSUER})
    return buffer.getvalue()

"""Small drawings inside a page: no script, and always beside the same numbers as text."""

from django.utils.html import format_html

WIDTH, HEIGHT, MARGIN = 240, 56, 6


def line(values) -> str:
    """A line through the values of a trend, the last one marked; those without a number are left out."""
    known = [(index, value) for index, (_, value) in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    step = (WIDTH - 2 * MARGIN) / max(1, len(values) - 1)
    span = (high - low) or 1
    points = [
        (
            round(MARGIN + index * step, 1),
            round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / span, 1) if high > low else HEIGHT / 2,
        )
        for index, value in known
    ]
    return format_html(
        '<svg class="trend-line" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">'
        '<polyline points="{}"/><circle cx="{}" cy="{}" r="4"/></svg>',
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        " ".join(f"{x},{y}" for x, y in points),
        *points[-1],
    )


def bar(share: float, series: int) -> str:
    """A bar in a cell: `share` of its width, in the colour of the series."""
    width = round(100 * max(0.0, min(1.0, share)), 1)
    return format_html(
        '<svg class="cell-bar series-{}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><rect width="{}" height="6"/></svg>',
        series,
        width,
    )

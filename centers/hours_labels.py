"""Clock times and weekdays as forms and histories show them."""

from itertools import groupby

from centers.hours import DAY_MINUTES, WEEKDAYS, format_span


def clock_text(minutes: int) -> str:
    """`08:30`, `24:00` or `次日02:00`."""
    day, clock = ("次日", minutes - DAY_MINUTES) if minutes > DAY_MINUTES else ("", minutes)
    return f"{day}{clock // 60:02}:{clock % 60:02}"


def weekdays_text(weekdays: int) -> str:
    """`每天`, `周一至周五` or the days one by one."""
    days = [day for day in range(7) if weekdays >> day & 1]
    if len(days) == 7:
        return "每天"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"周{WEEKDAYS[days[0]]}至周{WEEKDAYS[days[-1]]}"
    return "周" + "、".join(WEEKDAYS[day] for day in days)


def week_text(rows) -> str:
    """Rows of a week in one line: `周一至周五 08:30–12:00、14:30–17:30；周六 09:00–12:00`."""

    def days(row):
        return row.weekdays, row.closed_on_holidays

    parts = []
    for (weekdays, closed_on_holidays), group in groupby(sorted(rows, key=lambda row: (*days(row), row.opens)), days):
        spans = "、".join(format_span(row.opens, row.closes) for row in group)
        parts.append(f"{weekdays_text(weekdays)} {spans}" + ("" if closed_on_holidays else "（节假日照常）"))
    return "；".join(parts)

"""Clock times and weekdays as forms and histories show them."""

from centers.hours import DAY_MINUTES as DAY

WEEKDAYS = "一二三四五六日"


def clock_text(minutes: int) -> str:
    """`08:30`, `24:00` or `次日02:00`."""
    day, clock = ("次日", minutes - DAY) if minutes > DAY else ("", minutes)
    return f"{day}{clock // 60:02}:{clock % 60:02}"


def weekdays_text(weekdays: int) -> str:
    """`每天`, `周一至周五` or the days one by one."""
    days = [day for day in range(7) if weekdays >> day & 1]
    if len(days) == 7:
        return "每天"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"周{WEEKDAYS[days[0]]}至周{WEEKDAYS[days[-1]]}"
    return "周" + "、".join(WEEKDAYS[day] for day in days)

"""What the public page of a centre says of each thing that a resident may correct, in one line."""

from centers.hours_labels import week_text


def shown_of(center, field: str) -> str:
    """The line for a field of a proposed change; empty where there is nothing to show."""
    return _WAYS.get(field, _nothing)(center)


def _hours(center):
    if not center.hours_are_known:
        return f"待确认（登记的原文：{center.hours_text}）" if center.hours_text else "待确认"
    return week_text(row for row in center.opening_hours.all() if row.first is None and row.last is None)


def _place(center):
    if center.location is None:
        return "还没有登记位置"
    lon, lat = center.location.coords
    return f"北纬{lat:.5f}，东经{lon:.5f}" + ("（示例位置）" if center.has_sample_location else "")


def _services(center):
    return f"能办{center.offerings.offered().count()}项"


def _nothing(center):
    return ""


_WAYS = {
    "name": lambda center: center.name,
    "address": lambda center: center.address,
    "telephone": lambda center: center.telephone,
    "hours": _hours,
    "place": _place,
    "services": _services,
}

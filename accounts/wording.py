"""A stored value in the words of the person who reads it: in histories, previews and reports of imports."""

from collections.abc import Callable
from datetime import date, datetime

from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone

NOTHING = "（空）"


def in_words(model, field, value, name_of: Callable | None = None) -> str:
    """A value of one of the model's fields; empty when there is none.

    :param name_of: names the row that a foreign key's value leads to, from the field and the value; by default a query.
    """
    told = model.value_words(field.name, value) if hasattr(model, "value_words") else None
    if told is not None:
        return told
    if value is None or value in ("", []):
        return ""
    if field.is_relation:
        return (name_of or _name_of)(field, value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, GEOSGeometry):
        return f"东经{value.x:.6f}，北纬{value.y:.6f}" if value.geom_type == "Point" else "（图上的边界）"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(dict(field.flatchoices).get(value, value))


def _name_of(field, value) -> str:
    rows = field.related_model._base_manager.filter(**{field.target_field.attname: value})
    return str(rows.first() or value)

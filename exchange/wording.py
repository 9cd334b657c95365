"""Stored values in the words of the back office."""

from datetime import date


def in_words(model_field, value) -> str:
    """A value as a person reads it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if model_field.is_relation:
        related = model_field.remote_field.model._base_manager
        return str(related.filter(**{model_field.target_field.attname: value}).first() or value)
    if hasattr(value, "coords"):
        return f"{value.x:.6f}, {value.y:.6f}" if hasattr(value, "x") else "图形"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(dict(model_field.flatchoices).get(value, value))


def label_of(row) -> str:
    """What a record is called, with its code or what it belongs to."""
    above = getattr(row, "center", None) or getattr(row, "unit", None) if not hasattr(row, "code") else row.code
    return f"{above} {row}".strip() if above else str(row)

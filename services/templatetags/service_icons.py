"""Which drawing of static/icons/sprite.svg stands for a service item."""

from django import template

register = template.Library()

DEFAULT = "desk"
PARTY = "flag"
BY_CODE = {
    "C03": "pension",
    "C05": "card",
    "C10": "medical",
    "C12": "hospital",
    "C15": "support",
    "C23": "allowance",
    "C24": "senior",
    "C25": "bowl",
    "C50": "work",
    "C55": "residence",
    "C58": "booklet",
    "C65": "kiosk",
}


@register.filter
def service_icon(code: str) -> str:
    """The name of the drawing for an item code: `{{ item.code|service_icon }}`."""
    return BY_CODE.get(code, PARTY if code.startswith("P") else DEFAULT)

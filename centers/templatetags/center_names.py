"""Where a centre's name may break into lines."""

import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

register = template.Library()

# 岭东北社区 | 党群服务中心: a line may end before these words and nowhere else (with `word-break: keep-all`).
_SECOND_HALF = re.compile(r"(?=党群服务|党建主题)")


@register.filter
def breakable(name: str) -> str:
    """The name as escaped HTML with its one good place for a line break: `<h1>{{ center.name|breakable }}</h1>`."""
    # mark_safe on a constant of ours; the parts of the name are escaped.
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in _SECOND_HALF.split(name)))

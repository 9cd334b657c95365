"""A font with Chinese signs for charts: found among those of the machine, never fetched."""

import os
from functools import lru_cache

from django.conf import settings

# matplotlib keeps its list of fonts here; its own default is a home directory that a server may not have.
os.environ.setdefault("MPLCONFIGDIR", str(settings.VAR_DIR / "matplotlib"))

from matplotlib.font_manager import FontProperties, fontManager

KNOWN = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
    "Heiti SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
    "Songti SC",
    "SimSun",
    "AR PL UMing CN",
)


@lru_cache(maxsize=1)
def chinese_font() -> FontProperties | None:
    """The first known font that the machine has; None without one: then words and tables take the charts' place."""
    here = {entry.name for entry in fontManager.ttflist}
    name = next((name for name in KNOWN if name in here), None)
    return FontProperties(family=name) if name else None

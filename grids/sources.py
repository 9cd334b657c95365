"""Where a fact comes from. Nothing invented looks official."""

from django.db import models


class Source(models.TextChoices):
    OFFICIAL = "official", "官方资料"
    ARTICLE = "article", "公开报道"
    IMPORT = "import", "导入"
    SURVEY = "survey", "实地核实"
    SAMPLE = "sample", "示例"


def weakest(sources) -> str:
    """The source of several facts: of several the weakest, so that nothing invented looks official; empty of none."""
    sources = set(sources)
    return Source.SAMPLE if Source.SAMPLE in sources else next(iter(sorted(sources)), "")


# What offices write in a column for it.
SOURCE_WORDS = {
    "报道": Source.ARTICLE,
    "公开报道": Source.ARTICLE,
    "示例": Source.SAMPLE,
    "官方": Source.OFFICIAL,
    "官方资料": Source.OFFICIAL,
    "台账": Source.OFFICIAL,
    "实地核实": Source.SURVEY,
    "导入": Source.IMPORT,
}

"""Where a fact comes from. Nothing invented looks official."""

from django.db import models


class Source(models.TextChoices):
    OFFICIAL = "official", "官方资料"
    ARTICLE = "article", "公开报道"
    IMPORT = "import", "导入"
    SURVEY = "survey", "实地核实"
    SAMPLE = "sample", "示例"

"""How many demonstration centres the plan (5×10 路径图) wants opened in which year."""

from django.db import models

from accounts.recorded import Recorded
from grids.sources import Source

FIRST_YEAR, LAST_YEAR = 2018, 2060


class RoadmapTarget(Recorded):
    """The district's target for one year. The plan knows no streets."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    target = models.PositiveSmallIntegerField("计划启用（个）")
    note = models.CharField("说明", max_length=200, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source)

    named_by = "year"

    class Meta:
        verbose_name = "5×10路径图目标"
        verbose_name_plural = "5×10路径图目标"
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="roadmap_year_plausible",
                violation_error_message=f"年份应在{FIRST_YEAR}到{LAST_YEAR}之间。",
            )
        ]

    def __str__(self):
        return f"{self.year}年：{self.target}个"

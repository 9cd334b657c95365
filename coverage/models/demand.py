"""Where people live, building by building: an imported set of points, one set in use."""

from django.contrib.gis.db import models
from django.db.models import Q

from coverage.models.versions import Version, VersionQuerySet
from grids.sources import Source


class DemandSet(Version):
    """An imported file of demand points. Without one in use, people live at the points of the lowest grid units."""

    name = models.CharField("名称", max_length=60, help_text="例如“2025 年楼栋人口”。")
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.IMPORT)
    points_count = models.PositiveIntegerField("点数", default=0)
    people = models.PositiveIntegerField("人口", default=0)
    elders = models.PositiveIntegerField("65岁以上", default=0)

    objects = VersionQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = "人口点"
        verbose_name_plural = "人口点"

    def figures(self) -> dict:
        return {"points": self.points_count, "people": self.people, "elders": self.elders}

    @property
    def as_of(self):
        """The day that the figures tell of; None when nobody said."""
        return self.data_date


class DemandPoint(models.Model):
    """One building, or any other place where people live."""

    demand_set = models.ForeignKey(DemandSet, models.CASCADE, related_name="points", verbose_name="人口点")
    key = models.CharField("编号", max_length=40)  # the file's own, else the number of the row
    label = models.CharField("名称", max_length=100, blank=True)
    location = models.PointField("位置", geography=True)
    people = models.PositiveIntegerField("人口")
    elders = models.PositiveIntegerField("65岁以上", null=True, blank=True)
    # The smallest unit whose boundary holds the point, else the unit whose own point is nearest.
    unit_code = models.CharField("所在网格", max_length=21, blank=True, db_index=True)

    class Meta:
        verbose_name = "人口点的楼栋"
        verbose_name_plural = "人口点的楼栋"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["demand_set", "key"], name="demand_key_once_a_set"),
            models.CheckConstraint(
                condition=Q(elders__isnull=True) | Q(elders__lte=models.F("people")),
                name="demand_elders_within_people",
                violation_error_message="65岁以上人口不能多于人口。",
            ),
        ]

    def __str__(self):
        return self.label or self.key

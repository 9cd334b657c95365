"""The territory: the administrative tree down to the household cluster, and the people answerable for each unit."""

from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, F, Q
from django.db.models.functions import Concat, Length, Substr
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone

from accounts.recorded import Recorded
from grids.indexing import LOWEST_SEARCHED_LEVEL, forget_units, index_units
from grids.querysets import GridUnitQuerySet, StewardQuerySet
from grids.sources import Source
from query.codes import ancestor_codes, subtree_q

CharField.register_lookup(Length)

RECODED = "改编码"


class GridUnit(Recorded):
    """A place of the tree. Its code begins with its parent's code (NBS division codes, cut to their level)."""

    class Level(models.IntegerChoices):
        DISTRICT = 1, "区"
        STREET = 2, "街道（镇）"
        COMMUNITY = 3, "社区（村）"
        GROUP = 4, "居民小组"
        LANE = 5, "巷道片区"
        CLUSTER = 6, "住户片"

    code = models.CharField("编码", max_length=21, unique=True)
    level = models.PositiveSmallIntegerField("层级", choices=Level, db_index=True)
    name = models.CharField("名称", max_length=60)
    official_name = models.CharField("正式名称", max_length=80, blank=True)
    kind = models.CharField("类别", max_length=30, blank=True, help_text="街道、镇、居委会、村委会等。")
    # By code, so that the database itself can hold a unit against its parent's code.
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        to_field="code",
        db_column="parent_code",
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级",
    )
    population = models.PositiveIntegerField("人口", null=True, blank=True)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    elders = models.PositiveIntegerField("65岁以上人口", null=True, blank=True)
    figures_source = models.CharField("人口数据来源", max_length=10, choices=Source, blank=True)
    boundary = models.MultiPolygonField("边界", null=True, blank=True)
    point = models.PointField("位置", geography=True, null=True, blank=True)
    point_source = models.CharField("位置来源", max_length=10, choices=Source, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    objects = GridUnitQuerySet.as_manager()

    # Recoding and renaming carry the subtree and keep the former name: operations of their own.
    not_restorable = frozenset({"code", "level", "parent", "name"})

    class Meta:
        verbose_name = "区划与网格"
        verbose_name_plural = "区划与网格"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__length=F("level") * 3 + 3),
                name="grid_code_fits_level",
                violation_error_message="编码的位数与层级不符：区6位，街道9位，社区12位，以下每级加3位。",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]+\Z"),
                name="grid_code_is_digits",
                violation_error_message="编码只能是数字。",
            ),
            models.CheckConstraint(
                condition=Q(level=1, parent__isnull=True)
                | Q(level__gt=1, parent__isnull=False, code__startswith=F("parent"))
                & Q(Exact(Length("parent"), F("level") * 3)),
                name="grid_code_under_parent",
                violation_error_message="编码必须以上级编码开头，上级必须是上一层级。",
            ),
            models.CheckConstraint(
                condition=Q(elders__isnull=True) | Q(population__isnull=True) | Q(elders__lte=F("population")),
                name="grid_elders_within_population",
                violation_error_message="65岁以上人口不能多于人口。",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="grid_dates_in_order",
                violation_error_message="停用日期不能早于启用日期。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("grid-unit", args=[self.code])

    @property
    def is_sample(self) -> bool:
        """Whether the unit itself is invented."""
        return self.source == Source.SAMPLE

    @property
    def is_retired(self) -> bool:
        """Whether its last day is past: its page tells so, and nothing invites people to it."""
        return bool(self.valid_to and self.valid_to < timezone.localdate())

    @property
    def has_poster(self) -> bool:
        """Whether a poster may invite people to its page."""
        return not self.is_retired

    @property
    def name_above(self) -> str:
        """The name of the unit right above, as far as it tells places apart: all of them lie in one district."""
        return self.parent.name if self.level > self.Level.STREET and self.parent else ""

    def ancestors(self):
        """The units above, the district first."""
        return GridUnit.objects.filter(code__in=ancestor_codes(self.code)).order_by("level")

    @transaction.atomic
    def recode(self, new_code: str, *, on=None):
        """Give the unit another code; its subtree follows, and the old code stays as an alias that redirects.

        :raises ValidationError: when the new code breaks a rule of the tree or is taken; nothing is changed then.
        """
        on = on or timezone.localdate()
        old_code = self.code
        if new_code == old_code:
            return
        self._take_code(new_code)
        below = GridUnit.objects.filter(subtree_q(old_code)).exclude(pk=self.pk)
        searched = below.filter(level__lte=LOWEST_SEARCHED_LEVEL)
        forget_units([old_code, *searched.values_list("code", flat=True)])
        # One statement: the check on code and parent's code holds after every row. Foreign keys wait for the commit.
        below.change_at_once(
            reason=RECODED,
            code=Concat(models.Value(new_code), Substr("code", len(old_code) + 1), output_field=models.CharField()),
            parent_id=Concat(
                models.Value(new_code),
                Substr("parent_id", len(old_code) + 1),
                output_field=models.CharField(),
            ),
        )
        self._change_reason = RECODED
        self.save()
        GridAlias.objects.filter(code=new_code).delete()
        GridAlias.objects.update_or_create(code=old_code, defaults={"unit": self, "name": self.name, "until": on})
        self.reindex_subtree()

    def _take_code(self, new_code):
        """Set and check the code without saving; a refused code leaves the unit as it was."""
        before = self.code, self.parent_id
        self.code = new_code
        if self.parent_id:
            self.parent_id = new_code[: 3 * self.level]
        try:
            self.full_clean()
        except ValidationError:
            self.code, self.parent_id = before
            raise

    @transaction.atomic
    def rename(self, name: str, *, official_name: str = "", on=None):
        """Give the unit another name; the former one stays known to the search."""
        if name == self.name and official_name in {"", self.official_name}:
            return
        former = self.take_name(name, official_name, on=on)
        self.full_clean()
        GridAlias.objects.bulk_create(former)
        self.save()

    def take_name(self, name: str, official_name: str = "", *, on=None) -> list["GridAlias"]:
        """Set the names without saving; answers the aliases to save, so that a former name stays known."""
        former = []
        if name != self.name:
            former.append(GridAlias(unit=self, name=self.name, until=on or timezone.localdate()))
        self.name = name
        self.official_name = official_name or self.official_name
        return former

    def save(self, **kwargs):
        super().save(**kwargs)
        index_units([self])

    def reindex_subtree(self):
        """Write the search entries of this unit and everything below it anew."""
        index_units(GridUnit.objects.filter(subtree_q(self.code)))


class GridAlias(models.Model):
    """A code or a name that a unit once had. Codes and names change between editions of the official list."""

    unit = models.ForeignKey(GridUnit, models.CASCADE, related_name="aliases", verbose_name="现单位")
    code = models.CharField("旧编码", max_length=21, unique=True, null=True, blank=True)
    name = models.CharField("旧名称", max_length=60)
    until = models.DateField("用到")

    class Meta:
        verbose_name = "旧编码旧名称"
        verbose_name_plural = "旧编码旧名称"

    def __str__(self):
        return f"{self.code or ''} {self.name}".strip()


class Steward(Recorded):
    """Who answers for a unit."""

    class Role(models.TextChoices):
        GRID = "grid", "网格长"
        LANE = "lane", "巷长"
        BUILDING = "building", "楼长"
        VOLUNTEER = "volunteer", "志愿者"

    unit = models.ForeignKey(GridUnit, models.CASCADE, related_name="stewards", verbose_name="网格")
    role = models.CharField("职责", max_length=10, choices=Role)
    name = models.CharField("姓名", max_length=30)
    telephone = models.CharField(
        "公开工作电话", max_length=30, blank=True, help_text="只填可以公布的工作电话，可以留空。"
    )
    is_public = models.BooleanField("可在网页公布", default=False)
    first = models.DateField("任职起", null=True, blank=True)
    last = models.DateField("任职止", null=True, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source)

    objects = StewardQuerySet.as_manager()

    class Meta:
        verbose_name = "网格人员"
        verbose_name_plural = "网格人员"
        constraints = [
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(last__isnull=True) | Q(last__gte=F("first")),
                name="steward_dates_in_order",
                violation_error_message="任职止不能早于任职起。",
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.get_role_display()}）"

    @property
    def is_sample(self) -> bool:
        """Whether the person is invented."""
        return self.source == Source.SAMPLE

"""A party-mass service centre (党群服务中心)."""

from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.urls import reverse

from accounts.recorded import Recorded, RecordedQuerySet
from centers.indexing import index_centers
from centers.models.confirmed import ConfirmedFacts, FactGroup
from centers.models.timetable import Timetabled
from centers.querysets import CenterQuerySet
from grids.models import GridUnit
from grids.sources import Source


class Center(Recorded, ConfirmedFacts, Timetabled):
    """A centre, station or party-building park, with where every group of facts comes from."""

    class Tier(models.TextChoices):
        DISTRICT_COMMITTEE = "district_committee", "区委"
        DISTRICT = "district", "区级中心"
        STREET = "street", "镇街中心"
        COMMUNITY = "community", "社区中心"
        INDUSTRY = "industry", "行业中心"
        PARK = "park", "党建主题公园"
        GRID_GROUP = "grid_group", "网格党小组"
        AGENCY_COMMUNITY = "agency_community", "机关社区"
        STATION = "station", "驿站"

    class Setting(models.TextChoices):
        BUILDING = "building", "楼宇"
        BUSINESS_DISTRICT = "business_district", "商圈"
        RESIDENTIAL = "residential", "小区"
        CAMPUS = "campus", "校园"
        ENTERPRISE = "enterprise", "企业"

    class Premises(models.TextChoices):
        NEW = "new", "新建"
        RENTED = "rented", "租用"
        FREE = "free", "无偿提供"
        EXCHANGED = "exchanged", "盘活置换"
        UPGRADED = "upgraded", "提质升级"

    class Status(models.TextChoices):
        PLANNED = "planned", "规划中"
        BUILDING = "building", "建设中"
        OPEN = "open", "已启用"
        SUSPENDED = "suspended", "暂停开放"
        CLOSED = "closed", "已关闭"

    # The public sees these; a suspended centre says so.
    PUBLISHED = (Status.OPEN, Status.SUSPENDED)

    class Accessibility(models.TextChoices):
        RAMP = "ramp", "无障碍坡道"
        LIFT = "lift", "电梯"
        TOILET = "toilet", "无障碍卫生间"
        LOW_COUNTER = "low_counter", "低位服务台"
        WHEELCHAIR = "wheelchair", "轮椅借用"
        GLASSES = "glasses", "老花镜"
        PARKING = "parking", "无障碍车位"

    code = models.CharField("编码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60, unique=True)
    tier = models.CharField("层级", max_length=20, choices=Tier)
    setting = models.CharField("五进类型", max_length=20, choices=Setting, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.OPEN)
    demonstration_no = models.PositiveSmallIntegerField("示范点序号", null=True, blank=True, unique=True)
    batch = models.CharField("批次", max_length=20, blank=True)
    opened_month = models.DateField("启用时间", null=True, blank=True, help_text="只到月份，日填1日。")
    unit = models.ForeignKey(GridUnit, models.PROTECT, related_name="centers", verbose_name="所属区划")
    address = models.CharField("地址", max_length=120, blank=True)
    telephone = models.CharField("联系电话", max_length=40, blank=True)
    introduction = models.TextField("简介", blank=True)
    brand = models.CharField("特色品牌", max_length=60, blank=True)
    premises = models.CharField("场地来源", max_length=12, choices=Premises, blank=True)
    floor_area_m2 = models.PositiveIntegerField("建筑面积（平方米）", null=True, blank=True)
    staff_count = models.PositiveSmallIntegerField("工作人员数", null=True, blank=True)
    accessibility = models.JSONField("无障碍设施", default=list, blank=True)
    source = models.CharField("资料来源", max_length=10, choices=Source)
    figures_source = models.CharField("面积、人员等数字来源", max_length=10, choices=Source, blank=True)

    location = models.PointField("位置", geography=True, null=True, blank=True)
    location_source = models.CharField("位置来源", max_length=10, choices=Source, blank=True)

    hours_text = models.CharField("开放时间原文", max_length=300, blank=True)
    hours_leftover = models.CharField("未能识别的开放时间", max_length=300, blank=True)
    hours_source = models.CharField("开放时间来源", max_length=10, choices=Source, blank=True)

    # Grows with every change of the centre or anything that belongs to it: what was made from it is known to be stale.
    revision = models.PositiveIntegerField("修订", default=1, editable=False)
    modified = models.DateTimeField("更新时间", auto_now=True)

    objects = CenterQuerySet.as_manager()

    # The code stands in addresses that people have saved; a confirmation is given anew, never brought back; a public
    # text goes by a draft that a second person checks.
    not_restorable = frozenset({"code", "introduction", "brand", *(group.on_field for group in FactGroup)})

    class Meta:
        verbose_name = "党群服务中心"
        verbose_name_plural = "党群服务中心"
        ordering = ["code"]
        indexes = [models.Index(fields=["status", "tier"], name="center_status_tier")]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]+\Z"),
                name="center_code_plain",
                violation_error_message="编码只能用大写字母和数字。",
            ),
            models.CheckConstraint(
                condition=Q(location__isnull=True) | ~Q(location_source=""),
                name="center_location_says_source",
                violation_error_message="有位置时要写明位置来源。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("center", args=[self.code])

    def clean(self):
        unknown = set(self.accessibility or []) - set(self.Accessibility.values)
        if unknown:
            raise ValidationError(
                {"accessibility": f"没有这些无障碍设施：{'、'.join(map(str, sorted(unknown, key=str)))}。"}
            )

    def save(self, **kwargs):
        is_new = self._state.adding
        if not is_new:
            # In the database, since parts changed in the meantime have raised it there.
            self.revision = F("revision") + 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "revision", "modified"}
        super().save(**kwargs)
        if is_new:
            self.offerings.fill_missing([self])
        self.refresh_from_db(fields=["revision"])
        index_centers([self])

    @property
    def is_published(self) -> bool:
        """Whether the public may see it."""
        return self.status in self.PUBLISHED

    # A poster may invite people to whatever the public may see.
    has_poster = is_published

    @property
    def is_sample(self) -> bool:
        """Whether the centre itself is invented."""
        return self.source == Source.SAMPLE

    @property
    def has_sample_location(self) -> bool:
        """Whether its point on the map is invented."""
        return self.location_source == Source.SAMPLE

    @property
    def has_sample_hours(self) -> bool:
        """Whether its opening hours are invented."""
        return self.hours_source == Source.SAMPLE

    @property
    def hours_are_known(self) -> bool:
        """Whether open or closed can be said at all: hours with a source, nothing of them left unread."""
        return bool(self.hours_source) and not self.hours_leftover

    @classmethod
    def value_words(cls, name, value):
        if name == "accessibility" and value:
            return "、".join(str(dict(cls.Accessibility.choices).get(feature, feature)) for feature in value)
        return f"{value:%Y-%m}" if name == "opened_month" and value else None

    def being_restored(self, name, by):
        """Whoever sets a fact back vouches for its group, as with any other change."""
        column = self._meta.get_field(name).attname
        return self.vouch([group for group in FactGroup if column in group.fields], by)

    def accessibility_labels(self) -> list[str]:
        """The barrier-free features in Chinese, in the order of the list of choices."""
        return [label for value, label in self.Accessibility.choices if value in self.accessibility]

    @staticmethod
    def code_for_demonstration(number: int) -> str:
        """The code of the demonstration centre with this number (示范点序号)."""
        return f"JC{number:03}"


class CenterPartQuerySet(RecordedQuerySet):
    """Rows that belong to a centre. A bulk change touches the centres as a single one does."""

    def delete(self):
        self._touch()
        return super().delete()

    # As on Django's own: never `Model.objects.delete()`, which would mean all rows.
    delete.alters_data = True
    delete.queryset_only = True

    def update(self, **values):
        self._touch()
        changed = super().update(**values)
        self._touch()
        return changed

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        created = super().bulk_create(objs, *args, **kwargs)
        touch_centers({part.center_id for part in objs})
        return created

    def bulk_update(self, objs, *args, **kwargs):
        objs = list(objs)
        changed = super().bulk_update(objs, *args, **kwargs)
        touch_centers({part.center_id for part in objs})
        return changed

    def _touch(self):
        touch_centers(set(self.order_by().values_list("center_id", flat=True).distinct()))


class CenterPart(Recorded):
    """Something that belongs to a centre and changes with it: rooms, hours, offerings, photos."""

    not_restorable = frozenset({"center", "item"})

    class Meta:
        abstract = True

    def save(self, **kwargs):
        before = None if self._state.adding else type(self)._base_manager.filter(pk=self.pk)
        centers = {self.center_id, *(before.values_list("center_id", flat=True) if before else ())}
        super().save(**kwargs)
        touch_centers(centers)

    def being_restored(self, name, by):
        """Whoever changes a part vouches for its group of the centre's facts."""
        if group := FactGroup.of_part(type(self)):
            Center.objects.get(pk=self.center_id).vouch_and_save([group], by)
        return []

    def delete(self, **kwargs):
        answer = super().delete(**kwargs)
        touch_centers({self.center_id})
        return answer


def touch_centers(ids) -> None:
    """Raise the revision of these centres: an update of nothing else does."""
    ids = list(ids)
    for start in range(0, len(ids), 500):
        Center.objects.filter(pk__in=ids[start : start + 500]).update()

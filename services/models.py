"""The catalogue: what the centres do for people, what to bring, how and how long."""

from django.db import models
from django.urls import reverse

from accounts.recorded import Recorded
from services.indexing import index_items, index_proofs
from services.querysets import ServiceItemQuerySet


class ServiceCategory(Recorded):
    """A group of items: eight of party services (A–H), thirteen of convenience services (01–13)."""

    class Kind(models.TextChoices):
        PARTY = "party", "党务服务"
        CONVENIENCE = "convenience", "便民服务"

    code = models.CharField("编码", max_length=4, unique=True)
    kind = models.CharField("类别", max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=40)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "服务分类"
        verbose_name_plural = "服务分类"
        ordering = ["position", "code"]

    def __str__(self):
        return self.name


class ServiceItem(Recorded):
    """One thing that people come for."""

    class Mode(models.TextChoices):
        AT_ONCE = "at_once", "马上办"
        PROMISED = "promised", "承诺办"
        JOINT = "joint", "联合办"

    class Status(models.TextChoices):
        SOURCED = "sourced", "有公开来源"
        COMPOSED = "composed", "参照同类清单编写"

    code = models.CharField("编码", max_length=4, unique=True)
    category = models.ForeignKey(ServiceCategory, models.PROTECT, related_name="items", verbose_name="分类")
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=12, blank=True)
    aliases = models.JSONField("俗称", default=list, blank=True, help_text="居民常说的叫法，用于搜索。")
    audience = models.CharField("服务对象", max_length=120)
    documents = models.JSONField("所需材料", default=list, blank=True)
    steps = models.JSONField("办理步骤", default=list, blank=True)
    time = models.CharField("规定或来源时限", max_length=300, blank=True)
    promise = models.CharField("承诺时限", max_length=60, blank=True)
    mode = models.CharField("办结方式", max_length=10, choices=Mode)
    seek_first = models.CharField("由其他部门办理的说明", max_length=120, blank=True)
    frequency_rank = models.PositiveSmallIntegerField("高频排名", null=True, blank=True, unique=True)
    status = models.CharField("内容状态", max_length=10, choices=Status)
    source_names = models.CharField("来源", max_length=200, blank=True)
    sourced_part = models.CharField("有来源的部分", max_length=80, blank=True)
    is_active = models.BooleanField("在办", default=True)

    objects = ServiceItemQuerySet.as_manager()

    class Meta:
        verbose_name = "服务事项"
        verbose_name_plural = "服务事项"
        ordering = ["category__position", "code"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("service", args=[self.code])

    @property
    def is_high_frequency(self) -> bool:
        """Whether it is one of the items that residents use most."""
        return self.frequency_rank is not None

    @property
    def has_poster(self) -> bool:
        """Whether a poster may invite people to its guide."""
        return self.is_active

    def save(self, **kwargs):
        super().save(**kwargs)
        index_items([self])


class ItemChannel(models.Model):
    """A way in which an item is done (办理方式)."""

    class Channel(models.TextChoices):
        WINDOW = "window", "窗口"
        APPOINTMENT = "appointment", "预约办"
        HOME = "home", "上门办"
        WECHAT = "wechat", "微信代办"
        SELF = "self", "自助"
        ONLINE = "online", "网办"

    item = models.ForeignKey(ServiceItem, models.CASCADE, related_name="channels", verbose_name="事项")
    channel = models.CharField("办理方式", max_length=12, choices=Channel)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "办理方式"
        verbose_name_plural = "办理方式"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["item", "channel"], name="item_channel_once")]

    def __str__(self):
        return self.get_channel_display()


class ItemAudience(models.Model):
    """A group of people whom an item concerns, for the filter; the exact words stand in `ServiceItem.audience`."""

    class Group(models.TextChoices):
        EVERYONE = "everyone", "全体居民"
        ELDERS = "elders", "老年人"
        PARTY = "party", "党员"
        DISABLED = "disabled", "残疾人"
        VETERANS = "veterans", "退役军人"
        JOBSEEKERS = "jobseekers", "求职者"
        HARDSHIP = "hardship", "困难群众"
        FAMILIES = "families", "育儿家庭"
        NEWCOMERS = "newcomers", "来阳人员"
        ORGANIZATIONS = "organizations", "单位和组织"

    item = models.ForeignKey(ServiceItem, models.CASCADE, related_name="audiences", verbose_name="事项")
    group = models.CharField("人群", max_length=14, choices=Group)

    class Meta:
        verbose_name = "服务人群"
        verbose_name_plural = "服务人群"
        constraints = [models.UniqueConstraint(fields=["item", "group"], name="item_audience_once")]

    def __str__(self):
        return self.get_group_display()


class UnissuableProof(Recorded):
    """A proof that a community may not issue (民发〔2020〕20号), and where to go instead."""

    number = models.PositiveSmallIntegerField("序号", unique=True)
    name = models.CharField("证明", max_length=120)
    keywords = models.JSONField("俗称", default=list, blank=True)
    where_to_go = models.CharField("该找谁", max_length=200)
    why = models.CharField("为什么", max_length=200)
    source = models.CharField("依据", max_length=60)

    class Meta:
        verbose_name = "社区不开的证明"
        verbose_name_plural = "社区不开的证明"
        ordering = ["number"]

    def __str__(self):
        return self.name

    @property
    def code(self) -> str:
        """Its name in addresses and the API."""
        return f"proof-{self.number}"

    def get_absolute_url(self):
        return reverse("services") + f"#{self.code}"

    def save(self, **kwargs):
        super().save(**kwargs)
        index_proofs([self])

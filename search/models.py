"""A suffix index: every tail of every name is a row, so that any substring is the beginning of some row.

It knows nothing of the portal. The apps above put their records in with `search.index`.
"""

from django.db import models


class SearchEntry(models.Model):
    """One thing that can be found, with what a result shows, so that a search reads nothing else."""

    kind = models.CharField("类型", max_length=20)
    code = models.CharField("编码", max_length=32)
    name = models.CharField("名称", max_length=200)
    url = models.CharField("页面", max_length=200)
    detail = models.CharField("说明", max_length=200, blank=True)
    weight = models.SmallIntegerField("权重", default=0, help_text="同样匹配时,数大的在前。")

    class Meta:
        verbose_name = "搜索条目"
        verbose_name_plural = "搜索条目"
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="search_entry_once")]

    def __str__(self):
        return self.name


class SearchKey(models.Model):
    """One tail of one name of an entry, in characters, pinyin or pinyin initials."""

    class Form(models.IntegerChoices):
        TEXT = 1, "文字"
        PINYIN = 2, "拼音"
        INITIALS = 3, "首字母"

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=20)
    form = models.PositiveSmallIntegerField(choices=Form)
    key = models.CharField(max_length=64)
    # The whole name ranks above a tail from its middle; an alias ranks below the name itself.
    is_whole = models.BooleanField()
    is_alias = models.BooleanField()

    class Meta:
        verbose_name = "搜索键"
        verbose_name_plural = "搜索键"
        # The column is in binary order on both databases (see the migration): a range is a prefix. Whole names have
        # their own part of the index, so that the many tails never hide them from a limited read; the entry settles
        # ties without a sort.
        indexes = [models.Index(fields=["kind", "is_whole", "key", "entry"], name="search_key_beginning")]

    def __str__(self):
        return self.key

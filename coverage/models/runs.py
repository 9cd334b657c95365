"""Every analysis that was kept: what was asked, of which data, by which method, with which result, by whom."""

import json
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.policy import ScopePolicy
from accounts.roles import Right

COMMAND_LINE = "命令行"
# What tells the rows of a list apart, the first that a row has.
NAMING = ("name", "code", "year", "minutes", "state")


def canonical(value) -> str:
    """A JSON value as text: equal values are equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(value) -> str:
    """The SHA-256 of a value's canonical text."""
    return sha256(canonical(value).encode()).hexdigest()


class CoverageRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Runs of a territory where the account may look on: a street sees its own, the district all."""
        return self.filter(ScopePolicy(user).allows_q(Right.SEE_OVERSIGHT, "scope_code"))

    def of_same_inputs(self, inputs_digest: str):
        """Runs that asked the same of the same data; their results are the same bytes."""
        return self.filter(inputs_digest=inputs_digest)

    def without_result(self):
        """Leave the result in the database: a list does not need it."""
        return self.defer("result_text")


class CoverageRun(models.Model):
    """One analysis, kept as it was. Nothing changes it afterwards."""

    class Kind(models.TextChoices):
        COVERAGE = "coverage", "覆盖"
        SITING = "siting", "选址"

    kind = models.CharField("种类", max_length=10, choices=Kind, default=Kind.COVERAGE)
    # Whose runs these are: the code of the street asked about, else of the district.
    scope_code = models.CharField("范围", max_length=21, db_index=True)
    inputs_text = models.TextField("所问")
    versions_text = models.TextField("数据版本")
    inputs_digest = models.CharField("输入摘要", max_length=64, db_index=True)
    method = models.CharField("方法代号", max_length=40)
    method_name = models.CharField("方法", max_length=40)
    result_text = models.TextField("结果")
    result_digest = models.CharField("结果摘要", max_length=64)
    seconds = models.FloatField("用时（秒）")
    at = models.DateTimeField("时间", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="账号"
    )
    by_name = models.CharField("由谁", max_length=150, default=COMMAND_LINE)  # stays when the account goes

    objects = CoverageRunQuerySet.as_manager()

    class Meta:
        verbose_name = "分析记录"
        verbose_name_plural = "分析记录"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}分析第{self.pk}次"

    @classmethod
    def keep(
        cls,
        *,
        inputs: dict,
        versions: dict,
        method: str,
        method_name: str,
        result: dict,
        seconds: float,
        by=None,
        **more,
    ) -> "CoverageRun":
        """Store a run. `result` holds no times: equal inputs on equal data give equal bytes.

        :param more: `kind` and `scope_code`.
        """
        text = canonical(result)
        return cls.objects.create(
            inputs_text=canonical(inputs),
            versions_text=canonical(versions),
            inputs_digest=digest_of([more.get("kind", cls.Kind.COVERAGE), method, inputs, versions]),
            method=method,
            method_name=method_name,
            result_text=text,
            result_digest=sha256(text.encode()).hexdigest(),
            seconds=round(seconds, 6),
            by=by if getattr(by, "pk", None) else None,
            by_name=getattr(by, "username", "") or COMMAND_LINE,
            **more,
        )

    @property
    def inputs(self) -> dict:
        """What was asked."""
        return json.loads(self.inputs_text)

    @property
    def versions(self) -> dict:
        """The versions of the data that it was asked of."""
        return json.loads(self.versions_text)

    @property
    def result(self) -> dict:
        """The result as plain JSON values."""
        return json.loads(self.result_text)


@dataclass(frozen=True)
class Difference:
    """One value that differs between two runs; `change` for numbers."""

    name: str
    before: object
    after: object

    @property
    def change(self):
        """By how much a number has changed; None where one of the two is none."""
        if isinstance(self.before, int | float) and isinstance(self.after, int | float):
            return self.after - self.before
        return None


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side."""

    before: CoverageRun
    after: CoverageRun
    inputs: list[Difference]
    versions: list[Difference]
    results: list[Difference]

    @property
    def is_same(self) -> bool:
        """Whether both have the same result, byte for byte."""
        return self.before.result_digest == self.after.result_digest


def compare(before: CoverageRun, after: CoverageRun) -> Comparison:
    """What differs between two runs: what was asked, the data, and every figure by its place in the result."""
    return Comparison(
        before,
        after,
        _differences(before.inputs, after.inputs),
        _differences(before.versions, after.versions),
        _differences(before.result, after.result),
    )


def _differences(before, after):
    one, other = dict(_leaves(before)), dict(_leaves(after))
    names = [*one, *(name for name in other if name not in one)]
    return [Difference(name, one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)]


def _leaves(value, path=""):
    """Every plain value with its place, such as `streets/城南街道/covered`; rows of a list go by their code or year."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}/{name}" if path else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}/{_name(inner, number)}")
    else:
        yield path, value


def _name(row, number):
    if not isinstance(row, dict):
        return number
    return next((row[key] for key in NAMING if row.get(key) is not None), number)

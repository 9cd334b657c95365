"""Siting scenarios: where the next centres might go, under which rules, and what was worked out."""

from django.conf import settings
from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.policy import ScopePolicy
from accounts.recorded import Recorded, RecordedQuerySet, create_recorded
from accounts.roles import Right
from coverage.models.runs import CoverageRun
from coverage.questions import ALL, FASTEST, FEWEST_MINUTES, MOST_MINUTES, SLOWEST, WHO, Question
from grids.models import GridUnit
from query.codes import STREET_LENGTH

MOST_CANDIDATES = 1000
MOST_NEW_CENTERS = 50
MOST_ELDERS_WEIGHT = 10
LONGEST_NAME = 60
LONGEST_NOTE = 500


def _within(low, high):
    words = f"应在 {low:g} 到 {high:g} 之间。"
    return [MinValueValidator(low, words), MaxValueValidator(high, words)]


class TooManyCandidates(ValueError):
    """A scenario takes no more places; nothing was added."""


class ScenarioQuerySet(RecordedQuerySet):
    def visible_to(self, user):
        """Scenarios of units that this account oversees."""
        return self.filter(ScopePolicy(user).allows_q(Right.SEE_OVERSIGHT, "unit__code"))

    def editable_by(self, user):
        """Scenarios that this account may change: those of the units that it oversees."""
        return self.visible_to(user)

    def current(self):
        """Scenarios that are not put away."""
        return self.filter(is_archived=False)

    def with_counts(self):
        """With `candidates_count`, and their unit, but not its boundary."""
        rows = self.select_related("unit").defer("unit__boundary")
        return rows.annotate(candidates_count=models.Count("candidates"))


class Scenario(Recorded):
    """One question of siting, saved: the rules here, the places to choose from as candidates, the answer as a run."""

    class Goal(models.TextChoices):
        MOST = "most", "建几个点，让新走得到的人最多"
        SHARE = "share", "用最少的点，让走得到的人达到一定比例"
        AVERAGE = "average", "建几个点，让平均步行时间最短"

    name = models.CharField("名称", max_length=LONGEST_NAME)
    note = models.TextField("说明", max_length=LONGEST_NOTE, blank=True)
    unit = models.ForeignKey(GridUnit, models.PROTECT, related_name="scenarios", verbose_name="范围")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="建立人"
    )
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies", verbose_name="复制自"
    )
    goal = models.CharField("目标", max_length=10, choices=Goal, default=Goal.MOST)
    minutes = models.FloatField("步行分钟", default=10, validators=_within(FEWEST_MINUTES, MOST_MINUTES))
    speed = models.FloatField("步行速度（米/秒）", default=1.2, validators=_within(SLOWEST, FASTEST))
    who = models.CharField("算谁", max_length=10, choices=WHO, default=ALL)
    planned = models.BooleanField("规划和在建的中心也算已有", default=False)
    new_centers = models.PositiveSmallIntegerField(
        "新建几个", default=3, validators=_within(1, MOST_NEW_CENTERS), help_text="目标是“最少的点”时不看这一项。"
    )
    share = models.PositiveSmallIntegerField(
        "要达到的比例（%）", default=95, validators=_within(1, 100), help_text="只在目标是“最少的点”时用。"
    )
    elders_weight = models.FloatField(
        "一位65岁以上老人算几个人",
        default=1,
        validators=_within(1, MOST_ELDERS_WEIGHT),
        help_text="1 表示一样看待；2 表示一位老人按两个人算。",
    )
    # Street code → how many new centres it may get at most.
    budgets = models.JSONField("每个街道最多几个", default=dict, blank=True)
    # The answer that is shown; earlier ones stay among the runs.
    run = models.ForeignKey(
        CoverageRun, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name="结果"
    )
    is_archived = models.BooleanField("已归档", default=False)
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)
    modified = models.DateTimeField("更新时间", auto_now=True)

    # What was worked out is never set back by hand, nor where a scenario belongs.
    not_restorable = frozenset({"run", "unit", "owner", "copied_from"})

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "选址方案"
        verbose_name_plural = "选址方案"
        ordering = ["-modified", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=FEWEST_MINUTES, minutes__lte=MOST_MINUTES),
                name="scenario_minutes_in_range",
                violation_error_message=f"步行分钟应在 {FEWEST_MINUTES} 到 {MOST_MINUTES} 之间。",
            ),
            models.CheckConstraint(
                condition=Q(speed__gte=SLOWEST, speed__lte=FASTEST),
                name="scenario_speed_in_range",
                violation_error_message=f"步行速度应在每秒 {SLOWEST:g} 到 {FASTEST:g} 米之间。",
            ),
            models.CheckConstraint(
                condition=Q(new_centers__gte=1, new_centers__lte=MOST_NEW_CENTERS),
                name="scenario_new_centers_in_range",
                violation_error_message=f"新建的数目应在 1 到 {MOST_NEW_CENTERS} 之间。",
            ),
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=100),
                name="scenario_share_in_range",
                violation_error_message="比例应在 1 到 100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(elders_weight__gte=1, elders_weight__lte=MOST_ELDERS_WEIGHT),
                name="scenario_elders_weight_in_range",
                violation_error_message=f"老人的权重应在 1 到 {MOST_ELDERS_WEIGHT} 之间。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def street(self) -> str | None:
        """The street whose residents count; None for the whole district."""
        return self.unit.code[:STREET_LENGTH] if self.unit.level >= GridUnit.Level.STREET else None

    @property
    def question(self) -> Question:
        """What is asked of the centres that exist: the state before anything is built."""
        return Question(minutes=self.minutes, speed=self.speed, who=self.who, planned=self.planned, street=self.street)

    @property
    def wanted(self) -> str:
        """What is wanted, in a few words."""
        if self.goal == self.Goal.SHARE:
            return f"用最少的点，让{self.share}%的人走得到"
        aim = "新走得到的人最多" if self.goal == self.Goal.MOST else "平均步行时间最短"
        return f"建{self.new_centers}个，让{aim}"

    def inputs(self) -> dict:
        """Everything that decides the answer, as plain JSON in a fixed order: equal inputs give equal answers."""
        candidates = self.candidates.order_by("pk").values_list("pk", "name", "location", "street_code", "state")
        return {
            "goal": self.goal,
            "minutes": self.minutes,
            "speed": self.speed,
            "who": self.who,
            "planned": self.planned,
            "unit": self.unit.code,
            "new_centers": self.new_centers if self.goal != self.Goal.SHARE else None,
            "share": self.share if self.goal == self.Goal.SHARE else None,
            "elders_weight": self.elders_weight,
            "budgets": {code: self.budgets[code] for code in sorted(self.budgets)},
            "candidates": [
                {"id": key, "name": name, "lon": point.x, "lat": point.y, "street": street, "state": state}
                for key, name, point, street, state in candidates
            ],
        }

    @transaction.atomic
    def add_candidates(self, places, *, origin: str) -> list["CandidateSite"]:
        """Add places, an iterable of (name, point, street code); one that is there already is left out.

        :raises TooManyCandidates: when they would be too many; nothing is added then.
        """
        type(self).objects.select_for_update().get(pk=self.pk)
        there = {_where(point) for point in self.candidates.values_list("location", flat=True)}
        new = []
        for name, point, street_code in places:
            if _where(point) not in there:
                there.add(_where(point))
                new.append(
                    CandidateSite(
                        scenario=self,
                        name=name[:LONGEST_NAME],
                        location=point,
                        street_code=street_code,
                        origin=origin,
                    )
                )
        if len(there) > MOST_CANDIDATES:
            raise TooManyCandidates(f"一个方案最多{MOST_CANDIDATES}个候选点，这样会有{len(there)}个，都没有加。")
        created = create_recorded(new)
        if created:
            self.touch()
        return created

    def touch(self) -> None:
        """Note that something of it has changed."""
        type(self).objects.filter(pk=self.pk).update(modified=timezone.now())

    @transaction.atomic
    def copy(self, name: str, *, by=None) -> "Scenario":
        """Another scenario with the same rules and places."""
        same = ("note", "unit", "goal", "minutes", "speed", "who", "planned", "new_centers", "share", "elders_weight")
        values = {field: getattr(self, field) for field in same}
        made = type(self).objects.create(name=name, owner=by, copied_from=self, budgets=dict(self.budgets), **values)
        create_recorded(
            CandidateSite(
                scenario=made,
                name=site.name,
                location=site.location,
                street_code=site.street_code,
                origin=site.origin,
                state=site.state,
            )
            for site in self.candidates.order_by("pk")
        )
        return made

    def set_archived(self, is_archived: bool) -> None:
        """Put it away, or take it out again."""
        self.is_archived = is_archived
        self.save(update_fields=["is_archived", "modified"])


def _where(point) -> tuple[float, float]:
    """About a metre: the same place."""
    return round(point.x, 5), round(point.y, 5)


class CandidateSite(Recorded):
    """A place where a centre might go."""

    class Origin(models.TextChoices):
        COMMUNITY = "community", "社区位置"
        CLICKED = "clicked", "地图上点的"
        UPLOADED = "uploaded", "上传的"
        VENUE = "venue", "现有场所"
        GAP = "gap", "空白点"

    class State(models.TextChoices):
        FREE = "free", "可选"
        FIXED = "fixed", "一定要选"
        FORBIDDEN = "forbidden", "不能选"

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="candidates", verbose_name="方案")
    name = models.CharField("名称", max_length=LONGEST_NAME)
    location = models.PointField("位置", geography=True)
    # Where it counts for the budgets: the street of the residents nearest to it.
    street_code = models.CharField("街道", max_length=STREET_LENGTH, blank=True)
    origin = models.CharField("来源", max_length=10, choices=Origin)
    state = models.CharField("选不选", max_length=10, choices=State, default=State.FREE)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "候选点"
        verbose_name_plural = "候选点"
        ordering = ["pk"]

    def __str__(self):
        return self.name

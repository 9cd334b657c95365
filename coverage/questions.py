"""What is asked of coverage: how far, how fast, for whom, by which centres. Read once, for pages, API and commands."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from centers.filters import Lookup
from centers.models import Center
from grids.models import GridUnit
from query.params import BadParameter, Params

FEWEST_MINUTES, MOST_MINUTES, USUAL_MINUTES = 1, 30, 10
SLOWEST, FASTEST = 0.3, 3.0
FIRST_YEAR = 2018
ALL, ELDERS = "all", "elders"
WHO = {ALL: "全部居民", ELDERS: "65岁以上"}
LONGEST_CODE = 21


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Equal questions give equal answers on equal data."""

    minutes: float = USUAL_MINUTES
    speed: float = 1.2
    who: str = ALL
    open_at: datetime | None = None
    tier: str | None = None
    service: str | None = None
    year: int | None = None  # only centres opened by the end of this year
    planned: bool = False  # centres planned or being built count too
    street: str | None = None  # only residents of this street; they may go to any centre

    @property
    def limit_m(self) -> float:
        """How far the minutes reach, in metres on foot."""
        return self.minutes * 60 * self.speed

    @property
    def asks_the_database(self) -> bool:
        """Whether the centres that count are not told by their own row alone."""
        return self.open_at is not None or self.service is not None

    def canonical(self) -> dict:
        """The question as plain JSON values, in a fixed order; what was not asked is None."""
        plain = asdict(self) | {"open_at": self.open_at and self.open_at.isoformat()}
        return {name: plain[name] for name in sorted(plain)}

    @classmethod
    def of_canonical(cls, plain: dict) -> "Question":
        """The question that `canonical` wrote down."""
        moment = plain.get("open_at")
        return cls(**plain | {"open_at": moment and datetime.fromisoformat(moment)})

    def words(self) -> str:
        """The question in one line of Chinese; codes stand for themselves."""
        parts = [f"{self.minutes:g}分钟", f"每秒{self.speed:g}米", WHO[self.who]]
        if self.open_at:
            local = timezone.localtime(self.open_at)
            parts.append(f"{local:%Y-%m-%d %H:%M}（周{'一二三四五六日'[local.weekday()]}）开着的中心")
        if self.tier:
            parts.append(Center.Tier(self.tier).label)
        if self.service:
            parts.append(f"能办{self.service}")
        if self.year:
            parts.append(f"{self.year}年底以前启用")
        if self.planned:
            parts.append("含规划中和建设中")
        if self.street:
            parts.append(f"只数{self.street}的居民")
        return "，".join(parts)

    def parameters(self) -> dict[str, str]:
        """The question as query parameters, without what is usual."""
        usual = usual_question(self.who)
        told = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) != getattr(usual, name)}
        if self.who != ALL:
            told["who"] = self.who
        if self.open_at:
            told["open_at"] = timezone.localtime(self.open_at).strftime("%Y-%m-%dT%H:%M")
        if self.planned:
            told["planned"] = "1"
        return {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in told.items()}

    def with_(self, **changed) -> "Question":
        """The same question with something else in it."""
        return replace(self, **changed)


def usual_speed(who: str = ALL) -> float:
    """Metres a second, from the settings."""
    return settings.ELDER_WALK_SPEED_M_PER_S if who == ELDERS else settings.WALK_SPEED_M_PER_S


def usual_question(who: str = ALL) -> Question:
    """Ten minutes at the usual speed."""
    return Question(speed=usual_speed(who), who=who)


def read_minutes(params: Params) -> float:
    """The minutes asked for; 10 unless told."""
    return params.number("minutes", FEWEST_MINUTES, MOST_MINUTES) or USUAL_MINUTES


def read_speed(params: Params, who: str = ALL) -> float:
    """The speed asked for in metres a second; that of the settings unless told."""
    return params.number("speed", SLOWEST, FASTEST) or usual_speed(who)


def read_question(params: Params, *, who: str = ALL, lookup: Lookup | None = None) -> Question:
    """The question that the parameters ask: minutes, speed, who, open_at, tier, service, year, planned, street.

    :param who: who is meant when the parameters do not say.
    :param lookup: what finds a street and an item by their code (`centers.menus.Menu` needs no further query).
    :raises BadParameter: for a value that does not fit, and for an unknown code.
    """
    lookup = lookup or Lookup()
    who = params.choice("who", WHO) or who
    item = _known(params, "service", lookup.item, "服务事项编码形如 P01 或 C01，见服务目录")
    street = _known(params, "street", lambda code: lookup.unit(code, GridUnit.Level.STREET), "街道（镇）编码是9位数字")
    return Question(
        minutes=read_minutes(params),
        speed=read_speed(params, who),
        who=who,
        open_at=_read_moment(params, "open_at"),
        tier=params.choice("tier", Center.Tier.values),
        service=item and item.code,
        year=params.integer("year", FIRST_YEAR, timezone.localdate().year),
        planned=bool(params.flag("planned")),
        street=street and street.code,
    )


def _known(params, name, find, hint):
    code = params.text(name, longest=LONGEST_CODE)
    if code is None:
        return None
    found = find(code)
    if found is None:
        raise BadParameter(name, f"没有“{code}”。{hint}。")
    return found


def _read_moment(params, name):
    """A local date and time; the database's working calendar and hours know no others."""
    text = params.text(name)
    if text is None:
        return None
    try:
        moment = parse_datetime(text)
        if moment is not None:
            moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
            timezone.localtime(moment)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not FIRST_YEAR <= moment.year <= timezone.localdate().year + 1:
        raise BadParameter(name, "要写成“2026-11-28T09:30”这样的日期和时间，年份从2018年到明年。")
    return moment

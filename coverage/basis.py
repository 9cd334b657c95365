"""What every answer says of itself: method, speed, date, roads and their licence, residents and their source."""

from dataclasses import dataclass

from coverage.current import Current
from coverage.distances import method_of
from coverage.questions import WHO, Question
from coverage.states import METHOD_NAMES, Method

UNTOLD = "未注明"
OSM = "© OpenStreetMap contributors（ODbL）"
IMPORT_ROADS = "还没有导入步行路网，所以只有三种说法，没有一个准数。导入路网以后才能量出真实的步行距离。"


@dataclass(frozen=True)
class Basis:
    """How an answer came about."""

    method: Method
    minutes: float
    speed: float
    limit_m: float
    who: str
    day: str
    roads: dict | None  # source, date, licence, attribution
    demand: dict  # name, source, source_name, as_of, is_sample
    centers: dict  # counted, unplaced, has_sample_positions
    notes: tuple[str, ...]

    @property
    def method_name(self) -> str:
        """The method in Chinese."""
        return METHOD_NAMES[self.method]

    @property
    def who_name(self) -> str:
        """Who is counted, in Chinese."""
        return WHO[self.who]

    @property
    def sentence(self) -> str:
        """The method in one paragraph."""
        walk = f"{self.minutes:g}分钟、每秒{self.speed:g}米，也就是{self.limit_m:.0f}米"
        if self.method == Method.NETWORK:
            return f"沿着步行路网量每一户到最近中心要走的路。{walk}以内算走得到。"
        return (
            f"按直线判断（{walk}）：直线已经更远的，一定走不到；直线的两倍还在这个距离以内的，很可能走得到；"
            "在两者之间的，没有路网说不准。"
        )

    @property
    def attribution(self) -> str:
        """Whose roads these are; empty without roads."""
        return self.roads["attribution"] if self.roads else ""

    def as_dict(self) -> dict:
        """The same as plain JSON values."""
        return {
            "method": self.method.value,
            "method_name": self.method_name,
            "sentence": self.sentence,
            "minutes": self.minutes,
            "speed_m_per_s": self.speed,
            "limit_m": round(self.limit_m, 1),
            "who": self.who,
            "who_name": self.who_name,
            "date": self.day,
            "roads": self.roads,
            "demand": self.demand,
            "centers": self.centers,
            "notes": list(self.notes),
        }


def basis_of(question: Question, current: Current, counted: int) -> Basis:
    """The basis of an answer in which so many centres count."""
    demand = current.demand
    return Basis(
        method=method_of(current),
        minutes=question.minutes,
        speed=question.speed,
        limit_m=question.limit_m,
        who=question.who,
        day=current.stamp.day,
        roads=roads_of(current),
        demand={
            "name": demand.name,
            "source": demand.source or None,
            "source_name": demand.source_name or None,
            "as_of": demand.as_of or None,
            "is_sample": demand.is_sample,
        },
        centers={
            "counted": counted,
            "unplaced": len(current.centers.unplaced),
            "has_sample_positions": current.centers.has_sample_positions,
        },
        notes=tuple(_notes(current)),
    )


def roads_of(current: Current) -> dict | None:
    """Where the roads come from and under which licence; None without roads."""
    if not current.has_network:
        return None
    meta = current.network.meta
    licence, source = meta.get("licence") or "", meta.get("source") or ""
    is_osm = "odbl" in licence.lower() or "openstreetmap" in source.lower()
    return {
        "source": source,
        "date": meta.get("data_date") or None,
        "licence": licence,
        "attribution": meta.get("attribution") or (OSM if is_osm else _credit(source, licence)),
    }


def _credit(source, licence):
    """A sentence that stands alone under a map: whose roads, under which licence."""
    told = [words for words in (source, licence) if words and words != UNTOLD]
    return f"路网来源：{'，'.join(told) or UNTOLD}"


def _notes(current):
    demand, centers = current.demand, current.centers
    if not current.has_network:
        yield IMPORT_ROADS
    if demand.is_sample:
        yield "居民人数和位置是示例，不是真实资料。"
    if centers.has_sample_positions:
        yield "有些中心的位置是示例，不是真实资料。"
    if demand.uncounted:
        yield f"有{len(demand.uncounted)}个社区（村）没有人口资料，没有计入。"
    if demand.without_elders:
        yield f"有{demand.without_elders}处只知道总人口，不知道65岁以上人数，按0计。"
    if centers.unplaced:
        yield f"有{len(centers.unplaced)}个中心没有位置资料，没有计入。"

"""居民纠错: what residents said is wrong, and how quickly it was answered."""

from datetime import timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import Substr
from django.utils import timezone

from centers.models import ProposedChange
from oversight.facts import Facts
from oversight.ranking import Entry, ranked, share_words
from oversight.readings import Definition, Figure, Linked, Table, TileReading
from oversight.tiles import tile
from query.codes import subtree_q

# Longer than this counts as late. The portal's own measure: no rule of an office was found.
ANSWER_WITHIN = timedelta(days=7)
DAYS = ANSWER_WITHIN.days
ROWS_AT = "corrections"
WAITING = Definition(counted="居民提出、还没有采纳也没有说明不采纳的纠错项", source="居民纠错")
LATE = Definition(
    counted=f"等了超过{DAYS}天还没有答复的纠错项",
    out_of="还没有答复的纠错项",
    method=f"从收到的时间算起，满{DAYS}×24小时为过期；期限是本系统的口径",
    source="居民纠错",
)
IN_TIME = Definition(
    counted=f"{DAYS}天以内答复的纠错项",
    out_of=f"已经答复的，加上等了超过{DAYS}天的",
    method="不到20项时只写项数，不算比例",
    source="居民纠错",
)


def corrections_under(code: str):
    """What residents proposed about centres of a unit and of everything below it."""
    return ProposedChange.objects.filter(subtree_q(code, "request__center__unit__code"))


def late_q(now=None) -> Q:
    """Waiting for longer than it should."""
    return Q(state=ProposedChange.State.WAITING, request__at__lt=(now or timezone.now()) - ANSWER_WITHIN)


@tile
def measure(facts: Facts) -> TileReading:
    """Waiting, late and answered in time; by place."""
    waiting = Q(state=ProposedChange.State.WAITING)
    quick = ~waiting & Q(decided_at__lte=F("request__at") + ANSWER_WITHIN)
    counts = {
        "all": Count("pk"),
        "waiting": Count("pk", filter=waiting),
        "late": Count("pk", filter=late_q()),
        "quick": Count("pk", filter=quick),
    }
    place = Substr("request__center__unit__code", 1, facts.digits)
    by_place = corrections_under(facts.unit.code).order_by().annotate(place=place).values("place").annotate(**counts)
    sums, whole = {}, dict.fromkeys(counts, 0)
    for row in by_place:
        tally = sums.setdefault(facts.place_of(row["place"]), dict.fromkeys(counts, 0))
        for name in counts:
            tally[name] += row[name]
            whole[name] += row[name]
    due = _due(whole)
    figures = [
        Figure(
            "corrections.waiting",
            "等答复的纠错",
            whole["waiting"],
            WAITING,
            None,
            "项",
            {"state": "waiting"},
            ROWS_AT,
        ),
        Figure(
            "corrections.late",
            "其中过期",
            whole["late"],
            LATE,
            whole["waiting"],
            "项",
            {"state": "late"},
            ROWS_AT,
        ),
        Figure(
            "corrections.in_time", "按时答复", whole["quick"], IN_TIME, due, "项", {"state": "decided"}, "corrections"
        ),
    ]
    sentence = (
        f"居民纠错累计收到{whole['all']}项，等答复{whole['waiting']}项，其中超过{DAYS}天的{whole['late']}项；"
        f"按时答复{figures[2].part}。"
    )
    return TileReading(
        "corrections",
        "居民纠错",
        "服务情况",
        figures,
        [_places(facts, sums)],
        [sentence if whole["all"] else "还没有收到居民纠错。"],
    )


def _due(tally):
    return tally["all"] - tally["waiting"] + tally["late"]


def _places(facts, sums):
    entries = []
    for place in facts.places:
        tally = sums.get(place.code)
        if not tally:
            continue
        query = place.query
        row = [
            place.name,
            Linked(tally["all"], query | {"state": "all"}, ROWS_AT),
            Linked(tally["waiting"], query | {"state": "waiting"}, ROWS_AT),
            Linked(tally["late"], query | {"state": "late"}, ROWS_AT),
            share_words(tally["quick"], _due(tally)),
        ]
        entries.append(Entry(row, tally["quick"], _due(tally)))
    return Table(
        "corrections.places",
        "各地方的居民纠错",
        ("名次", "地方", "收到", "等答复", "过期", "按时答复率"),
        ranked(entries),
        "按时答复率高的在前。该答复的不到20项时不排名，只写有几项（n）。",
    )

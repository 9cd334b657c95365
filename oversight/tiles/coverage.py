"""十分钟党群服务圈: how many people reach a centre on foot; without roads only what is certain, in three figures.

No figure stands for the others then: the tile shows all of them in one size.
"""

from coverage.figures import Figures, Tally, figures
from coverage.gaps import gaps
from coverage.growth import growth
from coverage.questions import ALL, ELDERS, WHO, usual_question
from coverage.states import LACKING, STATE_NAMES, Method, State
from grids.models import GridUnit
from oversight.facts import Facts
from oversight.ranking import Entry, ranked, share_words
from oversight.readings import Chart, Definition, Figure, Linked, Table, TileReading
from oversight.tiles import tile
from query.codes import STREET_LENGTH

LONGEST = 20
ROWS_AT = "residents"
LABELS = {
    State.COVERED: "步行{minutes:g}分钟走得到",
    State.GAP: "步行{minutes:g}分钟走不到",
    State.OFF_NETWORK: "离路网太远，算不出",
    State.PROBABLE: "很可能走得到",
    State.UNDECIDED: "说不准",
    State.PROVEN_GAP: "一定走不到",
    State.UNPLACED: "没有位置，没法算",
}


def answer_of(unit: GridUnit, who: str = ALL) -> Figures:
    """The usual question for a district or street; a community's people are part of its street's answer."""
    street = unit.code[:STREET_LENGTH] if unit.level > GridUnit.Level.DISTRICT else None
    return figures(usual_question(who).with_(street=street))


def tally_of(answer: Figures, unit: GridUnit) -> Tally:
    """The people of the unit by state."""
    if unit.level < GridUnit.Level.COMMUNITY:
        return answer.total
    mine = (line.tally for line in answer.communities if line.place and line.place.code == unit.code)
    return next(mine, Tally(dict.fromkeys(answer.states, 0)))


@tile
def measure(facts: Facts) -> TileReading:
    """People by state: everybody, and those over 65 at their speed."""
    answers = {who: answer_of(facts.unit, who) for who in (ALL, ELDERS)}
    tallies = {who: tally_of(answer, facts.unit) for who, answer in answers.items()}
    answer, basis = answers[ALL], answers[ALL].basis
    told = [_figure(answers[ALL], tallies[ALL], state) for state in answer.states]
    told.append(_figure(answers[ELDERS], tallies[ELDERS], answer.states[0], who=ELDERS))
    tables = [_places(facts, answer)] if facts.unit.level < GridUnit.Level.COMMUNITY else []
    if facts.unit.level < GridUnit.Level.COMMUNITY:
        tables += [_bands(answer), _growth(answer), _gaps(answer)]
    return TileReading(
        "coverage",
        "十分钟党群服务圈",
        "十分钟党群服务圈",
        told,
        tables,
        [_sentence(answers[who], tallies[who]) for who in answers],
        [*filter(None, (basis.sentence, _roads(basis) and f"{_roads(basis)}。")), *basis.notes],
        has_sample=basis.demand["is_sample"] or basis.centers["has_sample_positions"],
        is_several=answer.method == Method.STRAIGHT,
        marks=[] if facts.unit.level >= GridUnit.Level.COMMUNITY else _marks(answer),
        marks_label="；".join(
            filter(None, (f"{STATE_NAMES[LACKING[answer.method]]}的居民，圆越大人越多", basis.attribution))
        ),
    )


def _figure(answer, tally, state, who=ALL):
    basis = answer.basis
    prefix = f"{WHO[who]}" if who != ALL else ""
    residents = "、".join(filter(None, (basis.demand["name"], basis.demand["source_name"], basis.demand["as_of"])))
    definition = Definition(
        counted=f"{prefix or '居民'}里“{STATE_NAMES[state]}”的人数",
        out_of=f"有人口资料的{prefix or '全部居民'}，没有位置的也算在内",
        method=f"{basis.method_name}，每秒{basis.speed:g}米，{basis.minutes:g}分钟以内",
        source=f"人口：{residents}；{_roads(basis) or '没有路网'}；中心：状态“已启用”的{basis.centers['counted']}个",
    )
    label = LABELS[state].format(minutes=basis.minutes)
    key = f"coverage.{state.value}" + (f".{who}" if who != ALL else "")
    rows = {"state": state.value} | ({"who": who} if who != ALL else {})
    return Figure(key, f"{prefix}{label}", tally.counts[state], definition, tally.total, "人", rows, ROWS_AT)


def _roads(basis):
    if not basis.roads:
        return ""
    date = f"，{basis.roads['date']}" if basis.roads["date"] else ""
    credit = basis.attribution
    return f"{credit if credit.startswith('路网') else f'路网：{credit}'}{date}"


def _sentence(answer, tally):
    basis, who = answer.basis, "居民" if answer.question.who == ALL else "65岁以上居民"
    if not tally.total:
        return f"还没有{who}的人口资料。"
    parts = []
    for state, _, count, _ in tally.rows():
        if count or state != State.UNPLACED:
            parts.append(f"{STATE_NAMES[state]}的{_figure(answer, tally, state).part}")
    speed = f"每秒{basis.speed:g}米、{basis.minutes:g}分钟"
    return f"{who}{tally.total}人，按{basis.method_name}（{speed}）：{'，'.join(parts)}。"


def _places(facts, answer):
    is_district = facts.unit.level == GridUnit.Level.DISTRICT
    rows = []
    for line in answer.streets if is_district else answer.communities:
        code = line.place.code if line.place else ""
        counts = [
            Linked(line.tally.counts[state], {"state": state.value, "place": code}, ROWS_AT)
            if code
            else line.tally.counts[state]
            for state in answer.states
        ]
        share = share_words(line.tally.counts[answer.states[0]], line.tally.total)
        rows.append([line.place.name if line.place else "不知道在哪里", line.tally.total, *counts, share])
    head = ("地方", "居民", *(STATE_NAMES[state] for state in answer.states), f"{STATE_NAMES[answer.states[0]]}的比例")
    note = f"按{answer.basis.method_name}，{answer.basis.minutes:g}分钟，每秒{answer.basis.speed:g}米。"
    series = tuple(range(2, 2 + len(answer.states) - 1))
    return Table("coverage.places", "各地方的居民", head, rows, note, Chart(0, series, is_stacked=True))


def _bands(answer):
    rows = [[f"{minutes}分钟", *(tally.counts[state] for state in answer.states)] for minutes, tally in answer.bands]
    head = ("步行", *(STATE_NAMES[state] for state in answer.states))
    series = tuple(range(1, len(answer.states)))
    return Table("coverage.bands", "5、10、15分钟各多少人", head, rows, chart=Chart(0, series, is_stacked=True))


def _growth(answer):
    rows = [
        [f"{year.year}年", year.centers, *(year.total.counts[state] for state in answer.states)]
        for year in growth(answer)
    ]
    series = tuple(range(2, 1 + len(answer.states)))
    head = ("年份", "中心", *(STATE_NAMES[state] for state in answer.states))
    note = "各年底已启用的中心，按现在的人口算；后来关闭的中心不在台账里，没有算。"
    return Table("coverage.growth", "历年变化", head, rows, note, Chart(0, series, is_stacked=True))


def _gaps(answer):
    entries = []
    for gap in gaps(answer):
        minutes = f"至少{gap.missing_minutes:.0f}" if gap.at_least else f"{gap.missing_minutes:.1f}"
        place = gap.street.name if gap.street else ""
        entries.append(Entry([gap.label, place, gap.people, minutes], gap.score, gap.people, worth=gap.score))
    head = ("名次", "社区（村）", "街道（镇）", STATE_NAMES[LACKING[answer.method]], "平均还差（分钟）")
    note = "按“人数×还差的分钟”排，多的在前。不到20人的不排名，只写有几人（n）。"
    return Table("coverage.gaps", f"缺口最大的地方（前{LONGEST}个）", head, ranked(entries)[:LONGEST], note)


def _marks(answer):
    return [(round(gap.lonlat[0], 5), round(gap.lonlat[1], 5), gap.people) for gap in gaps(answer)]

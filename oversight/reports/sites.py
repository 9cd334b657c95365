"""The report's chapter on siting scenarios: what was asked, which places were chosen, before and after, how far proven.

A scenario is as it is kept on the day of the report; no snapshot holds it.
"""

from django.utils import timezone

from accounts.refusals import NotInScope
from coverage.current import current
from coverage.models import Scenario
from coverage.planning.results import Answer, answer_of
from oversight.readings import Chart, Table, TileReading
from query.codes import subtree_q
from query.keys import is_key
from query.params import BadParameter

CHAPTER = "选址方案"
MOST = 10
KEY = "scenario"
# In a table of the chapter; the file of a scenario itself has all.
MOST_PLACES = 20


def scenarios_offered(user, unit) -> list[Scenario]:
    """Those that a report about the unit may take up, the newest first, and a few more than it takes."""
    rows = Scenario.objects.visible_to(user).filter(subtree_q(unit.code, "unit__code")).current()
    return list(rows.with_counts().select_related("run").order_by("-modified", "-pk")[: 3 * MOST])


def scenarios_asked(query, offered: list[Scenario]) -> list[Scenario]:
    """Those ticked in the form; without a form all, as many as a report takes.

    :raises NotInScope: for one that is not offered.
    :raises BadParameter: for more than a report takes.
    """
    keys = list(dict.fromkeys(query.getlist("scenario")))
    if not keys:
        return [] if query.get("ticked") else offered[:MOST]
    if len(keys) > MOST:
        raise BadParameter("scenario", f"一份报告最多写{MOST}个方案，现在选了{len(keys)}个。")
    known = {str(scenario.pk): scenario for scenario in offered}
    for key in keys:
        if not is_key(key) or key not in known:
            raise NotInScope(Scenario._meta.verbose_name, key)
    return [known[key] for key in keys]


def scenario_tiles(scenarios: list[Scenario]) -> list[TileReading]:
    """Each scenario as the reports tell everything: sentences, tables, a chart."""
    known = current() if scenarios else None
    return [_tile(scenario, answer_of(scenario), known) for scenario in scenarios]


def _tile(scenario, answer, known):
    told = [_question(scenario)]
    if answer is None:
        return TileReading(
            f"{KEY}.{scenario.pk}", scenario.name, CHAPTER, [], sentences=[*told, "这个方案还没有计算，没有结果。"]
        )
    told += [_chosen(answer), _before_and_after(answer), f"结果好到什么程度：在上述规则和候选点里，{answer.proof}。"]
    basis = answer.result["basis"]
    return TileReading(
        f"{KEY}.{scenario.pk}",
        scenario.name,
        CHAPTER,
        [],
        [_measures(scenario, answer), _places(scenario, answer), _streets(scenario, answer)],
        told,
        _notes(answer, answer.is_outdated(known)),
        has_sample=bool(basis["demand"]["is_sample"] or basis["centers"]["has_sample_positions"]),
    )


def _question(scenario):
    weight = f"，一位老人算{scenario.elders_weight:g}个人" if scenario.elders_weight != 1 else ""
    planned = "，规划和在建的中心也算已有" if scenario.planned else ""
    return (
        f"要解决的问题：在{scenario.unit.name}{scenario.wanted}。算{scenario.get_who_display()}{weight}{planned}，"
        f"步行{scenario.minutes:g}分钟，每秒{scenario.speed:g}米，候选点{scenario.candidates_count}个。"
    )


def _chosen(answer: Answer):
    if not answer.chosen:
        return "没有一个候选点能让更多的人走得到。"
    places = "、".join(f"{site['name']}（新走得到{site['new_people']}人）" for site in answer.chosen[:MOST_PLACES])
    more = "等" if len(answer.chosen) > MOST_PLACES else ""
    return f"选中{len(answer.chosen)}个点：{places}{more}。"


def _before_and_after(answer: Answer):
    _, share, *_ = answer.measures
    before, after = answer.result["before"], answer.result["after"]
    elders = after["elders_covered"] - before["elders_covered"]
    told = (
        f"建成前走得到{before['covered']}人（{share[1]}），建成后走得到{after['covered']}人（{share[2]}），"
        f"增加{answer.new_people}人，其中65岁以上{elders}人"
    )
    one, two = before["average_minutes"], after["average_minutes"]
    if one is not None and two is not None:
        told += f"；平均步行时间由{one:.1f}分钟变为{two:.1f}分钟"
    return f"{told}。"


def _notes(answer: Answer, outdated):
    basis = answer.result["basis"]
    at = timezone.localtime(answer.run.at)
    notes = [f"{at.year}年{at.month}月{at.day}日计算。{basis['sentence']}"]
    if outdated:
        notes.append(f"计算以后{'，'.join(outdated)}，结果要重新计算。")
    notes.append(f"平均步行时间里，超过{answer.result['penalty_m']:.0f}米的按{answer.result['penalty_m']:.0f}米算。")
    if credit := (basis["roads"] or {}).get("attribution"):
        notes.append(f"{credit if credit.startswith('路网') else f'路网：{credit}'}。")
    return notes


def _measures(scenario, answer: Answer):
    head = ("指标", "建成前", "建成后", "变化")
    return Table(f"{KEY}.measures", f"{scenario.name}：建成前后", head, [list(row) for row in answer.measures])


def _places(scenario, answer: Answer):
    rows = [
        [number, site["name"], site["new_people"], f"{site['lon']:.5f}，{site['lat']:.5f}"]
        for number, site in enumerate(answer.chosen, start=1)
    ]
    head = ("先后", "地点", "新走得到（人）", "经度，纬度（WGS-84）")
    return Table(f"{KEY}.places", f"{scenario.name}：选中的点", head, rows)


def _streets(scenario, answer: Answer):
    rows = [
        [row["name"], row["total"], row["before"], row["after"] - row["before"], row["total"] - row["after"]]
        for row in answer.result["streets"]
    ]
    head = ("街道（镇）", "居民（人）", "建成前走得到", "建成后新走得到", "建成后仍走不到")
    chart = Chart(0, (2, 3), is_stacked=True)
    return Table(f"{KEY}.streets", f"{scenario.name}：各街道（镇）", head, rows, chart=chart)


def tables_together(tiles: list[TileReading]) -> list[Table]:
    """The tables of all scenarios, those of a kind in one: for Excel."""
    together: dict[str, Table] = {}
    names = {f"{KEY}.measures": "选址方案前后", f"{KEY}.places": "选址方案选中的点", f"{KEY}.streets": "选址方案各街道"}
    for tile in tiles:
        for table in tile.tables:
            found = together.setdefault(table.key, Table(table.key, names[table.key], ("方案", *table.head), []))
            found.rows.extend([tile.title, *row] for row in table.rows)
    return list(together.values())

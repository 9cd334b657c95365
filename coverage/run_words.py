"""A stored run in words: what was asked, its figures as rows, what differs from another."""

from coverage.models import CoverageRun
from coverage.models.runs import Difference
from coverage.public_words import percent
from coverage.questions import Question
from coverage.states import STATE_NAMES, State

_STATES = {state.value: name for state, name in STATE_NAMES.items()}
# The parts of a result, and what a place in it is called.
PARTS = {
    "district": "全部",
    "streets": "街道（镇）",
    "bands": "分钟",
    "growth": "历年",
    "overlap": "走得到几个中心的人数",
    "access": "每万人够得着的中心（E2SFCA）",
    "communities": "社区（村）",
    "centers": "中心",
}
_VERSIONS = {"network": "路网", "demand": "居民", "centers": "中心", "year": "到"}
_FIELDS = {
    "total": "人数",
    "all": "全部",
    "access": "个数",
    "centers": "中心数",
    "nearest_to": "离它最近的人",
    "reached": "走得到它的人",
    "only_here": "只走得到它的人",
}
_UNITS = {"bands": "分钟", "growth": "年"}
_OVERLAP = ("0个", "1个", "2个", "3个以上")


def inputs_words(run: CoverageRun) -> str:
    """What was asked, in one line; inputs of another kind of analysis tell their own `name`."""
    try:
        return Question.of_canonical(run.inputs).words()
    except (TypeError, ValueError, KeyError):
        return str(run.inputs.get("name") or run.get_kind_display())


def versions_words(run: CoverageRun) -> list[tuple[str, str]]:
    """The versions of the data: name and short form; which centres counted stands in the figures."""
    versions = run.versions
    return [(word, str(versions[name] or "—")[:16]) for name, word in _VERSIONS.items() if name in versions]


def result_rows(result: dict) -> dict:
    """The figures: `tables`, each with `names` of its columns and `lines` of head, total and cells; `overlap`."""
    tables = []
    for part in ("district", "streets", "bands", "growth"):
        rows = [result[part]] if part == "district" and part in result else result.get(part) or []
        if not rows:
            continue
        known = [name for name in rows[0] if name in _STATES]
        # Nobody without a position: no empty column for them.
        states = [name for name in known if name != State.UNPLACED or any(row[name] for row in rows)]
        lines = [(_head(part, row), row["total"], [_cell(row, state) for state in states]) for row in rows]
        tables.append({"title": PARTS[part], "names": [_STATES[state] for state in states], "lines": lines})
    return {"tables": tables, "overlap": list(zip(_OVERLAP, result.get("overlap") or [], strict=False))}


def _cell(row, state):
    return row[state], percent(row[state] / row["total"] if row["total"] else None)


def _head(part, row):
    if part == "district":
        return "合计"
    if part == "bands":
        return f"{row['minutes']}分钟"
    if part == "growth":
        return f"{row['year']}年（{row['centers']}个中心）"
    return row.get("name") or row.get("code") or "不知道在哪里"


def told_differences(differences: list[Difference]) -> list[dict]:
    """The figures that differ, the whole before its parts; what a result says of itself is told elsewhere."""
    order = {part: number for number, part in enumerate(PARTS)}
    known = [one for one in differences if one.name.partition("/")[0] in order]
    return [told_difference(one) for one in sorted(known, key=lambda one: order[one.name.partition("/")[0]])]


def told_difference(difference: Difference) -> dict:
    """A figure that differs, with where it stands in words."""
    part, *rest = difference.name.split("/")
    words = [PARTS.get(part, part)]
    for number, piece in enumerate(rest):
        if part == "overlap":
            piece = _OVERLAP[int(piece)]
        elif number == 0 and len(rest) > 1:
            piece += _UNITS.get(part, "")
        words.append(_STATES.get(piece) or _FIELDS.get(piece) or piece)
    return {
        "words": " · ".join(words),
        "before": _value(difference.before),
        "after": _value(difference.after),
        "change": "" if difference.change is None else f"{difference.change:+g}",
    }


def _value(value):
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return value

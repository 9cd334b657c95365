"""The official list of divisions: what a file of it must be, and how the tree follows it."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.recorded import update_recorded
from grids.boundaries import noted, said_of_boundary
from grids.indexing import index_units
from grids.models import GridAlias, GridUnit
from grids.sources import Source
from query.codes import DISTRICT_LENGTH, STEP, subtree_q
from query.tables import FileRefused, read_csv

LEVELS = {
    "district": GridUnit.Level.DISTRICT,
    "street": GridUnit.Level.STREET,
    "community": GridUnit.Level.COMMUNITY,
}
COLUMNS = ("code", "name", "official_name", "level", "kind", "parent_code", "note")
FOLLOWED = ("kind", "note", "source")
# A note such as 曾用名:环湖社区居委会(至2021版): people still look for that name.
FORMER_NAME = re.compile(r"曾用名[:：](?P<name>[^(（]+)[(（]至(?P<year>\d{4})版[)）]")


@dataclass
class DivisionReport:
    """What an import did; every entry is a line of Chinese."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    unchanged: int = 0


@transaction.atomic
def import_divisions(path) -> DivisionReport:
    """Bring districts, streets and communities to the state of the file, all or nothing.

    A unit that the file no longer holds is retired, one that comes back is revived; nothing is deleted.

    :raises FileRefused: with every problem of the file.
    """
    wanted = _read(path)
    standing = {
        unit.code: unit
        for unit in _in_districts(wanted).filter(level__lte=GridUnit.Level.COMMUNITY).prefetch_related("aliases")
    }
    aliases = {alias.code: alias for alias in GridAlias.objects.filter(code__in=wanted).select_related("unit")}
    _refuse_former_codes(wanted, standing, aliases)

    today = timezone.localdate()
    report = DivisionReport()
    added = [unit for code, unit in wanted.items() if code not in standing]
    changed, names = [], []
    for code in wanted.keys() & standing.keys():
        differences = _follow(standing[code], wanted[code], names, today)
        if differences:
            changed.append(standing[code])
            report.changed.append(f"{code} {standing[code]}：{'；'.join(differences)}")
        else:
            report.unchanged += 1
    retired = [
        unit
        for code, unit in standing.items()
        if code not in wanted and unit.source == Source.OFFICIAL and unit.valid_to is None
    ]
    for unit in retired:
        # The last day in force; a unit cannot end before it began.
        unit.valid_to = max(today - timedelta(days=1), unit.valid_from or date.min)

    GridAlias.objects.filter(code__in=[unit.code for unit in added]).delete()
    # New units begin their history with their first change (see `accounts.recorded`).
    GridUnit.objects.bulk_create(added)
    update_recorded(changed + retired, ["name", "official_name", "valid_to", *FOLLOWED], reason="导入区划名录")
    names += _names_in_notes([*standing.values(), *added])
    GridAlias.objects.bulk_create(names)
    touched = {unit.code: unit for unit in [*added, *changed, *retired, *(alias.unit for alias in names)]}
    index_units(GridUnit.objects.filter(code__in=touched))

    report.added = [f"{unit.code} {unit}" for unit in added]
    report.retired = [f"{unit.code} {unit}" for unit in retired]
    report.changed.sort()
    return report


def _read(path) -> dict[str, GridUnit]:
    """The file's units by code, unsaved, parents first."""
    rows = read_csv(path, COLUMNS)
    problems = [] if rows else ["文件里没有数据"]
    first_row, units = {}, {}
    for number, row in rows:
        first_row.setdefault(row["code"], number)
    for number, row in rows:
        unit, found = _unit(row, first_row)
        if first_row[row["code"]] != number:
            found.append(f"编码与第{first_row[row['code']]}行重复")
        problems += [f"第{number}行 {row['code']} {row['name']}：{problem}" for problem in found]
        units[row["code"]] = unit
    if problems:
        raise FileRefused(problems)
    return dict(sorted(units.items()))


def _unit(row, codes):
    """The unit of a row, and what is wrong with the row."""
    code, parent = row["code"], row["parent_code"]
    level = LEVELS.get(row["level"])
    if level is None:
        return None, [f"不认识的层级“{row['level']}”，可用：{'、'.join(LEVELS)}"]
    problems = []
    digits = DISTRICT_LENGTH + STEP * (level - 1)
    if not (code.isascii() and code.isdigit() and len(code) == digits):
        problems.append(f"{level.label}的编码应是{digits}位数字")
    elif parent != code[: digits - STEP] * (level > GridUnit.Level.DISTRICT):
        problems.append(f"编码不在上级“{parent}”之下")
    elif parent and parent not in codes:
        problems.append(f"文件里没有上级“{parent}”")
    unit = GridUnit(
        code=code,
        level=level,
        name=row["name"],
        official_name=row["official_name"],
        kind=row["kind"],
        parent_id=parent or None,
        source=Source.OFFICIAL,
        note=row["note"].replace("种子文章", "公开报道"),
    )
    try:
        unit.clean_fields(exclude=["code", "parent"])
    except ValidationError as error:
        problems += [
            f"{GridUnit._meta.get_field(name).verbose_name}：{''.join(messages)}"
            for name, messages in error.message_dict.items()
        ]
    return unit, problems


def _in_districts(wanted):
    """All units of the file's districts: another district's list is no reason to retire ours."""
    codes = [code for code in wanted if len(code) == DISTRICT_LENGTH]
    scope = subtree_q(codes[0])
    for code in codes[1:]:
        scope |= subtree_q(code)
    # With their boundaries, which the history keeps of those that change.
    return GridUnit.objects.filter(scope)


def _refuse_former_codes(wanted, standing, aliases):
    """A code that we have changed ourselves, in a file that does not know the change, would double the place."""
    problems = [
        f"{code} {wanted[code]}：这个编码已改为 {alias.unit.code}（{alias.unit}），请用新的名录"
        for code, alias in aliases.items()
        if code not in standing and alias.unit.code not in wanted and not alias.unit.valid_to
    ]
    if problems:
        raise FileRefused(problems)


def _follow(unit, row, names, today) -> list[str]:
    """Give `unit` what `row` says; a former name goes to `names`. Says what differs."""
    differences = []
    row.note = noted(row.note, said_of_boundary(unit.note))
    if (unit.name, unit.official_name) != (row.name, row.official_name):
        differences.append(f"{unit.name}（{unit.official_name}）→ {row.name}（{row.official_name}）")
        names += unit.take_name(row.name, row.official_name, on=today)
    for name in FOLLOWED:
        old, new = getattr(unit, name), getattr(row, name)
        if old != new:
            label = GridUnit._meta.get_field(name).verbose_name
            differences.append(f"{label}“{old}”→“{new}”")
            setattr(unit, name, new)
    if unit.valid_to and unit.valid_to < today:
        unit.valid_to = None
        differences.append("恢复使用")
    return differences


def _names_in_notes(units):
    """Former names that a unit's note tells and that are not known yet."""
    names = []
    for unit in units:
        known = {alias.name for alias in unit.aliases.all()} if unit.pk else set()
        for match in FORMER_NAME.finditer(unit.note):
            name = match["name"].strip()
            if name not in known:
                names.append(GridAlias(unit=unit, name=name, until=date(int(match["year"]), 12, 31)))
    return names

"""From the register's rows to centres: all of them or none, in bulk. A centre that the file does not name stays."""

from dataclasses import dataclass, field

from django.db import transaction

from centers.models import Center
from centers.register.doubts import doubts_about
from centers.register.facts import Overlay
from centers.register.sheet import Register, RegisterRow
from centers.register.writing import write_overlays
from exchange.changes import Change
from grids.models import GridAlias, GridUnit
from grids.sources import Source
from query.tables import FileRefused


@dataclass(slots=True)
class ImportReport:
    """What an import did, by centre."""

    created: list[Center] = field(default_factory=list)
    changed: list[tuple[Center, list[Change]]] = field(default_factory=list)
    unchanged: list[Center] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


REASON = "导入台账"


class PlacesDoubted(FileRefused):
    """The places look as if they were in another coordinate system than stated. Somebody may confirm that they are."""


def import_register(register: Register, progress=None, *, is_confirmed: bool = False) -> ImportReport:
    """Write the register's rows into the database in one transaction.

    :param progress: called with how many centres are done and of how many.
    :param is_confirmed: the coordinate systems were checked, whatever they look like.
    :raises PlacesDoubted: when the places look shifted, and nobody has confirmed them; then nothing is written.
    :raises FileRefused: with every problem found, when there is any; then nothing is written.
    """
    with transaction.atomic():
        units = _units_of(register)
        stored = {center.code: center for center in Center.objects.select_related("unit").defer("unit__boundary")}
        _find_what_is_taken(register, stored)
        if register.problems:
            raise FileRefused([str(problem) for problem in register.problems])
        report = ImportReport()
        overlays = []
        for row in register.rows:
            unit = units[row.unit_code]
            code = _code(row)
            center = stored.get(code) or Center(code=code)
            is_sample = register.is_sample or row.source == Source.SAMPLE
            overlay = Overlay(center, Source.SAMPLE if is_sample else Source.IMPORT)
            overlay.lay(row, unit)
            overlays.append(overlay)
            report.notices += _notices(row, unit, overlay)
        if not is_confirmed and (doubts := doubts_about(overlay.moved_to for overlay in overlays)):
            raise PlacesDoubted(doubts)
        write_overlays(overlays, reason=REASON, progress=progress)
        report.created = [overlay.center for overlay in overlays if overlay.is_new]
        report.changed = [(overlay.center, overlay.changes) for overlay in overlays if overlay.is_changed]
        report.unchanged = [overlay.center for overlay in overlays if not overlay.changes]
    return report


def _code(row: RegisterRow) -> str | None:
    """The code of the row's centre; a demonstration centre needs none in the file."""
    return row.code or (None if row.number is None else Center.code_for_demonstration(row.number))


def _units_of(register: Register) -> dict[str, GridUnit]:
    """The units by the codes in the file, former codes included; a code that never was is a problem."""
    codes = {row.unit_code for row in register.rows} - {None}
    units = {unit.code: unit for unit in GridUnit.objects.filter(code__in=codes).without_shapes()}
    former = GridAlias.objects.filter(code__in=codes - units.keys()).select_related("unit")
    units |= {alias.code: alias.unit for alias in former}
    for row in register.rows:
        if row.unit_code is not None and row.unit_code not in units:
            register.report(row, "unit_code", row.unit_code, "没有这个区划。", "请对照区划表检查。")
    return units


def _find_what_is_taken(register: Register, stored: dict[str, Center]):
    """Names and numbers that belong to a stored centre which the file does not name."""
    coming = {_code(row) for row in register.rows}
    others = [center for code, center in stored.items() if code not in coming]
    names = {center.name: center.code for center in others}
    numbers = {center.demonstration_no: center.code for center in others}
    for row in register.rows:
        if row.name in names:
            register.report(
                row, "name", row.name, f"{names[row.name]} 已经叫这个名字。", "请改名，或者先改后台里的那一个。"
            )
        if row.number is not None and row.number in numbers:
            register.report(
                row, "number", row.number, f"{numbers[row.number]} 已经用了这个序号。", "请先改后台里的那一个。"
            )


def _notices(row: RegisterRow, unit: GridUnit, overlay: Overlay) -> list[str]:
    """What the person who imports should look at, although it stops nothing."""
    notices = [f"第 {row.row} 行：{label}是示例，没有导入，后台里的保持不变。" for label in overlay.refused]
    if unit.level == GridUnit.Level.COMMUNITY and row.community not in {None, unit.name, unit.official_name}:
        notices.append(
            f"第 {row.row} 行：写的是“{row.community}”，代码 {row.unit_code} 是“{unit.name}”。按代码导入，请核对。"
        )
    if overlay.center.hours_leftover and "hours_text" in overlay.fields:
        notices.append(f"第 {row.row} 行：开放时间里“{overlay.center.hours_leftover}”没有看懂，原文已保留。")
    return notices

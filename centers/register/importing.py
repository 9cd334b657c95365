"""From the register's rows to centres: all of them or none, in bulk. A centre that the file does not name stays."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from centers.indexing import index_centers
from centers.models import Center, Offering, OpeningHours
from centers.register.facts import Change, Overlay
from centers.register.sheet import Register, RegisterRow
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


def import_register(register: Register) -> ImportReport:
    """Write the register's rows into the database in one transaction.

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
            code = Center.code_for_demonstration(row.number)
            center = stored.get(code) or Center(code=code)
            is_sample = register.is_sample or row.source == Source.SAMPLE
            overlay = Overlay(center, Source.SAMPLE if is_sample else Source.IMPORT)
            overlay.lay(row, unit)
            overlays.append(overlay)
            report.notices += _notices(row, unit, overlay)
        _write(overlays, report)
    return report


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
    coming = {Center.code_for_demonstration(row.number) for row in register.rows if row.number is not None}
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


def _write(overlays: list[Overlay], report: ImportReport):
    """Everything that differs, with a fixed number of statements for each table."""
    new = [overlay for overlay in overlays if overlay.center._state.adding]
    changed = [overlay for overlay in overlays if overlay.changes and not overlay.center._state.adding]
    Center.objects.bulk_create([overlay.center for overlay in new])
    _update(changed)
    _replace_hours([overlay for overlay in overlays if overlay.hours])
    Offering.objects.fill_missing()
    index_centers(overlay.center for overlay in [*new, *changed])
    report.created = [overlay.center for overlay in new]
    report.changed = [(overlay.center, overlay.changes) for overlay in changed]
    report.unchanged = [overlay.center for overlay in overlays if not overlay.changes]


def _update(changed: list[Overlay]):
    if not changed:
        return
    renamed = [overlay.center.pk for overlay in changed if "name" in overlay.fields]
    if renamed:
        # Two centres may exchange their names; codes are nobody's name.
        Center.objects.filter(pk__in=renamed).update(name=F("code"))
    fields = set().union(*(overlay.fields for overlay in changed))
    Center.objects.bulk_update([overlay.center for overlay in changed], sorted(fields))


def _replace_hours(overlays: list[Overlay]):
    """The weekly timetable from the text; dated periods, which only people enter, stay."""
    OpeningHours.objects.filter(
        center__in=[overlay.center for overlay in overlays], first__isnull=True, last__isnull=True
    ).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            center=overlay.center,
            weekdays=span.weekdays,
            opens=span.opens,
            closes=span.closes,
            closed_on_holidays=period.closed_on_holidays,
        )
        for overlay in overlays
        for period in overlay.hours.periods
        for span in period.spans
    )

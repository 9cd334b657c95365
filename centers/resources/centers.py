"""The list of centres as Excel. A file is laid over them by the rules of the register (`centers.register.facts`)."""

import re

from accounts.policy import ScopePolicy
from accounts.roles import Right
from centers.coordinates import parse_system
from centers.indexing import index_centers
from centers.models import Center, Offering, OpeningException, OpeningHours, Photo, Room, TextDraft
from centers.models.corrections import ChangeRequest
from centers.outline import is_in_district
from centers.register.doubts import StatedPlace, doubts_about
from centers.register.facts import Overlay
from centers.register.places import DECIMALS, placed
from centers.register.sheet import LONGEST_CODE, RegisterRow, says_sample
from centers.register.writing import NAMES, make_room, write_overlays
from exchange import cells as read
from exchange.columns import NARROW, WIDE, Column, attribute, named_by_choice
from exchange.laying import Kind, Laying
from exchange.problems import WrongValue
from exchange.registry import register
from exchange.resources import Resource
from grids.models import GridUnit
from grids.resources import NO_UNIT, codes_in, editable_units, source_column
from grids.sources import Source
from query.codes import DISTRICT_LENGTH
from search import index

# For a foreign centre and for one that does not exist alike.
NO_CENTER = WrongValue("没有这个中心，或者不归您管。", "请对照下载的清单检查编码。")
_GIVEN_CODE = re.compile(r"ZX([0-9]{5})")
PLACE = ("lon", "lat", "system")


def month_written(center):
    """When it opened, as `2022-07`."""
    return center.opened_month and f"{center.opened_month:%Y-%m}"


class CenterLaying(Laying):
    """A centre by its code, else by its number as a demonstration centre, else by its name."""

    def prepare(self):
        mine = Center.objects.editable_by(self.user).select_related("unit__parent")
        mine = list(self.lockable(mine.defer("unit__boundary", "unit__parent__boundary")))
        self.by_code = {center.code: center for center in mine}
        self.by_number = {center.demonstration_no: center for center in mine if center.demonstration_no is not None}
        self.by_name = {center.name: center for center in mine}
        self.units = editable_units(self.user, codes_in(self.sheet.rows, "unit_code"))
        policy = ScopePolicy(self.user)
        codes = policy.unit_codes(Right.EDIT_RECORDS)
        # Whoever sees every centre learns nothing by giving codes.
        self.may_give_codes = policy.sees_everything or any(len(code) == DISTRICT_LENGTH for code in codes)
        self.source = Source.SAMPLE if says_sample(self.sheet.header) else Source.IMPORT
        self.overlays: list[Overlay] = []
        self.unplaced: dict[int, str] = {}  # row → name of a new centre whose unit is wrong

    def label_of(self, row):
        return " ".join(filter(None, (read.shown(row.get(name)) for name in ("code", "name")))) or "（没有名称）"

    def lay(self, row, outcome):
        center = self._locate(row)
        if center is None or self.is_repeated(row, center.pk or (center.code or row.number, "new"), "name", "每个中心"):
            return
        is_new = center._state.adding
        values, emptied = self.differing(row, None if is_new else center, leave=("code", *PLACE))
        place = self._place(row, None if is_new else center)
        unit = self.units.get(values["unit_code"]) if "unit_code" in values else None if is_new else center.unit
        if unit is None:
            if "unit_code" in values:
                self.report(row, "unit_code", values["unit_code"], NO_UNIT)
            if is_new:
                self.unplaced[row.number] = values.get("name", "")
            return
        told = RegisterRow(row.number, source=Source.IMPORT if is_new else None)
        for name, value in values.items():
            setattr(told, name, value)
        if place is not None:
            (told.lon, told.lat), told.stated = place
        overlay = Overlay(center, self.source)
        overlay.lay(told, unit)
        for name in emptied:
            overlay.empty("demonstration_no" if name == "number" else name)
        self.overlays.append(overlay)
        self._notice(row, unit, overlay)
        outcome.target, outcome.changes, outcome.fields = overlay, overlay.changes, overlay.fields
        outcome.label = f"{center.code or '（自动编）'} {center.name}"
        outcome.kind = Kind.NEW if is_new else Kind.CHANGED if overlay.changes else Kind.UNCHANGED

    def _locate(self, row):
        code, number, name = (self.value(row, field) for field in ("code", "number", "name"))
        if row.get("code") is not None:
            if code is None:
                return None
            if code in self.by_code:
                return self.by_code[code]
            if self.may_give_codes:
                return Center(code=code)
            self.report(row, "code", code, WrongValue(NO_CENTER.reason, "请检查编码；新增的中心，编码留空。"))
            return None
        if row.get("number") is not None:
            return None if number is None else self._numbered(number)
        return self.by_name.get(name) or Center(code="")

    def _numbered(self, number):
        code = Center.code_for_demonstration(number)
        return self.by_number.get(number) or self.by_code.get(code) or Center(code=code)

    def _place(self, row, stored):
        """The pair in WGS-84 and as stated, when the file says another place than is stored, or says the first."""
        lon, lat = row.get("lon"), row.get("lat")
        written = {name: stored and self.columns[name].write(stored) for name in PLACE}
        if (lon is None and lat is None) or all(
            read.shown(row.get(name)) == read.shown(written[name]) for name in PLACE
        ):
            return None
        lon, lat = self.value(row, "lon"), self.value(row, "lat")
        for name, other in (("lon", "lat"), ("lat", "lon")):
            if row.get(name) is None and row.get(other) is not None:
                self.report(row, name, "", WrongValue("经度和纬度只填了一个。", "请都填上，或者都不填。"))
        if lon is None or lat is None:
            return None
        try:
            system = parse_system(read.shown(row.get("system")))
        except ValueError as error:
            cure = "" if self.sheet.has("system") else "请加一列“坐标系”。"
            self.report(row, "system", row.get("system"), WrongValue(str(error), cure))
            return None
        try:
            pair = placed(lon, lat, system, is_in_district, "这个位置不在江城区里。")
            return pair, StatedPlace(lon, lat, system)
        except WrongValue as error:
            self.report(row, "lon", f"{lon:g}, {lat:g}", error)
            return None

    def _notice(self, row, unit, overlay):
        notices = [f"{label}是示例，没有导入，原来的保持不变。" for label in overlay.refused]
        community = read.shown(row.get("community"))
        if unit.level == GridUnit.Level.COMMUNITY and community not in {"", unit.name, unit.official_name}:
            notices.append(f"写的是“{community}”，代码 {unit.code} 是“{unit.name}”。按代码导入，请核对。")
        if overlay.center.hours_leftover and "hours_text" in overlay.fields:
            notices.append(f"开放时间里“{overlay.center.hours_leftover}”没有看懂，原文保留，网页上显示“时间待确认”。")
        self.sheet.notices += [f"第 {row.number} 行：{notice}" for notice in notices]

    def finish(self):
        """A name and a number belong to one centre, among the rows and among the centres that the file leaves alone."""
        rows = {row.number: row for row in self.sheet.rows}
        keys = {outcome.target.center.pk for outcome in self.outcomes if outcome.target} - {None}
        others = [
            row for row in Center.objects.values_list("pk", "name", "demonstration_no", "code") if row[0] not in keys
        ]
        taken = {
            "name": ({name for _, name, _, _ in others}, "已有中心叫这个名字。", "请改名，或者先改后台里的那一个。"),
            "number": ({number for _, _, number, _ in others} - {None}, "已有中心用了这个序号。", "请核对序号。"),
            "code": ({code for *_, code in others}, "已有中心用了这个编码。", "请核对编码。"),
        }
        seen: dict = {}
        for outcome in self.outcomes:
            row = rows[outcome.row]
            for field, value in self._names_of(outcome).items():
                if not value:
                    continue
                there, reason, cure = taken[field]
                if value in there:
                    # The code of a new centre comes from its number; that is where it is mended.
                    shown_at = field if self.sheet.has(field) else "number"
                    self.report(row, shown_at, value, WrongValue(reason, cure))
                first = seen.setdefault((field, value), outcome.row)
                if first != outcome.row:
                    self.report(
                        row,
                        field,
                        value,
                        WrongValue(f"和第 {first} 行重复。", "每个中心只能有一行，名称、序号不能相同。"),
                    )

    def _names_of(self, outcome) -> dict:
        """What no other row may say, also of a row that is wrong elsewhere: all that is wrong is told at once."""
        if outcome.target is None:
            return {"name": self.unplaced.get(outcome.row)}
        center = outcome.target.center
        return {
            "name": center.name,
            "number": center.demonstration_no,
            "code": center.code if outcome.target.is_new else "",
        }

    def questions(self):
        doubts = doubts_about(overlay.moved_to for overlay in self.overlays)
        return [f"{doubt}坐标系核对过、确实没有错吗？" for doubt in doubts]

    def write(self, *, by, reason, progress=None):
        new = [overlay.center for overlay in self.overlays if overlay.is_new and not overlay.center.code]
        if new:
            given = Center.objects.filter(code__startswith="ZX").values_list("code", flat=True)
            last = max((int(match[1]) for code in given if (match := _GIVEN_CODE.fullmatch(code))), default=0)
            for number, center in enumerate(new, last + 1):
                center.code = f"ZX{number:05}"
        write_overlays(self.overlays, by=by, reason=reason, progress=progress)


def _text(field, headers, longest, **options):
    options = {"blank": "", "can_be_blank": True} | options
    return Column(field, headers, read.text(longest), write=attribute(field), **options)


def _choice(field, header, choices, **options):
    return Column(
        field, (header,), read.one_of(choices), write=named_by_choice(field), choices=tuple(choices.labels), **options
    )


@register
class CenterResource(Resource):
    """The centres."""

    kind = "centers"
    label = "党群服务中心"
    model = Center
    models = (Center, OpeningHours)
    laying = CenterLaying
    header_fields = frozenset({"code", "name", "number"})
    hint = "编码认中心，不要改；新增的中心编码留空，系统自动编。简介和特色品牌要先审核，请在中心的页面上改。"
    columns = (
        Column("code", ("编码", "中心编码"), read.plain_code(LONGEST_CODE), write=attribute("code"), width=NARROW,
               help="新增的中心留空。"),
        Column("number", ("示范点序号", "序号"), read.whole_number(1, 9999), write=attribute("demonstration_no"),
               width=NARROW, can_be_blank=True),
        Column("name", ("中心名称", "名称"), read.text(60), True, attribute("name"), width=WIDE),
        _choice("tier", "层级", Center.Tier, is_required=True),
        _choice("setting", "五进类型", Center.Setting, width=NARROW, blank="", can_be_blank=True),
        _choice("status", "状态", Center.Status, width=NARROW),
        Column("street", ("所属街道", "所属镇街"), write=attribute("unit.name_above")),
        Column("community", ("所属社区", "所属村居", "所属区划"), write=attribute("unit.name")),
        Column("unit_code", ("行政区划代码", "区划代码"), read.division_code, True, attribute("unit.code")),
        _text("address", ("地址",), 120, width=WIDE),
        Column("telephone", ("联系电话", "电话"), read.telephone(40), write=attribute("telephone"), blank="",
               can_be_blank=True),
        Column("lon", ("经度",), read.degrees, width=NARROW,
               write=lambda center: center.location and round(center.location.x, DECIMALS)),
        Column("lat", ("纬度",), read.degrees, width=NARROW,
               write=lambda center: center.location and round(center.location.y, DECIMALS)),
        Column("system", ("坐标系",), read.text(60), width=NARROW,
               write=lambda center: "WGS-84" if center.location else None,
               choices=("WGS-84", "GCJ-02", "BD-09", "CGCS2000"), help="高德、腾讯地图是 GCJ-02，百度地图是 BD-09。"),
        source_column("location_source", "位置来源", help="改了位置、没改来源的，记为“导入”。"),
        Column("hours_text", ("开放时间",), read.opening_text(300), write=attribute("hours_text"), width=WIDE,
               help="例如：周一至周五 08:30-12:00、14:30-17:30；周六 09:00-12:00"),
        source_column("hours_source", "开放时间来源"),
        Column("opened_month", ("启用时间", "启用年月"), read.month, write=month_written, width=NARROW,
               can_be_blank=True),
        _text("batch", ("批次",), 20, width=NARROW),
        _choice("premises", "场地来源", Center.Premises, width=NARROW, blank="", can_be_blank=True),
        Column("floor_area_m2", ("建筑面积(㎡)", "建筑面积", "面积"), read.whole_number(1, 200_000),
               write=attribute("floor_area_m2"), width=NARROW, can_be_blank=True),
        Column("staff_count", ("工作人员数", "工作人员"), read.whole_number(0, 2000),
               write=attribute("staff_count"), width=NARROW, can_be_blank=True),
        source_column("figures_source", "面积人员来源"),
        Column("accessibility", ("无障碍设施",), read.several_of(Center.Accessibility), width=WIDE,
               write=lambda center: "、".join(center.accessibility_labels()), can_be_blank=True,
               help=f"可以写几样，用顿号隔开：{'、'.join(Center.Accessibility.labels)}"),
        Column("brand", ("特色品牌", "品牌"), write=attribute("brand")),
        source_column("source", "资料来源"),
    )  # fmt: skip

    def joined(self, queryset):
        return queryset.select_related("unit__parent").defer("unit__boundary", "unit__parent__boundary")

    def make_room(self, model, rows, fields):
        for name in NAMES.keys() & fields if model is Center else ():
            make_room(name, [row.pk for row in rows])

    def after_write(self, model, rows):
        if model is Center:
            keys = [center.pk for center in rows]
            index_centers(Center.objects.filter(pk__in=keys).select_related("unit").defer("unit__boundary"))

    def attached_to(self, rows, version):
        by_key = {center.pk: center for center in rows}
        found = []
        for model in (Room, Photo, OpeningException, OpeningHours, TextDraft, ChangeRequest):
            parts = model.objects.filter(center__in=by_key)
            if model is OpeningHours:
                own = OpeningHours.history.filter(history_change_reason=version.reason).values("id")
                parts = parts.exclude(pk__in=own)
            found += [(by_key[part.center_id], f"{model._meta.verbose_name}：{part}") for part in parts]
        answered = Offering.objects.filter(center__in=by_key).exclude(status=Offering.Status.MISSING)
        return found + [(by_key[cell.center_id], f"可办事项：{cell.item}") for cell in answered.select_related("item")]

    def delete_created(self, model, rows, *, by, reason):
        if model is Center:
            index.drop("center", [center.code for center in rows])
            # Cells that nobody has answered say nothing; hundreds of thousands of them need no history.
            unanswered = Offering.objects.filter(center__in=rows, status=Offering.Status.MISSING)
            unanswered._raw_delete(unanswered.db)
        super().delete_created(model, rows, by=by, reason=reason)

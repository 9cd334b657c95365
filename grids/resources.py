"""Excel in and out: the territory, and the people answerable for it."""

from accounts.policy import ScopePolicy
from exchange import cells as read
from exchange.columns import NARROW, WIDE, Column, attribute, named_by_choice, yes_or_no_written
from exchange.laying import NumberedLaying, RecordLaying
from exchange.problems import WrongValue
from exchange.registry import register
from exchange.resources import Resource
from grids.indexing import index_units
from grids.models import GridAlias, GridUnit, Steward
from grids.sources import SOURCE_WORDS, Source
from query.codes import DISTRICT_LENGTH, STEP, is_code

SOURCE_LABELS = tuple(Source.labels)
# For a foreign place and for one that does not exist alike: the answer tells nobody which.
NO_UNIT = WrongValue("没有这个区划，或者不归您管。", "请对照“区划与网格”清单检查代码。")
MOST_PEOPLE = 10_000_000


def source_column(field: str, header: str, **options) -> Column:
    """A column that says where facts come from."""
    return Column(
        field,
        (header,),
        read.one_of_words(SOURCE_WORDS),
        write=named_by_choice(field),
        choices=SOURCE_LABELS,
        width=NARROW,
        **options,
    )


def editable_units(user, codes) -> dict[str, GridUnit]:
    """The units that an account may edit by these codes, former ones included."""
    codes = sorted(code for code in set(codes) if is_code(code))
    units, editable = {}, GridUnit.objects.editable_by(user).select_related("parent")
    editable = editable.defer("boundary", "parent__boundary")
    for start in range(0, len(codes), 500):
        some = codes[start : start + 500]
        units |= {unit.code: unit for unit in editable.filter(code__in=some)}
        former = GridAlias.objects.filter(code__in=set(some) - units.keys(), unit__in=editable.values("pk"))
        units |= {alias.code: alias.unit for alias in former.select_related("unit").defer("unit__boundary")}
    return units


def codes_in(rows, name: str) -> set[str]:
    """The codes that stand in a column, as far as they can be read."""
    return {read.plain(row.get(name)) for row in rows if row.get(name) is not None}


class UnitLaying(RecordLaying):
    """A unit by its code. A new one hangs under a unit that the account edits."""

    names_the_row = ("code",)

    def prepare(self):
        codes = codes_in(self.sheet.rows, "code")
        editable = GridUnit.objects.editable_by(self.user)
        if not self.is_writing:
            editable = editable.without_shapes()
        self.units = {}
        listed = sorted(code for code in codes if is_code(code))
        for start in range(0, len(listed), 500):
            some = self.lockable(editable.filter(code__in=listed[start : start + 500]))
            self.units |= {unit.code: unit for unit in some}
        self.above = editable_units(self.user, {code[:-STEP] for code in codes})
        self.may_have_no_parent = ScopePolicy(self.user).sees_everything
        self.former_names: list[GridAlias] = []

    def locate(self, row):
        code = self.value(row, "code")
        if code is None:
            if row.get("code") is None:
                self.report(row, "code", "", WrongValue("没有填。", "请填上编码。"))
            return None
        unit = self.units.get(code) or self._new(code)
        if unit is None:
            error = WrongValue("没有这个区划，或者不归您管。", "新增的，编码要以您管的上级编码开头，多3位。")
            self.report(row, "code", code, error)
            return None
        return None if self.is_repeated(row, code, "code", "每个编码") else unit

    def _new(self, code):
        if not is_code(code) or (len(code) == DISTRICT_LENGTH and not self.may_have_no_parent):
            return None
        parent = self.above.get(code[:-STEP])
        if len(code) > DISTRICT_LENGTH and (parent is None or parent.code != code[:-STEP]):
            return None
        unit = GridUnit(code=code, parent=parent, level=(len(code) - DISTRICT_LENGTH) // STEP + 1, source=Source.IMPORT)
        self.above[code] = unit  # the rows below may hang under it
        return unit

    def take(self, instance, values, emptied, outcome):
        is_new = instance._state.adding
        if "name" in values and not is_new:
            self.former_names += instance.take_name(values.pop("name"))
            outcome.fields.add("name")
        super().take(instance, values, emptied, outcome)
        if not is_new and {"population", "households", "elders"} & outcome.fields and "figures_source" not in values:
            instance.figures_source = Source.IMPORT
            outcome.fields.add("figures_source")

    def check(self, row, instance):
        population, elders = instance.population, instance.elders
        if population is not None and elders is not None and elders > population:
            self.report(row, "elders", elders, WrongValue("65岁以上人口多于人口。", "请核对这两个数。"))
        if instance.valid_from and instance.valid_to and instance.valid_to < instance.valid_from:
            self.report(row, "valid_to", instance.valid_to, WrongValue("停用早于启用。", "请核对这两个日期。"))

    def batches(self, new):
        """From above: a unit can only hang under one that is there."""
        for level in GridUnit.Level.values:
            yield from super().batches([unit for unit in new if unit.level == level])

    def write(self, *, by, reason, progress=None):
        super().write(by=by, reason=reason, progress=progress)
        GridAlias.objects.bulk_create(self.former_names)


@register
class GridUnitResource(Resource):
    """The territory tree."""

    kind = "units"
    label = "区划与网格"
    model = GridUnit
    models = (GridUnit,)
    laying = UnitLaying
    header_fields = frozenset({"code"})
    hint = "编码、层级、上级和位置不能在这里改。新增的网格写上编码：上级编码后面加3位。"
    columns = (
        Column("code", ("编码", "行政区划代码", "区划代码"), read.division_code, True, attribute("code"), width=24),
        Column("level", ("层级",), write=named_by_choice("level"), width=NARROW),
        Column("above", ("上级",), write=attribute("parent.name")),
        Column("name", ("名称",), read.text(60), True, attribute("name")),
        Column("official_name", ("正式名称",), read.text(80), write=attribute("official_name"), width=WIDE,
               blank="", can_be_blank=True),
        Column("kind", ("类别",), read.text(30), write=attribute("kind"), blank="", can_be_blank=True),
        Column("population", ("人口",), read.whole_number(0, MOST_PEOPLE), write=attribute("population"),
               width=NARROW, can_be_blank=True),
        Column("households", ("户数",), read.whole_number(0, MOST_PEOPLE), write=attribute("households"),
               width=NARROW, can_be_blank=True),
        Column("elders", ("65岁以上人口",), read.whole_number(0, MOST_PEOPLE), write=attribute("elders"),
               can_be_blank=True),
        source_column("figures_source", "人口数据来源", help="改了人口、没改来源的，记为“导入”。"),
        Column("lon", ("经度",), write=lambda unit: unit.point and round(unit.point.x, 7), width=NARROW),
        Column("lat", ("纬度",), write=lambda unit: unit.point and round(unit.point.y, 7), width=NARROW),
        Column("system", ("坐标系",), write=lambda unit: "WGS-84" if unit.point else None, width=NARROW),
        source_column("source", "来源"),
        Column("valid_from", ("启用日期",), read.day, write=attribute("valid_from"), can_be_blank=True),
        Column("valid_to", ("停用日期",), read.day, write=attribute("valid_to"), can_be_blank=True),
        Column("note", ("备注",), read.lines(2000), write=attribute("note"), width=WIDE, blank="", can_be_blank=True),
    )  # fmt: skip

    def joined(self, queryset):
        return queryset.select_related("parent").defer("boundary", "parent__boundary")

    def after_write(self, model, rows):
        index_units(rows)

    def attached_to(self, rows, version):
        by_code = {unit.code: unit for unit in rows}
        below = GridUnit.objects.filter(parent__in=by_code).exclude(code__in=by_code)
        stewards = Steward.objects.filter(unit__in=rows).select_related("unit")
        return [
            *((by_code[unit.parent_id], f"下级：{unit.name}") for unit in below.without_shapes()),
            *(
                (by_code[steward.unit.code], f"网格人员：{steward.name}")
                for steward in stewards.defer("unit__boundary")
            ),
        ]

    def delete_created(self, model, rows, *, by, reason):
        from grids.indexing import forget_units

        forget_units([unit.code for unit in rows])
        # From below: a unit cannot go while another hangs under it.
        super().delete_created(model, sorted(rows, key=lambda unit: -unit.level), by=by, reason=reason)


class StewardLaying(NumberedLaying):
    """A steward by the portal's number, else by place, role and name."""

    def prepare(self):
        self.units = editable_units(self.user, codes_in(self.sheet.rows, "unit_code"))
        super().prepare()

    def candidates(self):
        return Steward.objects.editable_by(self.user).select_related("unit").defer("unit__boundary")

    def natural_key(self, instance):
        return instance.unit_id, instance.role, instance.name

    def new(self, row):
        unit = self._unit(row)
        role, name = self.value(row, "role"), self.value(row, "name")
        for field in ("unit_code", "role", "name"):
            if row.get(field) is None:
                header = self.columns[field].header
                self.report(row, field, "", WrongValue("没有填。", f"请填上{header}。"))
        if None in {unit, role, name}:
            return None
        return Steward(unit=unit, role=role, name=name, source=Source.IMPORT)

    def _unit(self, row):
        code = self.value(row, "unit_code")
        if code is None:
            return None
        unit = self.units.get(code)
        if unit is None:
            self.report(row, "unit_code", code, NO_UNIT)
        return unit

    def take(self, instance, values, emptied, outcome):
        code = values.pop("unit_code", None)
        if code is not None and code != getattr(instance.unit, "code", None):
            unit = self.units.get(code)
            if unit is None:
                raise NO_UNIT
            instance.unit = unit
            outcome.fields.add("unit")
        super().take(instance, values, emptied, outcome)

    def check(self, row, instance):
        if instance.first and instance.last and instance.last < instance.first:
            self.report(row, "last", instance.last, WrongValue("任职止早于任职起。", "请核对这两个日期。"))


@register
class StewardResource(Resource):
    """网格长、巷长、楼长、志愿者."""

    kind = "stewards"
    label = "网格人员"
    model = Steward
    models = (Steward,)
    laying = StewardLaying
    header_fields = frozenset({"name"})
    hint = "系统编号认人，不要改；新增的行留空。电话只填可以公布的工作电话。"
    columns = (
        Column("pk", ("系统编号", "编号"), read.row_number, write=attribute("pk"), width=NARROW, help="新增的行留空。"),
        Column("unit_code", ("区划编码", "行政区划代码", "区划代码", "网格编码"), read.division_code, True,
               attribute("unit.code"), width=24),
        Column("unit_name", ("区划名称", "网格"), write=attribute("unit.name")),
        Column("role", ("职责",), read.one_of(Steward.Role), True, named_by_choice("role"),
               tuple(Steward.Role.labels), NARROW),
        Column("name", ("姓名",), read.text(30), True, attribute("name"), width=NARROW),
        Column("telephone", ("公开工作电话", "工作电话", "联系电话", "电话"), read.telephone(30),
               write=attribute("telephone"), blank="", can_be_blank=True),
        Column("is_public", ("可在网页公布", "是否公布"), read.yes_or_no, write=yes_or_no_written("is_public"),
               choices=("是", "否"), width=NARROW),
        Column("first", ("任职起",), read.day, write=attribute("first"), can_be_blank=True),
        Column("last", ("任职止",), read.day, write=attribute("last"), can_be_blank=True),
        source_column("source", "来源"),
    )  # fmt: skip

    def joined(self, queryset):
        return queryset.select_related("unit").defer("unit__boundary")

"""Rooms, and what centres do, as Excel."""

from centers.models import Center, FactGroup, Offering, Room
from centers.resources.centers import NO_CENTER
from exchange import cells as read
from exchange.columns import NARROW, WIDE, Column, attribute, named_by_choice
from exchange.laying import Kind, NumberedLaying, RecordLaying
from exchange.problems import WrongValue
from exchange.registry import register
from exchange.resources import Resource
from grids.resources import codes_in, source_column
from grids.sources import Source
from services.models import ServiceItem

CENTER_CODE = Column(
    "center_code", ("中心编码", "编码"), read.plain_code(12), True, attribute("center.code"), width=NARROW
)
CENTER_NAME = Column("center_name", ("中心名称", "中心"), write=attribute("center.name"), width=WIDE)


def editable_centers(user, codes) -> dict[str, Center]:
    """The centres that an account may edit by these codes."""
    codes = sorted({code.upper() for code in codes})
    found = {}
    for start in range(0, len(codes), 500):
        mine = Center.objects.editable_by(user).filter(code__in=codes[start : start + 500])
        found |= {center.code: center for center in mine}
    return found


class CenterLookup:
    """Rows that name their centre by its code."""

    def prepare(self):
        self.centers = editable_centers(self.user, codes_in(self.sheet.rows, "center_code"))
        super().prepare()

    def center_of(self, row):
        """The row's centre, None when it is missing, unknown or foreign; that is reported."""
        code = self.value(row, "center_code")
        if code is None:
            if row.get("center_code") is None:
                self.report(row, "center_code", "", WrongValue("没有填。", "请填上中心编码。"))
            return None
        center = self.centers.get(code)
        if center is None:
            self.report(row, "center_code", code, NO_CENTER)
        return center


class RoomLaying(CenterLookup, NumberedLaying):
    """A room by the portal's number, else by centre, kind, name and floor."""

    def candidates(self):
        return Room.objects.editable_by(self.user).select_related("center")

    def natural_key(self, instance):
        return instance.center_id, instance.kind, instance.name, instance.floor

    def new(self, row):
        center, kind = self.center_of(row), self.value(row, "kind")
        if row.get("kind") is None:
            self.report(row, "kind", "", WrongValue("没有填。", "请填上类型。"))
        if center is None or kind is None:
            return None
        name, floor = self.value(row, "name") or "", self.value(row, "floor") or ""
        return Room(center=center, kind=kind, name=name, floor=floor, source=Source.IMPORT)

    def take(self, instance, values, emptied, outcome):
        code = values.pop("center_code", None)
        if code is not None and code != instance.center.code:
            if code not in self.centers:
                raise NO_CENTER
            instance.center = self.centers[code]
            outcome.fields.add("center")
        super().take(instance, values, emptied, outcome)


@register
class RoomResource(Resource):
    """五室一厅 and 四大功能区."""

    kind = "rooms"
    label = "功能室"
    model = Room
    models = (Room,)
    laying = RoomLaying
    header_fields = frozenset({"center_code", "pk"})
    hint = "系统编号认房间，不要改；新增的行留空。"
    columns = (
        Column("pk", ("系统编号", "编号"), read.row_number, write=attribute("pk"), width=NARROW, help="新增的行留空。"),
        CENTER_CODE,
        CENTER_NAME,
        Column("kind", ("类型",), read.one_of(Room.Kind), True, named_by_choice("kind"), tuple(Room.Kind.labels)),
        Column("name", ("名称",), read.text(40), write=attribute("name"), blank="", can_be_blank=True),
        Column("floor", ("楼层",), read.text(10), write=attribute("floor"), width=NARROW, blank="", can_be_blank=True),
        Column("area_m2", ("面积(㎡)", "面积"), read.whole_number(1, 32_000), write=attribute("area_m2"),
               width=NARROW, can_be_blank=True),
        Column("seats", ("座位",), read.whole_number(0, 32_000), write=attribute("seats"), width=NARROW,
               can_be_blank=True),
        source_column("source", "来源"),
    )  # fmt: skip

    def joined(self, queryset):
        return queryset.select_related("center")


class OfferingLaying(CenterLookup, RecordLaying):
    """A cell by its centre and item. Every centre has a cell for every item; none is made here."""

    names_the_row = ("center_code", "item_code")

    def prepare(self):
        super().prepare()
        centers = list(self.centers.values())
        self.cells = {}
        for start in range(0, len(centers), 500):
            some = Offering.objects.filter(center__in=centers[start : start + 500])
            for cell in self.lockable(some.select_related("center", "item")):
                self.cells[cell.center.code, cell.item.code] = cell
        self.items = set(ServiceItem.objects.values_list("code", flat=True))

    def locate(self, row):
        center, item = self.center_of(row), self.value(row, "item_code")
        if row.get("item_code") is None:
            self.report(row, "item_code", "", WrongValue("没有填。", "请填上事项编码。"))
        if center is None or item is None:
            return None
        cell = self.cells.get((center.code, item))
        if cell is None:
            self.report(row, "item_code", item, WrongValue("没有这个事项。", "请对照“服务事项”清单检查编码。"))
            return None
        return None if self.is_repeated(row, cell.pk, "item_code", "一个中心的每个事项") else cell

    def take(self, instance, values, emptied, outcome):
        super().take(instance, values, emptied, outcome)
        if instance.status == Offering.Status.MISSING:
            told = {"source": "", "confirmed_on": None}
        elif "status" in values:
            # A file is no confirmation: who has seen it says so with a date.
            told = {"source": values.get("source", Source.IMPORT), "confirmed_on": values.get("confirmed_on")}
        else:
            return
        for name, value in told.items():
            if getattr(instance, name) != value:
                setattr(instance, name, value)
                outcome.fields.add(name)

    def write(self, *, by, reason, progress=None):
        super().write(by=by, reason=reason, progress=progress)
        changed = {outcome.target.center_id for outcome in self.outcomes if outcome.kind == Kind.CHANGED}
        # What somebody had vouched for has been changed by a file.
        nobody = Center.unconfirmed_values([FactGroup.SERVICES])
        Center.objects.filter(pk__in=changed).change(by=by, reason=reason, **nobody)


@register
class OfferingResource(Resource):
    """Centres × items."""

    kind = "offerings"
    label = "可办事项"
    model = Offering
    models = (Offering, Center)
    laying = OfferingLaying
    header_fields = frozenset({"item_code"})
    hint = "只改状态、日期、来源和说明。改了状态、没写来源的，记为“导入”，等有人确认。"
    columns = (
        CENTER_CODE,
        CENTER_NAME,
        Column("item_code", ("事项编码",), read.plain_code(4), True, attribute("item.code"), width=NARROW),
        Column("item_name", ("事项", "事项名称"), write=attribute("item.name"), width=WIDE),
        Column("status", ("状态",), read.one_of(Offering.Status), write=named_by_choice("status"),
               choices=tuple(Offering.Status.labels), width=NARROW),
        Column("confirmed_on", ("最近确认日期", "确认日期"), read.day, write=attribute("confirmed_on"),
               can_be_blank=True),
        source_column("source", "来源"),
        Column("note", ("说明",), read.text(60), write=attribute("note"), width=WIDE, blank="", can_be_blank=True),
    )  # fmt: skip

    def joined(self, queryset):
        return queryset.select_related("center", "item")

"""The shapes of the centres' records, for the API's description and for `only=` and `omit=`.

`centers.records` and `centers.details` make the records; a test holds both against these shapes.
"""

from rest_framework import serializers

from centers.cards import OpenWord
from centers.models import Center, Offering, Room
from centers.walking import METHOD_WORDS
from centers.working_days import DayKind
from grids.sources import Source
from query.description import source_field


def _text(help_text, **options):
    return serializers.CharField(help_text=help_text, **options)


def _maybe(help_text):
    return serializers.CharField(allow_null=True, help_text=help_text)


def _number(help_text, **options):
    return serializers.IntegerField(help_text=help_text, **options)


def _choice(choices, help_text, **options):
    return serializers.ChoiceField(choices, help_text=help_text, **options)


class CenterSerializer(serializers.Serializer):
    """一个中心。不知道的是 null。"""

    code = _text("编码，如 JC001。")
    name = _text("名称。")
    tier = _choice(Center.Tier.choices, "层级。")
    tier_name = _text("层级的中文。")
    setting = _choice(Center.Setting.choices, "五进类型，不属于五进的是 null。", allow_null=True)
    setting_name = _maybe("五进类型的中文。")
    status = _choice([(s.value, s.label) for s in Center.PUBLISHED], "状态。")
    status_name = _text("状态的中文。")
    demonstration_no = _number("示范点序号。", allow_null=True)
    batch = _maybe("批次。")
    opened_month = serializers.RegexField(r"^\d{4}-\d{2}$", allow_null=True, help_text="启用年月，如 2021-06。")
    unit_code = _text("所属区划或网格的编码。")
    unit_name = _text("所属区划或网格。")
    street_code = _maybe("街道（镇）编码，9 位。")
    street_name = _maybe("街道（镇）。")
    community_code = _maybe("社区（村）编码，12 位。")
    community_name = _maybe("社区（村）。")
    address = _maybe("地址。")
    telephone = _maybe("联系电话。")
    brand = _maybe("特色品牌。")
    premises = _choice(Center.Premises.choices, "场地来源。", allow_null=True)
    premises_name = _maybe("场地来源的中文。")
    floor_area_m2 = _number("建筑面积，平方米。", allow_null=True)
    staff_count = _number("工作人员数。", allow_null=True)
    figures_source = source_field("面积、人员等数字", Source.choices, allow_null=True)
    accessibility = serializers.ListField(child=_choice(Center.Accessibility.choices, ""), help_text="无障碍设施。")
    offering_count = _number("能办多少事项。")
    source = source_field("这个中心的资料", Source.choices)
    source_name = _text("资料来源的中文。")
    lat = serializers.FloatField(allow_null=True, help_text="纬度（WGS-84），六位小数。")
    lon = serializers.FloatField(allow_null=True, help_text="经度（WGS-84），六位小数。")
    location_source = source_field("位置", Source.choices, allow_null=True)
    verified_on = serializers.DateField(allow_null=True, help_text="最近核实日期。")
    hours_source = source_field("开放时间", Source.choices, allow_null=True)
    hours_confirmed_on = serializers.DateField(allow_null=True, help_text="开放时间的确认日期。")
    url = _text("本站网页，从 / 开始。")
    open_now = serializers.BooleanField(allow_null=True, help_text="现在开着吗；时间没有确认的是 null。")
    open_state = _choice([word.value for word in OpenWord], "开着、全天、休息、未确认或暂停。")
    open_label = _text("开放状态的中文。")
    open_change = _text("接下来怎么变，如“今天到 17:30”。")
    opens_at = serializers.DateTimeField(allow_null=True, help_text="现在关着：什么时候开。北京时间。")
    closes_at = serializers.DateTimeField(allow_null=True, help_text="现在开着：什么时候关。北京时间。")
    distance_m = serializers.FloatField(required=False, help_text="直线距离，米。给了位置才有。")
    walk_minutes = _number("步行几分钟。给了位置才有。", required=False)
    walk_method = _choice(
        [(method.value, word) for method, word in METHOD_WORDS.items()],
        "分钟怎么来的：沿步行路网量的（路网来源和许可见 /api/v1/coverage/summary/），"
        "或估算的（没有路网，路网到不了，或沿路超过 5400 米）。给了位置才有。",
        required=False,
    )


class SpanSerializer(serializers.Serializer):
    """一段开放时间。"""

    opens = _text("开门，如 08:30。")
    closes = _text("关门，如 17:30；24:00 是午夜。")
    closes_next_day = serializers.BooleanField(help_text="关门在第二天。")


class WeeklySpanSerializer(SpanSerializer):
    """每周的一段开放时间。"""

    first = serializers.DateField(allow_null=True, help_text="从哪天起，null 是一直。")
    last = serializers.DateField(allow_null=True, help_text="到哪天止，null 是一直。")
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), help_text="星期几，1 是星期一。"
    )
    closed_on_holidays = serializers.BooleanField(help_text="法定节假日休息，调休上班日照常。")


class OpeningExceptionSerializer(serializers.Serializer):
    """某些日子的特别安排。"""

    first = serializers.DateField(help_text="从哪天起。")
    last = serializers.DateField(help_text="到哪天止。")
    note = _maybe("说明。")
    spans = SpanSerializer(many=True, help_text="那几天的开放时间，空的是不开放。")


class DaySerializer(serializers.Serializer):
    """某一天的开放时间。"""

    date = serializers.DateField(help_text="日期。")
    kind = _choice([kind.value for kind in DayKind], "平日、节假日、调休上班日或特别安排。")
    note = _maybe("节日名或说明。")
    calendar_known = serializers.BooleanField(help_text="那一年的放假安排已经公布。")
    text = _text("这一天的开放时间，一句中文。")
    spans = SpanSerializer(many=True, help_text="开放时间，空的是休息。")


class HoursSerializer(serializers.Serializer):
    """开放时间：原文，和读懂的部分。"""

    known = serializers.BooleanField(help_text="有来源，而且全部读懂了。")
    text = _maybe("原文。")
    not_understood = _maybe("没有读懂的部分。")
    weekly = WeeklySpanSerializer(many=True, help_text="每周的时间。")
    exceptions = OpeningExceptionSerializer(many=True, help_text="特别安排。")
    days = DaySerializer(many=True, help_text="今天起七天；时间没有确认就是空的。")


class OfferingSerializer(serializers.Serializer):
    """在这里办一个事项。"""

    code = _text("事项编码。")
    name = _text("事项。")
    status = _choice([s for s in Offering.Status.choices if s[0] != "missing"], "能不能办。")
    status_name = _text("状态的中文。")
    note = _maybe("说明。")
    confirmed_on = serializers.DateField(allow_null=True, help_text="最近确认日期。")
    source = source_field("状态", Source.choices)
    url = _text("事项的网页，从 / 开始。")


class RoomSerializer(serializers.Serializer):
    """一个功能室或功能区。"""

    kind = _choice(Room.Kind.choices, "类型。")
    kind_name = _text("类型的中文。")
    name = _maybe("名称。")
    floor = _maybe("楼层。")
    area_m2 = _number("面积，平方米。", allow_null=True)
    seats = _number("座位。", allow_null=True)
    source = source_field("功能室", Source.choices)


class PhotoSerializer(serializers.Serializer):
    """一张照片。"""

    url = _text("图片，从 / 开始。")
    width = _number("宽，像素。")
    height = _number("高，像素。")
    caption = _text("照片里有什么。")
    source = source_field("照片", Source.choices)


class ConfirmedSerializer(serializers.Serializer):
    """每一类资料最近一次由工作人员确认的日期，null 是从未确认。"""

    place = serializers.DateField(allow_null=True, help_text="位置和地址。")
    hours = serializers.DateField(allow_null=True, help_text="开放时间。")
    services = serializers.DateField(allow_null=True, help_text="可办事项。")
    contacts = serializers.DateField(allow_null=True, help_text="联系方式。")
    photos = serializers.DateField(allow_null=True, help_text="照片和介绍。")


class CenterDetailSerializer(CenterSerializer):
    """一个中心的全部公开资料。"""

    introduction = _maybe("简介。")
    accessibility_names = serializers.ListField(child=serializers.CharField(), help_text="无障碍设施的中文。")
    hours = HoursSerializer(help_text="开放时间。")
    confirmed = ConfirmedSerializer(help_text="各类资料的确认日期。")
    offerings = OfferingSerializer(many=True, help_text="登记了的事项。")
    rooms = RoomSerializer(many=True, help_text="功能室和功能区。")
    photos = PhotoSerializer(many=True, help_text="照片。")


class PointSerializer(serializers.Serializer):
    """GeoJSON 的点。"""

    type = _choice(["Point"], "总是 Point。")
    coordinates = serializers.ListField(
        child=serializers.FloatField(), min_length=2, max_length=2, help_text="经度，纬度。"
    )


class _Feature(serializers.Serializer):
    type = _choice(["Feature"], "总是 Feature。")
    id = _text("编码。")
    geometry = PointSerializer(allow_null=True, help_text="位置，不知道的是 null。")


class CenterFeature(_Feature):
    """一个中心，GeoJSON。"""

    properties = CenterDetailSerializer(help_text="资料。")


class CenterMapFeature(_Feature):
    """地图上的一个中心。"""

    properties = CenterSerializer(help_text="资料。")


class CenterCollection(serializers.Serializer):
    """所有符合的中心，GeoJSON（RFC 7946），不分页。"""

    type = _choice(["FeatureCollection"], "总是 FeatureCollection。")
    features = CenterMapFeature(many=True, help_text="中心。")

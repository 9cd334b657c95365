"""The shapes of coverage's answers, for the API's description; a test holds the answers against them."""

from rest_framework import serializers

from centers.models import Center
from coverage.questions import WHO
from coverage.states import METHOD_NAMES, STATE_NAMES
from grids.sources import Source
from query.description import source_field

METHODS = [(method.value, name) for method, name in METHOD_NAMES.items()]
STATES = [(state.value, name) for state, name in STATE_NAMES.items()]
WALK_METHODS = [("network", "步行路网"), ("estimate", "直线估算")]


def _text(help_text, **options):
    return serializers.CharField(help_text=help_text, **options)


def _maybe(help_text):
    return serializers.CharField(allow_null=True, help_text=help_text)


def _number(help_text, **options):
    return serializers.IntegerField(help_text=help_text, **options)


def _decimal(help_text, **options):
    return serializers.FloatField(help_text=help_text, **options)


class RoadsSerializer(serializers.Serializer):
    """步行路网从哪里来。"""

    source = _text("来源。", allow_blank=True)
    date = _maybe("数据日期。")
    licence = _text("许可。", allow_blank=True)
    attribution = _text("用到路网的地方都要写上的署名。", allow_blank=True)


class DemandSerializer(serializers.Serializer):
    """居民人数从哪里来。"""

    name = _text("名称。")
    source = source_field("居民人数", Source.choices, allow_null=True)
    source_name = _maybe("来源的中文。")
    as_of = serializers.DateField(allow_null=True, help_text="哪一天的人数。")
    is_sample = serializers.BooleanField(help_text="true：有示例，不是真实资料。")


class CountedCentersSerializer(serializers.Serializer):
    """算进来的中心。"""

    counted = _number("算进来几个。")
    unplaced = _number("没有位置、没有算的有几个。")
    has_sample_positions = serializers.BooleanField(help_text="true：有的位置是示例。")


class BasisSerializer(serializers.Serializer):
    """结果是怎么来的。"""

    method = serializers.ChoiceField(METHODS, help_text="方法。没有路网时是 straight：只有三种说法，没有一个准数。")
    method_name = _text("方法的中文。")
    sentence = _text("方法，一段中文。")
    minutes = _decimal("几分钟。")
    speed_m_per_s = _decimal("步行速度，米每秒。")
    limit_m = _decimal("这些分钟走多远，米。")
    who = serializers.ChoiceField(list(WHO.items()), help_text="数哪些人。")
    who_name = _text("数哪些人，中文。")
    date = serializers.DateField(help_text="哪一天的资料。")
    roads = RoadsSerializer(allow_null=True, help_text="路网，没有是 null。")
    demand = DemandSerializer(help_text="居民人数。")
    centers = CountedCentersSerializer(help_text="中心。")
    notes = serializers.ListField(child=serializers.CharField(), help_text="要一起告诉读者的话。")


class StateTallySerializer(serializers.Serializer):
    """一种情况的人数。"""

    state = serializers.ChoiceField(STATES, help_text="情况。")
    state_name = _text("情况的中文。")
    people = _number("人数。")
    share = _decimal("占总人数的比例，0 到 1；没有人时是 null。", allow_null=True)


class TallySerializer(serializers.Serializer):
    """各种情况的人数。路网：走得到、走不到、不在路网上、没有位置；直线：很可能、说不准、一定走不到、没有位置。"""

    total = _number("总人数。")
    states = StateTallySerializer(many=True, help_text="各种情况，加起来就是总人数。")


class BandTallySerializer(TallySerializer):
    """几分钟以内的人数。"""

    minutes = _number("几分钟。")


class YearTallySerializer(TallySerializer):
    """到某年年底启用的中心、今天的居民。"""

    year = _number("年份。")
    centers = _number("到那时有几个中心。")


class StreetTallySerializer(TallySerializer):
    """一个街道（镇）的人数。"""

    code = _maybe("街道（镇）编码；不知道在哪里的人是 null。")
    name = _maybe("街道（镇）。")


class SummarySerializer(serializers.Serializer):
    """全区或一个街道的覆盖情况。"""

    basis = BasisSerializer(help_text="怎么来的。")
    total = TallySerializer(help_text="所问范围的人数。")
    bands = BandTallySerializer(many=True, help_text="5、10、15 分钟。")
    streets = StreetTallySerializer(many=True, help_text="各街道（镇），没有人口资料的不在其中。")
    growth = YearTallySerializer(many=True, help_text="2018 年以来，每年年底。")


class ReachPropertiesSerializer(serializers.Serializer):
    """一块范围。"""

    kind = serializers.ChoiceField(
        [
            ("reach", "沿路网走得到的范围"),
            ("probable", "没有路网：里面很可能走得到"),
            ("proven", "没有路网：外面一定走不到"),
        ],
        help_text="是什么范围。",
    )
    kind_name = _text("是什么范围，中文。")
    minutes = _decimal("几分钟。")
    limit_m = _decimal("这些分钟走多远，米。")


class MultiPolygonSerializer(serializers.Serializer):
    """GeoJSON 的多个面。"""

    type = serializers.ChoiceField(["MultiPolygon"], help_text="总是 MultiPolygon。")
    coordinates = serializers.ListField(child=serializers.JSONField(), help_text="经度在前，纬度在后。")


class ReachFeature(serializers.Serializer):
    """一块范围，GeoJSON。"""

    type = serializers.ChoiceField(["Feature"], help_text="总是 Feature。")
    geometry = MultiPolygonSerializer(help_text="范围。只用来画；数人请用 summary。")
    properties = ReachPropertiesSerializer(help_text="说明。")


class FromHereSerializer(serializers.Serializer):
    """从一个位置出发。"""

    method = serializers.ChoiceField(METHODS, help_text="方法。")
    method_name = _text("方法的中文。")
    on_network = serializers.BooleanField(allow_null=True, help_text="位置在不在路网上；没有路网是 null。")
    access_m = _decimal("到最近的路多少米；不在路网上是 null。", allow_null=True)
    minutes = _decimal("几分钟。")
    speed_m_per_s = _decimal("步行速度，米每秒。")
    roads = RoadsSerializer(allow_null=True, help_text="路网，没有是 null。")
    detail = _maybe("要一起告诉读者的话。")


class ReachCollection(FromHereSerializer):
    """几分钟走得到的范围，GeoJSON（RFC 7946）。没有路网时是两个圆；不在路网上时是空的。"""

    type = serializers.ChoiceField(["FeatureCollection"], help_text="总是 FeatureCollection。")
    features = ReachFeature(many=True, help_text="范围。")


class NearestCenterSerializer(serializers.Serializer):
    """最近的中心。"""

    code = _text("编码。")
    name = _text("名称。")
    tier = serializers.ChoiceField(Center.Tier.choices, help_text="层级。")
    tier_name = _text("层级的中文。")
    lat = _decimal("纬度（WGS-84）。")
    lon = _decimal("经度（WGS-84）。")
    url = _text("本站网页，从 / 开始。")


class LineSerializer(serializers.Serializer):
    """GeoJSON 的线。"""

    type = serializers.ChoiceField(["LineString"], help_text="总是 LineString。")
    coordinates = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        help_text="经度在前，纬度在后，从所在位置到中心。",
    )


class NearestSerializer(FromHereSerializer):
    """走路最近的中心。"""

    walk_method = serializers.ChoiceField(WALK_METHODS, help_text="分钟怎么来的：沿路网量的，还是由直线估算。")
    center = NearestCenterSerializer(allow_null=True, help_text="最近的中心；这些分钟内没有就是 null。")
    walk_minutes = _number("步行几分钟，不足一分钟算一分钟。", allow_null=True)
    walk_m = _decimal("要走多少米。", allow_null=True)
    path = LineSerializer(allow_null=True, help_text="沿路网走的路；估算没有路。")

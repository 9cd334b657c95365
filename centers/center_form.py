"""The form of a centre. Its position is drawn on the map or pasted; what is odd about it is said before it is saved."""

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from centers.forms import Checkboxes
from centers.models import Center
from centers.outline import is_near_district
from centers.pasted_position import LONGEST_TEXT, Pasted
from centers.placement import SYSTEM_LABELS, TOO_FAR, Placement, PositionRefused, Reading, place, read_position
from grids.sources import Source
from query.params import WGS84

HELP_TEXTS = {
    "name": "牌子上的全名，例如：中天城社区党群服务中心。不能和别的中心同名。",
    "code": "大写字母和数字，例如 JC071。网址里用它，定了就不要再改。",
    "tier": "这个中心由哪一级管：区、镇街、社区，或者行业、驿站等。",
    "setting": "开在楼宇、商圈、小区、校园或企业里的，选一个；都不是就留空。",
    "status": "居民只看得到“已启用”和“暂停开放”的中心。",
    "source": "这些基本资料是从哪里来的。自己去看过的，选“实地核实”。",
    "unit": "选中心所在的社区（镇街中心选镇街）。谁能修改这个中心，也看这里。",
    "address": "写到门牌号，让没来过的人也找得到，例如：南恩路102号一楼。",
    "telephone": "可以公布的工作电话，例如 0662-3221234。不要填个人手机。",
    "location": "在图上点一下，就是新的位置。两个手指可以放大。",
    "location_source": "改了位置又没选的，记为“实地核实”。",
    "hours_source": "开放时间是从哪里来的。不选，网页上显示“时间待确认”。",
    "hours_text": "导入时表格里的原话，留作对照，一般不用改。",
    "hours_leftover": "导入时没读懂的部分。到“开放时间”页补齐以后，把这里清空。",
    "premises": "场地是新建的、租的，还是别人无偿提供的。",
    "floor_area_m2": "只填数字，例如 589。不知道就留空，不要填 0。",
    "staff_count": "平时在中心上班的人数，不算志愿者。",
    "figures_source": "面积和人数是从哪里来的。",
    "demonstration_no": "示范点才有，1 到 70。不是示范点就留空。",
    "batch": "属于哪一批示范点，例如：第一批。",
    "opened_month": "只到月份，日填 1 日。",
    "brand": "有特色品牌的写名称，例如：红树林议事厅。没有就留空。",
    "introduction": "两三句话：这里有什么、能办什么。居民在网页上会看到。",
}


class CenterForm(forms.ModelForm):
    """A centre. After validation `reading`, `placement`, `offered` and `position_changed` say what its position is.

    Without JavaScript the same form says them on its way back.
    """

    accessibility = forms.MultipleChoiceField(
        label="无障碍设施",
        choices=Center.Accessibility,
        required=False,
        widget=Checkboxes,
        help_text="有的打勾。轮椅进得去、老人用得上，居民靠它决定来不来。",
    )
    typed_position = forms.CharField(
        label="粘贴坐标",
        required=False,
        max_length=LONGEST_TEXT,
        strip=True,
        widget=UnfoldAdminTextInputWidget({"placeholder": "111.961000,21.857000", "autocomplete": "off"}),
        help_text="从高德、百度、腾讯地图复制坐标或分享链接，粘贴到这里。也可以填“经度,纬度”，或者度分秒。"
        "填了就以它为准。",
    )
    typed_system = forms.ChoiceField(
        label="坐标系",
        required=False,
        choices=[("", "自动识别（认不出再选）"), *((system.value, label) for system, label in SYSTEM_LABELS.items())],
        widget=UnfoldAdminSelectWidget,
        help_text="从哪个地图上取的坐标就选哪个；选错会偏几百米。",
    )
    # Shown beside the map only when there is something to tick (see position.html).
    typed_exchange = forms.BooleanField(label="经纬度对调", required=False)
    # The value says for which place the warnings were read (`Placement.token`): a tick is for that one only.
    position_checked = forms.CharField(label="位置核对", required=False, max_length=80)

    class Meta:
        help_texts = HELP_TEXTS

    reading: Reading | None = None
    placement: Placement | None = None
    offered: Pasted | None = None
    position_changed = False

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("typed_position") and "typed_system" not in self.errors:
            self._read_typed_position(cleaned)
        point = cleaned.get("location")
        if point and not {"location", "typed_position", "typed_system"} & set(self.errors):
            self._look_at(point, cleaned)
        if point and not cleaned.get("location_source") and "location_source" not in self.errors:
            self.add_error("location_source", "有位置时要写明位置来源。")
        return cleaned

    def clean_location(self):
        """Two numbers or nothing: what the map's field may hold besides is no place on a map."""
        point = self.cleaned_data["location"]
        if point is None:
            return None
        if point.empty:
            raise ValidationError("这个位置看不懂，请在图上重新点一下。")
        return Point(point.x, point.y, srid=WGS84)

    def _read_typed_position(self, cleaned):
        try:
            self.reading = read_position(
                cleaned["typed_position"], cleaned.get("typed_system"), exchange=cleaned.get("typed_exchange")
            )
        except PositionRefused as refused:
            self.add_error(refused.field, str(refused))
            self.offered = refused.offered
            return
        if self.reading.pasted.order_was_swapped:
            self.offered = self.reading.pasted
        cleaned["location"] = self.reading.point

    def _look_at(self, point, cleaned):
        """What a new place, or a new community, means: refused, warned of, or taken as seen on the spot."""
        moved = "location" in self.fields and self.fields["location"].has_changed(self.initial.get("location"), point)
        if not (moved or "unit" in self.changed_data):
            return
        if moved and not is_near_district(point.x, point.y):
            self.add_error("location", TOO_FAR)
            return
        self.placement = place(point, center=self.instance, unit=cleaned.get("unit"))
        if self.placement.warnings and cleaned.get("position_checked") != self.placement.token:
            self.add_error("position_checked", "还没有保存：请看上面的提醒，核对后打勾，再保存一次。")
        if moved:
            self.position_changed = True
            if "location_source" not in self.changed_data or cleaned.get("location_source") == "":
                cleaned["location_source"] = Source.SURVEY

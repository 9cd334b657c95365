"""Small registers as an office would send them, and centres for tests."""

import pytest
from openpyxl import Workbook

ROW = {
    "序号": 901,
    "中心名称": "测试党群服务中心",
    "层级": "社区中心",
    "所属街道": "城南街道",
    "所属社区": "岭东北社区",
    "行政区划代码": "441702002015",
    "五进类型": "小区",
    "场地来源": "无偿提供",
    "建筑面积(㎡)": 400,
    "启用时间": "2024-06",
    "批次": "第二批",
    "地址": "城南街道测试路1号",
    "联系电话": "0662-0000000",
    "经度": 111.979902,
    "纬度": 21.832866,
    "坐标系": "WGS-84",
    "开放时间": "周一至周五 08:30-12:00、14:30-17:30",
    "工作人员数": 3,
    "特色品牌": "长者饭堂",
    "资料来源": None,
}


@pytest.fixture
def make_register(tmp_path):
    """Writes an .xlsx register: `make_register({"序号": 1}, {"序号": 2, "中心名称": "…"}, without=["批次"])`.

    Each dictionary is a row that differs from a right one in these columns; answers the path.
    """

    def make(*rows, without=(), headers=None, title="中心台账"):
        columns = headers or [column for column in ROW if column not in without]
        workbook = Workbook()
        sheet = workbook.active
        sheet.title = "台账"
        sheet.append([title])
        sheet.append(columns)
        for row in rows:
            sheet.append([(ROW | row).get(column) for column in columns])
        path = tmp_path / "register.xlsx"
        workbook.save(path)
        return path

    return make


@pytest.fixture
def make_center(db):
    """A stored centre, in 岭东北社区 unless said otherwise: `make_center("T1", tier="station")`."""
    from centers.models import Center
    from grids.models import GridUnit
    from grids.sources import Source

    def make(code="T1", **values):
        unit = values.pop("unit", None) or GridUnit.objects.get(code="441702002015")
        defaults = {"name": f"测试中心{code}", "tier": Center.Tier.COMMUNITY, "unit": unit, "source": Source.IMPORT}
        return Center.objects.create(code=code, **defaults | values)

    return make

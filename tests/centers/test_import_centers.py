"""The register in the database: complete, marked, all or nothing, and the same after a second run."""

from io import StringIO

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from centers.coordinates import from_wgs84
from centers.models import Center, Offering, OpeningHours, Room
from grids.models import GridUnit
from grids.sources import Source
from search.find import find
from services.models import ServiceItem

pytestmark = pytest.mark.django_db
REGISTER = settings.DATA_DIR / "centers_register.xlsx"


def run(path, *arguments):
    """What `import_centers` prints."""
    out = StringIO()
    call_command("import_centers", path, *arguments, stdout=out)
    return out.getvalue()


def refused(path, *arguments):
    """What it says when it refuses; nothing may have changed."""
    before = list(Center.objects.order_by("pk").values_list("pk", "revision"))
    with pytest.raises(CommandError) as refusal:
        run(path, *arguments)
    assert list(Center.objects.order_by("pk").values_list("pk", "revision")) == before
    return str(refusal.value)


def test_the_real_register_gives_seventy_centres():
    centers = Center.objects.filter(demonstration_no__isnull=False)
    assert centers.count() == 70
    assert set(centers.values_list("code", flat=True)) == {f"JC{number:03}" for number in range(1, 71)}
    assert set(centers.values_list("demonstration_no", flat=True)) == set(range(1, 71))


def test_the_seventieth_centre():
    center = Center.objects.select_related("unit").get(code="JC070")
    assert (center.name, center.unit.code) == ("岭东北社区党群服务中心", "441702002015")
    assert (center.floor_area_m2, center.source, center.premises) == (400, Source.ARTICLE, "free")
    assert center.address == "城南街道中天城物业小区"
    assert (center.location.x, center.location.y) == pytest.approx((111.979902, 21.832866))


def test_every_invented_fact_of_the_real_register_is_marked():
    centers = Center.objects.filter(demonstration_no__isnull=False)
    assert set(centers.values_list("location_source", "hours_source", "figures_source")) == {
        (Source.SAMPLE, Source.SAMPLE, Source.SAMPLE)
    }
    assert set(centers.values_list("source", flat=True)) == {Source.SAMPLE, Source.ARTICLE}
    assert set(centers.values_list("telephone", flat=True)) == {""}
    assert set(centers.values_list("place_confirmed_on", "hours_confirmed_on")) == {(None, None)}


def test_opening_hours_are_rows():
    rows = OpeningHours.objects.filter(center__code="JC008")
    assert sorted(rows.values_list("weekdays", "opens", "closes")) == [
        (0b0011111, 510, 720),
        (0b0011111, 870, 1050),
        (0b0100000, 540, 720),
    ]
    assert Center.objects.filter(hours_leftover="").count() == Center.objects.count()


def test_every_centre_has_a_cell_for_every_item():
    assert Offering.objects.count() == Center.objects.count() * ServiceItem.objects.active().count()


def test_a_second_run_changes_nothing():
    before = list(Center.objects.order_by("pk").values_list("pk", "revision"))
    assert run(REGISTER) == "中心（示例数据）：新增0，变更0，未变70。\n"
    assert list(Center.objects.order_by("pk").values_list("pk", "revision")) == before


def test_a_second_run_takes_few_queries(django_assert_max_num_queries):
    # Units, former codes, centres; items and incomplete centres; the transaction's savepoints.
    with django_assert_max_num_queries(9):
        run(REGISTER)


def test_a_new_centre_is_whole(make_register):
    assert "新增1" in run(make_register({}))

    center = Center.objects.get(code="JC901")
    assert (center.status, center.source, center.telephone) == ("open", Source.IMPORT, "0662-0000000")
    assert (center.location_source, center.hours_source, center.figures_source) == (Source.IMPORT,) * 3
    assert center.offerings.count() == ServiceItem.objects.active().count()
    assert find("测试党群", kinds=("center",))[0].code == "JC901"


def test_a_sample_file_or_row_brings_no_telephone(make_register):
    output = run(make_register({}), "--sample")
    center = Center.objects.get(code="JC901")
    assert (center.telephone, center.location_source, center.hours_source) == ("", Source.SAMPLE, Source.SAMPLE)
    assert "联系电话是示例" in output

    run(make_register({"序号": 902, "中心名称": "乙", "资料来源": "示例"}))
    center = Center.objects.get(code="JC902")
    assert (center.telephone, center.location_source, center.source) == ("", Source.SAMPLE, Source.SAMPLE)


def test_a_changed_row_names_old_and_new(make_register):
    run(make_register({}))
    before = Center.objects.get(code="JC901").revision
    changes = {"建筑面积(㎡)": 520, "中心名称": "新名中心", "行政区划代码": "441702002", "开放时间": "全天24小时"}
    output = run(make_register(changes))

    assert "变更1，未变0" in output
    assert "建筑面积（平方米）：400 → 520" in output
    assert "名称：测试党群服务中心 → 新名中心" in output
    assert "所属区划：岭东北社区（441702002015） → 城南街道（441702002）" in output
    assert "开放时间原文：周一至周五 08:30-12:00、14:30-17:30 → 全天24小时" in output
    center = Center.objects.get(code="JC901")
    assert center.revision > before
    assert list(center.opening_hours.values_list("weekdays", "opens", "closes")) == [(127, 0, 1440)]
    assert find("新名中心", kinds=("center",))[0].code == "JC901"


def test_a_changed_position_must_be_verified_again(make_register):
    run(make_register({}))
    Center.objects.filter(code="JC901").update(place_confirmed_on="2026-01-05")
    run(make_register({"经度": 111.98}))
    center = Center.objects.get(code="JC901")
    assert (center.location.x, center.place_confirmed_on) == (pytest.approx(111.98), None)


def test_what_people_entered_stays(make_register, make_center):
    run(make_register({}))
    center = Center.objects.get(code="JC901")
    center.introduction, center.status, center.telephone = "手写的简介", "suspended", "0662-1111111"
    center.save()
    Room.objects.create(center=center, kind="office", source=Source.SURVEY)
    OpeningHours.objects.create(center=center, first="2026-01-01", last="2026-02-01", weekdays=1, opens=0, closes=60)
    other = make_center()

    run(make_register({"联系电话": None, "工作人员数": 5, "开放时间": "全天24小时"}, without=["批次"]))
    center.refresh_from_db()
    assert (center.introduction, center.status, center.telephone, center.batch) == (
        "手写的简介", "suspended", "0662-1111111", "第二批"
    )  # fmt: skip
    assert center.staff_count == 5
    assert center.rooms.count() == 1
    assert center.opening_hours.filter(first__isnull=False).count() == 1
    assert Center.objects.filter(pk=other.pk).exists()


def test_sample_facts_never_replace_real_ones(make_register):
    run(make_register({}))
    output = run(make_register({"经度": 111.99, "开放时间": "全天24小时", "工作人员数": 9}), "--sample")
    center = Center.objects.get(code="JC901")
    assert (center.location_source, center.hours_source, center.figures_source) == (Source.IMPORT,) * 3
    assert (center.location.x, center.staff_count) == (pytest.approx(111.979902), 3)
    assert "位置是示例，没有导入" in output
    assert "开放时间是示例，没有导入" in output


def test_real_facts_replace_sample_ones_even_when_equal(make_register):
    run(make_register({}), "--sample")
    run(make_register({}))
    center = Center.objects.get(code="JC901")
    assert (center.location_source, center.hours_source, center.figures_source) == (Source.IMPORT,) * 3


def test_a_sample_figure_does_not_pass_for_real_beside_a_real_one(make_register):
    run(make_register({}), "--sample")
    run(make_register({"工作人员数": 8}, without=["建筑面积(㎡)"]))
    center = Center.objects.get(code="JC901")
    assert (center.staff_count, center.floor_area_m2, center.figures_source) == (8, None, Source.IMPORT)


def test_a_sample_row_does_not_rewrite_a_real_centre(make_register):
    run(make_register({}))
    output = run(make_register({"资料来源": "示例", "中心名称": "示例中心"}))
    center = Center.objects.get(code="JC901")
    assert (center.name, center.source) == ("测试党群服务中心", Source.IMPORT)
    assert "中心资料是示例，没有导入" in output


def test_equal_facts_keep_their_better_source(make_register):
    run(make_register({}))
    Center.objects.filter(code="JC901").update(location_source=Source.SURVEY)
    assert "未变1" in run(make_register({}))
    assert Center.objects.get(code="JC901").location_source == Source.SURVEY


def test_hours_that_cannot_be_read_are_kept_and_named(make_register):
    output = run(make_register({"开放时间": "周一至周五 08:30-12:00；农历初一另行通知"}))
    center = Center.objects.get(code="JC901")
    assert center.hours_leftover == "农历初一另行通知"
    assert center.hours_text == "周一至周五 08:30-12:00；农历初一另行通知"
    assert not center.hours_are_known
    assert "农历初一另行通知" in output


def test_without_hours_nothing_claims_to_know_them(make_register):
    run(make_register({"开放时间": None}))
    center = Center.objects.get(code="JC901")
    assert (center.hours_text, center.hours_source) == ("", "")


def test_a_point_in_gcj02_lands_where_the_converted_point_is(make_register):
    lon, lat = from_wgs84(111.95, 21.86, "GCJ-02")
    run(make_register({"经度": lon, "纬度": lat, "坐标系": "GCJ-02"}))
    (center,) = Center.objects.filter(code="JC901").within(Point(111.95, 21.86, srid=4326), 0.1)
    assert center.distance_m < 0.02


def test_two_centres_may_exchange_their_names(make_register):
    run(make_register({"中心名称": "甲中心"}, {"序号": 902, "中心名称": "乙中心"}))
    run(make_register({"中心名称": "乙中心"}, {"序号": 902, "中心名称": "甲中心"}))
    names = dict(Center.objects.filter(demonstration_no__gt=900).values_list("code", "name"))
    assert names == {"JC901": "乙中心", "JC902": "甲中心"}


def test_an_unknown_division_is_named(make_register):
    message = refused(make_register({"行政区划代码": "441702002099"}))
    assert "第 3 行“行政区划代码”列“441702002099”：没有这个区划" in message


def test_a_former_code_leads_to_the_present_unit(make_register):
    unit = GridUnit.objects.get(code="441702002015")
    unit.recode("441702002095")
    run(make_register({}))
    assert Center.objects.get(code="JC901").unit_id == unit.pk


def test_a_name_that_contradicts_the_code_is_worth_a_look(make_register):
    assert "写的是“东山社区”" in run(make_register({"所属社区": "东山社区"}))


def test_names_and_numbers_of_other_centres_are_taken(make_register, make_center):
    make_center("X1", name="测试党群服务中心", demonstration_no=901)
    message = refused(make_register({}))
    assert "X1 已经叫这个名字" in message
    assert "X1 已经用了这个序号" in message


def test_one_wrong_row_stops_the_whole_file(make_register):
    message = refused(make_register({}, {"序号": 902, "中心名称": "乙", "层级": "站"}))
    assert "有1处要改" in message
    assert not Center.objects.filter(code="JC901").exists()


def test_a_file_without_a_stated_system_is_refused(make_register):
    assert "没有写明坐标系" in refused(make_register({}, without=["坐标系"]))
    assert "新增1" in run(make_register({}, without=["坐标系"]), "--system", "WGS-84")

"""Keeping the territory: adding, renaming, recoding, drawing."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from grids.models import GridAlias, GridUnit
from tests.admin.registry import address
from tests.admin.submit import errors_in, filled_in

EMPTY_INLINE = {"stewards-TOTAL_FORMS": "0", "stewards-INITIAL_FORMS": "0"}


def new_unit(parent, code, **more):
    return (
        {"parent": parent.code if parent else "", "code": code, "name": "新小组", "source": "survey"}
        | EMPTY_INLINE
        | more
    )


@pytest.fixture
def unit(ours):
    return ours.unit


@pytest.fixture
def page(unit):
    return address(GridUnit, "change", unit.pk)


def test_a_new_unit_takes_its_level_from_its_parent(as_staff, unit):
    answer = as_staff.post(address(GridUnit, "add"), new_unit(unit, f"{unit.code}998"))
    assert answer.status_code == 302
    added = GridUnit.objects.get(code=f"{unit.code}998")
    assert (added.level, added.parent_id) == (GridUnit.Level.GROUP, unit.code)


@pytest.mark.parametrize("code", ["998", "{}99", "{}9999", "441702999998998", "{}99a", "{}９９８"])
def test_a_code_that_does_not_fit_is_explained(as_staff, unit, code):
    answer = as_staff.post(address(GridUnit, "add"), new_unit(unit, code.format(unit.code)))
    assert any("位数字" in error or "最多" in error or "至多" in error for error in errors_in(answer)), errors_in(
        answer
    )


def test_staff_add_no_unit_without_a_parent(as_staff):
    assert as_staff.post(address(GridUnit, "add"), new_unit(None, "441799")).status_code == 200
    assert not GridUnit.objects.filter(code="441799").exists()


def test_nothing_lies_below_a_household_cluster(as_staff, unit):
    cluster = GridUnit.objects.under(unit.code).at_level(GridUnit.Level.CLUSTER).first()
    if cluster is None:
        pytest.skip("this community has no clusters")
    answer = as_staff.post(address(GridUnit, "add"), new_unit(cluster, "9" * 21))
    assert any("最低一级" in error for error in errors_in(answer))


def test_a_former_name_stays_known(as_staff, unit, page):
    former = unit.name
    assert as_staff.post(page, filled_in(as_staff.get(page), name="改名社区", note="合并")).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.note) == ("改名社区", "合并")
    assert unit.aliases.get(name=former)


def test_saving_unchanged_leaves_no_alias(as_staff, unit, page):
    answer = as_staff.post(page, filled_in(as_staff.get(page)))
    assert answer.status_code == 302, errors_in(answer)
    assert not unit.aliases.exists()


def test_a_boundary_is_drawn_and_kept(as_staff, unit, page):
    square = MultiPolygon(Polygon.from_bbox((111.95, 21.85, 111.97, 21.87)), srid=4326)
    assert as_staff.post(page, filled_in(as_staff.get(page), boundary=square.geojson)).status_code == 302
    unit.refresh_from_db()
    assert unit.boundary.equals_exact(square, 1e-9)
    assert as_staff.post(page, filled_in(as_staff.get(page), note="再存一次")).status_code == 302
    unit.refresh_from_db()
    assert unit.boundary.equals_exact(square, 1e-9)


def test_elders_beyond_the_population_are_refused(as_staff, page):
    answer = as_staff.post(page, filled_in(as_staff.get(page), population="10", elders="11"))
    assert "65岁以上人口不能多于人口。" in errors_in(answer)


def recode_page(unit):
    return f"/admin/grids/gridunit/{unit.pk}/recode/"


def test_recoding_carries_the_subtree_and_keeps_the_old_code(as_superuser, unit):
    below = GridUnit.objects.under(unit.code).count()
    old, new = unit.code, f"{unit.parent_id}987"
    assert old in as_superuser.get(recode_page(unit)).content.decode()
    assert as_superuser.post(recode_page(unit), {"new_code": new}).status_code == 302
    assert GridUnit.objects.under(new).count() == below
    assert not GridUnit.objects.under(old).exists()
    assert GridAlias.objects.get(code=old).unit == unit


@pytest.mark.parametrize("code", ["", "123", "441702999987", "abcdefghijkl"])
def test_a_new_code_that_does_not_fit_is_explained(as_superuser, unit, code):
    answer = as_superuser.post(recode_page(unit), {"new_code": code})
    assert answer.status_code == 200
    assert answer.context["form"].errors["new_code"]


def test_a_code_that_is_taken_is_refused(as_superuser, unit):
    taken = GridUnit.objects.filter(parent=unit.parent_id).exclude(pk=unit.pk).first()
    answer = as_superuser.post(recode_page(unit), {"new_code": taken.code})
    assert answer.context["form"].errors["new_code"]
    assert GridUnit.objects.filter(pk=unit.pk, code=unit.code).exists()


def test_a_code_is_given_from_above(as_staff, client, unit, foreign, user_with_post):
    assert as_staff.get(recode_page(unit)).status_code == 403
    assert as_staff.get(recode_page(foreign.unit)).status_code == 404
    assert "改编码" not in as_staff.get(address(GridUnit, "change", unit.pk)).content.decode()
    client.force_login(user_with_post(unit.parent_id))
    assert client.get(recode_page(unit)).status_code == 200
    answer = client.post(recode_page(unit), {"new_code": f"{foreign.unit.parent_id}987"})
    assert answer.context["form"].errors["new_code"]

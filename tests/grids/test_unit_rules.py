"""The database itself holds a unit against its code, its level and its parent."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from grids.models import GridUnit
from grids.sources import Source

pytestmark = pytest.mark.django_db

STREET = "441702001"
COMMUNITY = "441702001001"


def unit(code, parent=COMMUNITY, level=GridUnit.Level.GROUP, **facts):
    return GridUnit(code=code, parent_id=parent, level=level, name="试", source=Source.SURVEY, **facts)


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (unit("44170200100199"), "grid_code_fits_level"),
        (unit("4417020010019991"), "grid_code_fits_level"),
        (unit(COMMUNITY + "999", level=GridUnit.Level.LANE), "grid_code_fits_level"),
        (unit(COMMUNITY + "99A"), "grid_code_is_digits"),
        (unit(COMMUNITY + "99\n"), "grid_code_is_digits"),
        (unit("441702001002999"), "grid_code_under_parent"),
        (unit(COMMUNITY + "999", parent=STREET), "grid_code_under_parent"),
        (unit(COMMUNITY + "999", parent=None), "grid_code_under_parent"),
        (unit("441799", parent="441702", level=GridUnit.Level.DISTRICT), "grid_code_under_parent"),
        (unit(COMMUNITY + "999", population=10, elders=11), "grid_elders_within_population"),
        (unit(COMMUNITY + "999", valid_from="2026-02-02", valid_to="2026-02-01"), "grid_dates_in_order"),
    ],
)
def test_database_refuses_what_bypasses_the_forms(bad, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        GridUnit.objects.bulk_create([bad])


def test_database_accepts_a_sound_unit():
    GridUnit.objects.bulk_create([unit(COMMUNITY + "999", population=10, elders=10, valid_from="2026-02-02")])
    assert GridUnit.objects.get(code=COMMUNITY + "999").parent.code == COMMUNITY


@pytest.mark.parametrize(
    "change", [{"code": "441702001002999"}, {"parent_id": "441702001002"}, {"level": 5}, {"code": "x" * 15}]
)
def test_database_refuses_raw_updates(change):
    GridUnit.objects.bulk_create([unit(COMMUNITY + "999")])
    with pytest.raises(IntegrityError), transaction.atomic():
        GridUnit.objects.filter(code=COMMUNITY + "999").update(**change)


def test_database_refuses_a_second_unit_with_a_code():
    with pytest.raises(IntegrityError), transaction.atomic():
        GridUnit.objects.bulk_create([unit(COMMUNITY, parent=STREET, level=GridUnit.Level.COMMUNITY)])


def test_database_refuses_a_parent_that_does_not_exist():
    orphan = unit("441702998001", parent="441702998", level=GridUnit.Level.COMMUNITY)
    GridUnit.objects.bulk_create([orphan])
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    orphan.delete()


def test_forms_say_the_rule_in_chinese():
    with pytest.raises(ValidationError, match="编码必须以上级编码开头"):
        unit("441702001002999").full_clean()


def test_subtree_holds_the_unit_and_everything_below_and_nothing_else():
    codes = set(GridUnit.objects.under(STREET).values_list("code", flat=True))
    assert STREET in codes
    assert codes == {code for code in GridUnit.objects.values_list("code", flat=True) if code.startswith(STREET)}


def test_ancestors_are_the_units_above_the_district_first():
    codes = [each.code for each in GridUnit.objects.get(code=COMMUNITY).ancestors()]
    assert codes == ["441702", STREET]


def test_subtree_read_uses_the_index_on_the_code():
    # 999 groups beside the others, so that reading one community's part is not reading most of the table.
    GridUnit.objects.bulk_create(unit(f"441702001002{number:03}", "441702001002") for number in range(900, 1000))
    GridUnit.objects.bulk_create(unit(f"441702001003{number:03}", "441702001003") for number in range(100, 1000))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE grids_gridunit")
    plan = GridUnit.objects.without_shapes().under("441702401598").order_by().explain()
    assert "Index" in plan or "USING INDEX" in plan
    assert "Seq Scan on grids_gridunit" not in plan
    assert "SCAN grids_gridunit" not in plan


def test_current_leaves_out_what_is_not_yet_or_no_longer_in_force():
    GridUnit.objects.bulk_create(
        [
            unit(COMMUNITY + "991", valid_from="2026-01-01", valid_to="2026-01-31"),
            unit(COMMUNITY + "992", valid_from="2026-02-01"),
        ]
    )
    group = GridUnit.objects.filter(code__in=[COMMUNITY + "991", COMMUNITY + "992"])
    assert [each.code[-3:] for each in group.current(day="2026-01-31")] == ["991"]
    assert [each.code[-3:] for each in group.current(day="2026-02-01")] == ["992"]

"""Codes and names change every year: the subtree follows, the former ones still lead to the place."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from grids.models import GridAlias, GridUnit
from grids.sources import Source
from search.find import find

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)
OLD, NEW = "441702009", "441702019"


def get(code):
    return GridUnit.objects.get(code=code)


def codes_under(code):
    return list(GridUnit.objects.under(code).order_by("code").values_list("code", flat=True))


@pytest.fixture
def cluster():
    """A unit of each level below a community of the street that is going to move."""
    code = parent = "441702009001"
    for level in (GridUnit.Level.GROUP, GridUnit.Level.LANE, GridUnit.Level.CLUSTER):
        code += "998"
        GridUnit.objects.create(code=code, parent_id=parent, level=level, name="试", source=Source.SURVEY)
        parent = code
    return code


def test_recode_carries_the_whole_subtree(cluster):
    street, before = get(OLD), codes_under(OLD)
    names = dict(GridUnit.objects.under(OLD).values_list("pk", "name"))
    street.recode(NEW, on=DAY)
    connection.check_constraints()
    assert codes_under(OLD) == []
    assert codes_under(NEW) == [code.replace(OLD, NEW, 1) for code in before]
    assert dict(GridUnit.objects.under(NEW).values_list("pk", "name")) == names
    assert get(cluster.replace(OLD, NEW, 1)).parent.code == cluster.replace(OLD, NEW, 1)[:-3]


def test_recode_of_a_community_moves_it_under_another_street(cluster):
    get("441702009001").recode("441702011777", on=DAY)
    connection.check_constraints()
    assert get("441702011777").parent.code == "441702011"
    assert codes_under("441702009001") == []


def test_recode_of_the_district_carries_everything():
    count = GridUnit.objects.count()
    get("441702").recode("441799", on=DAY)
    connection.check_constraints()
    assert len(codes_under("441799")) == count
    assert GridUnit.objects.resolve("441702009001")[0].code == "441799009001"


def test_old_code_stays_and_leads_to_the_place(cluster):
    get(OLD).recode(NEW, on=DAY)
    alias = GridAlias.objects.get(code=OLD)
    assert (alias.unit.code, alias.name, alias.until) == (NEW, "城西街道", DAY)
    assert GridUnit.objects.resolve(OLD) == (get(NEW), True)
    assert GridUnit.objects.resolve(cluster) == (get(cluster.replace(OLD, NEW, 1)), True)
    assert GridUnit.objects.resolve(NEW) == (get(NEW), False)


def test_two_moves_one_after_the_other_still_lead_to_the_place():
    get(OLD).recode(NEW, on=DAY)
    get(NEW + "001").recode(NEW + "777", on=DAY)
    get(NEW).recode("441702029", on=DAY)
    for former in (OLD + "001", NEW + "001", NEW + "777"):
        assert GridUnit.objects.resolve(former) == (get("441702029777"), True)


def test_recode_back_and_forth_leaves_one_alias():
    for _ in range(2):
        get(OLD).recode(NEW, on=DAY)
        get(NEW).recode(OLD, on=DAY)
    assert GridUnit.objects.resolve(NEW + "001") == (get(OLD + "001"), True)
    assert list(GridAlias.objects.filter(unit=get(OLD), code__isnull=False).values_list("code", flat=True)) == [NEW]


def test_code_given_to_another_place_no_longer_redirects():
    get("441702009202").recode("441702009777", on=DAY)
    get("441702009203").recode("441702009202", on=DAY)
    assert GridUnit.objects.resolve("441702009202")[0].name == "冲表村"
    assert GridUnit.objects.resolve("441702009203")[0].name == "冲表村"


@pytest.mark.parametrize("wrong", ["441702011", "44170201", "4417020190", "44170201A", "441799001", "", "441702009001"])
def test_refused_recode_changes_nothing(wrong):
    street, before = get(OLD), codes_under("441702")
    with pytest.raises(ValidationError):
        street.recode(wrong, on=DAY)
    assert (street.code, street.parent_id) == (OLD, "441702")
    assert codes_under("441702") == before
    assert not GridAlias.objects.filter(unit=street, code__isnull=False).exists()


def test_recode_to_the_same_code_does_nothing():
    get(OLD).recode(OLD, on=DAY)
    assert not GridAlias.objects.filter(code=OLD).exists()


def test_search_follows_a_recode():
    get(OLD).recode(NEW, on=DAY)
    (hit,) = find("阮西村", ("grid_unit",))
    assert (hit.code, hit.url) == (NEW + "207", f"/grids/{NEW}207/")


@pytest.mark.parametrize(
    "junk", ["", "4", "441702\0", "44170200a", "9" * 500, "441703", "４４１７０２", "441702999001"]
)
def test_resolve_knows_no_junk(junk):
    with pytest.raises(GridUnit.DoesNotExist):
        GridUnit.objects.resolve(junk)


def test_rename_keeps_the_former_name_known_to_the_search():
    unit = get("441702009207")
    unit.rename("阮湖村", official_name="阮湖村委会", on=DAY)
    unit.refresh_from_db()
    assert (unit.name, unit.official_name) == ("阮湖村", "阮湖村委会")
    assert [hit.code for hit in find("阮湖村", ("grid_unit",))] == [unit.code]
    assert [hit.name for hit in find("阮西村", ("grid_unit",))] == ["阮湖村"]
    unit.rename("阮海村", on=DAY)
    assert [hit.name for hit in find("阮湖村", ("grid_unit",))] == ["阮海村"]


def test_rename_to_the_same_name_does_nothing():
    unit = get("441702009207")
    unit.rename("阮西村")
    assert not unit.aliases.exists()


def test_refused_rename_changes_nothing():
    unit = get("441702009207")
    with pytest.raises(ValidationError):
        unit.rename("长" * 61)
    assert not unit.aliases.exists()
    assert get("441702009207").name == "阮西村"

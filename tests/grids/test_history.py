"""A place's history tells of a new code everywhere below it, and of what a file has changed."""

import json

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.timeline import timeline_of
from grids.boundaries import import_boundaries
from grids.importing import import_divisions
from grids.models import GridUnit

pytestmark = pytest.mark.django_db


def changes_of(unit):
    newest = timeline_of(unit).entries[0]
    return newest, {change.name: (change.old, change.new) for change in newest.changes}


def test_a_new_code_is_told_of_every_place_below_with_who_gave_it(client, django_user_model):
    chief = django_user_model.objects.create_superuser("chief", password="a long test password")
    street = GridUnit.objects.get(code="441702009")
    below = GridUnit.objects.under("441702009").exclude(pk=street.pk).order_by("code")
    before = dict(below.values_list("pk", "code"))
    assert before
    client.force_login(chief)
    answer = client.post(reverse("admin:grids_gridunit_recode", args=[street.pk]), {"new_code": "441702019"})
    assert answer.status_code == 302
    for unit in GridUnit.objects.filter(pk__in=[street.pk, *before])[:20]:
        entry, told = changes_of(unit)
        assert told["code"] == (unit.code.replace("441702019", "441702009", 1), unit.code)
        assert (entry.by, entry.reason) == ("chief", "改编码")


def test_a_name_of_another_edition_is_told(tmp_path):
    lines = (settings.DATA_DIR / "divisions.csv").read_text(encoding="utf-8-sig").splitlines()
    unit = GridUnit.objects.filter(level=GridUnit.Level.COMMUNITY).first()
    lines = [line.replace(f",{unit.name},", ",换了名社区,") if line.startswith(unit.code) else line for line in lines]
    path = tmp_path / "divisions.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    import_divisions(path)
    entry, told = changes_of(unit)
    assert told["name"] == (unit.name, "换了名社区")
    assert (entry.by, entry.reason) == ("系统", "导入区划名录")


def test_a_boundary_from_a_file_is_told(tmp_path):
    unit = GridUnit.objects.get(code="441702")
    outline = json.loads((settings.DATA_DIR / "outline.geojson").read_text())["geometry"]
    feature = {"type": "Feature", "properties": {"code": unit.code, "note": "试"}, "geometry": outline}
    path = tmp_path / "boundary.geojson"
    path.write_text(json.dumps(feature))
    import_boundaries(path)
    entry, told = changes_of(unit)
    assert "note" in told
    assert entry.reason == "导入边界"

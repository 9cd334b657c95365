"""Rubbish sent to the back office's forms is refused as any mistake is: the form comes back, nothing breaks."""

import pytest

from accounts.models import Post
from centers.models import Center, OpeningException, OpeningHours, Photo, Room, TextDraft
from grids.models import GridAlias, GridUnit, Steward
from tests.admin.registry import address
from tests.admin.submit import filled_in

NO_KEYS = ["abc", "\x00", "9" * 40, "-1", "\ud7ff\uffff", "<script>", "x" * 100_000]
NO_SHAPES = [
    "{",
    "0",
    "POINT EMPTY",
    "MULTIPOLYGON EMPTY",
    '{"type":"Point","coordinates":["a",null]}',
    '{"type":"Point","coordinates":[1e999,21]}',
    '{"type":"Polygon","coordinates":[]}',
    '{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}',
]
CHOICES = [
    (Center, "unit"),
    (GridAlias, "unit"),
    (GridUnit, "parent"),
    (OpeningException, "center"),
    (OpeningHours, "center"),
    (Photo, "center"),
    (Post, "unit"),
    (Room, "center"),
    (Steward, "unit"),
    (TextDraft, "center"),
]


@pytest.mark.parametrize("key", NO_KEYS, ids=lambda key: ascii(key[:8]))
@pytest.mark.parametrize(("model", "field"), CHOICES, ids=lambda value: getattr(value, "__name__", value))
def test_a_choice_that_is_no_key_is_refused(as_superuser, model, field, key):
    page = address(model, "add")
    answer = as_superuser.post(page, filled_in(as_superuser.get(page), **{field: key}))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors


@pytest.mark.parametrize("shape", NO_SHAPES)
@pytest.mark.parametrize("field", ["point", "boundary"])
def test_a_broken_shape_of_a_unit_is_refused(as_staff, ours, field, shape):
    page = address(GridUnit, "change", ours.unit.pk)
    answer = as_staff.post(page, filled_in(as_staff.get(page), **{field: shape}))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors


def test_a_chosen_unit_stays_chosen_when_another_field_is_wrong(as_superuser, ours):
    cluster = GridUnit.objects.at_level(GridUnit.Level.CLUSTER).first() or ours.unit
    page = address(GridUnit, "add")
    answer = as_superuser.post(page, filled_in(as_superuser.get(page), parent=cluster.code, name=""))
    assert f'value="{cluster.code}" selected' in answer.content.decode()

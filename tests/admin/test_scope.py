"""An account sees and changes what lies under its posts' units, and nothing else."""

import pytest
from django.contrib import admin
from django.utils import timezone

from accounts.models import Post
from centers.models import Center, Offering, Room
from grids.models import GridUnit, Steward
from tests.admin.registry import MODELS, SUPERUSERS_ONLY, address, rows_of

CATALOGUE = {"services.ServiceCategory", "services.ServiceItem", "services.UnissuableProof"}
SCOPED = [model for model in MODELS if model._meta.label not in SUPERUSERS_ONLY | CATALOGUE]
each_scoped = pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)


def choices(client, model, field, term=""):
    answer = client.get(
        "/admin/autocomplete/",
        {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field, "term": term},
    )
    return [result["text"] for result in answer.json()["results"]] if answer.status_code == 200 else answer.status_code


@each_scoped
def test_staff_see_their_rows_only(model, rows, staff, superuser, rf):
    mine = set(rows_of(model, staff, rf))
    assert mine
    assert mine < set(rows_of(model, superuser, rf))
    assert mine == set(model.objects.visible_to(staff))


@each_scoped
def test_foreign_and_unknown_records_answer_the_same_404(model, rows, as_staff, staff):
    stranger = model.objects.exclude(pk__in=model.objects.visible_to(staff)).last()
    for page in ("change", "history"):
        foreign = as_staff.get(address(model, page, stranger.pk))
        unknown = as_staff.get(address(model, page, 999_999_999))
        assert foreign.status_code == unknown.status_code == 404
        # The page may repeat the address that was asked for, and nothing else may differ.
        assert foreign.content.decode().replace(f"/{stranger.pk}/", "/999999999/") == unknown.content.decode()
    assert as_staff.post(address(model, "change", stranger.pk), {"note": "x"}).status_code == 404
    deletion = as_staff.post(address(model, "delete", stranger.pk), {"post": "yes"}).status_code
    assert deletion in {403, 404}
    assert deletion == as_staff.post(address(model, "delete", 999_999_999), {"post": "yes"}).status_code
    assert model.objects.filter(pk=stranger.pk).exists()


@each_scoped
def test_staff_without_a_post_see_nothing(model, rows, client, staff_without_post, rf):
    client.force_login(staff_without_post)
    assert not rows_of(model, staff_without_post, rf)
    for page, *key in (("changelist",), ("change", model.objects.last().pk), ("change", 999_999_999), ("add",)):
        assert client.get(address(model, page, *key)).status_code == 403


def test_a_post_that_has_ended_opens_nothing(client, ours, user_with_post):
    client.force_login(user_with_post(ours.unit.code, last="2020-01-01"))
    assert client.get(address(Center, "change", ours.pk)).status_code == 403


def test_street_and_district_see_what_lies_below_them(ours, foreign, user_with_post, rf):
    street = user_with_post(ours.unit.parent_id, role=Post.Role.STREET)
    district = user_with_post(ours.unit.code[:6], role=Post.Role.DISTRICT)
    assert ours in rows_of(Center, street, rf)
    assert foreign not in rows_of(Center, street, rf)
    assert rows_of(Center, district, rf).count() == Center.objects.count()


def test_choices_with_search_are_limited_to_the_scope(as_staff, ours, foreign):
    units = choices(as_staff, Center, "unit", "社区")
    assert any(ours.unit.name in text for text in units)
    assert not any(foreign.unit.name in text for text in units)
    centers = choices(as_staff, Room, "center")
    assert ours.name in centers
    assert foreign.name not in centers
    assert choices(as_staff, Post, "user") == 403


def test_nothing_can_be_placed_outside_the_scope(as_staff, ours, foreign):
    steward = {"role": "grid", "name": "陈某", "source": "survey"}
    answer = as_staff.post(address(Steward, "add"), steward | {"unit": foreign.unit.pk})
    assert "unit" in answer.context["adminform"].form.errors
    answer = as_staff.post(address(Room, "add"), {"center": foreign.pk, "kind": "office", "source": "survey"})
    assert "center" in answer.context["adminform"].form.errors
    assert as_staff.post(address(Steward, "add"), steward | {"unit": ours.unit.pk}).status_code == 302


def test_a_row_that_slips_past_the_form_is_not_written(as_staff, staff, foreign, monkeypatch):
    steward_admin = admin.site._registry[Steward]
    monkeypatch.setattr(
        type(steward_admin),
        "formfield_for_foreignkey",
        lambda self, field, request, **kwargs: field.formfield(queryset=GridUnit.objects.all()),
    )
    answer = as_staff.post(
        address(Steward, "add"), {"unit": foreign.unit.pk, "role": "grid", "name": "越界", "source": "survey"}
    )
    assert answer.status_code == 403
    assert not Steward.objects.filter(name="越界").exists()


def confirm(client, cells, **more):
    chosen = [getattr(cell, "pk", cell) for cell in cells]
    data = {"action": "confirm_today", "_selected_action": chosen} | more
    return client.post(address(Offering, "changelist"), data)


@pytest.fixture
def answered(ours, foreign):
    """An answered cell of ours, and a foreign one, both confirmed long ago."""
    cells = [center.offerings.exclude(status="missing").first() for center in (ours, foreign)]
    Offering.objects.filter(pk__in=[cell.pk for cell in cells]).update(confirmed_on="2026-01-01")
    return cells


def dates(cells):
    return {str(Offering.objects.get(pk=cell.pk).confirmed_on) for cell in cells}


def test_an_action_confirms_what_is_chosen_and_leaves_history(as_staff, staff, ours, answered):
    mine, missing = answered[0], ours.offerings.missing().first()
    assert confirm(as_staff, [mine, missing]).status_code == 302
    assert dates([mine]) == {str(timezone.localdate())}
    assert mine.history.latest("history_id").history_user == staff
    missing.refresh_from_db()
    assert (missing.status, missing.confirmed_on) == ("missing", None)


def test_an_action_with_one_foreign_or_unknown_row_is_refused_whole(as_staff, answered):
    for bad in (answered[1], 999_999_999, "abc", 10**30):
        assert confirm(as_staff, [answered[0], bad]).status_code == 404
    assert dates(answered) == {"2026-01-01"}


def test_an_action_on_the_whole_list_reaches_no_further_than_the_scope(as_staff, answered):
    assert confirm(as_staff, answered[:1], select_across="1").status_code == 302
    assert dates(answered[:1]) == {str(timezone.localdate())}
    assert dates(answered[1:]) == {"2026-01-01"}


def test_every_action_of_every_list_is_refused_whole(as_staff, rows, ours, foreign):
    mine, theirs = ours.rooms.last(), foreign.rooms.last()
    data = {"action": "delete_selected", "_selected_action": [mine.pk, theirs.pk], "post": "yes"}
    assert as_staff.post(address(Room, "changelist"), data).status_code == 404
    assert Room.objects.filter(pk__in=[mine.pk, theirs.pk]).count() == 2


def test_catalogue_is_read_by_staff_and_changed_by_superusers(as_staff, superuser, client):
    from services.models import ServiceItem

    item = ServiceItem.objects.exclude(documents=[]).first()
    page = address(ServiceItem, "change", item.pk)
    shown = as_staff.get(page).content.decode()
    assert f"<div>{item.documents[0]}</div>" in shown
    assert "[&quot;" not in shown
    assert as_staff.post(page, {"name": "改名"}).status_code == 403
    assert as_staff.get(address(ServiceItem, "add")).status_code == 403


def test_nobody_deletes_what_others_build_on(as_superuser, ours):
    for row in (ours, ours.unit, ours.offerings.first()):
        assert as_superuser.post(address(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403


def test_the_detour_that_tells_foreign_from_unknown_is_closed(as_staff, foreign):
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Center).pk
    assert as_staff.get(f"/admin/r/{kind}/{foreign.pk}/").status_code == 404
    assert as_staff.get("/admin/search/?s=a").status_code == 404


def test_visitors_are_sent_to_the_login(client, db):
    answer = client.get(address(Center, "changelist"))
    assert answer.status_code == 302
    assert answer.url.startswith("/admin/login/")

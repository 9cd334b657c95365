"""Whoever asks for a record that is not theirs gets 404, the same as for one that is not there, and leaves a trail."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Post
from centers.models import ChangeRequest, Photo, TextDraft
from exchange.models import ImportVersion
from exchange.querysets import scope_of
from grids.models import Steward
from services.models import ServiceItem
from tests.admin.conftest import picture
from tests.admin.registry import address


def refusals():
    return AuditEntry.objects.filter(action="access_refused")


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def theirs(foreign, superuser):
    """A row of every kind that belongs to the neighbours."""
    return {
        "center": foreign,
        "photo": Photo.objects.create(center=foreign, image=picture(), caption="门", source="survey"),
        "text": TextDraft.objects.create(center=foreign, body="新的简介"),
        "request": ChangeRequest.objects.receive(foreign, {"address": "新路1号"}, senders=["a"], form_key="k" * 24),
        "version": ImportVersion.objects.create(
            kind="rooms", file_name="a.xlsx", size=1, by=superuser, scope=scope_of(superuser), state="ready"
        ),
        "unit": foreign.unit,
    }


ONE_RECORD = [
    ("get", "centers_center_change", "center"),
    ("post", "centers_center_change", "center"),
    ("get", "centers_center_history", "center"),
    ("post", "centers_center_restore", "center"),
    ("post", "centers_center_confirm", "center"),
    ("get", "centers_center_services", "center"),
    ("post", "centers_center_services", "center"),
    ("get", "centers_center_hours", "center"),
    ("post", "centers_center_hours", "center"),
    ("get", "centers_center_hours_copy", "center"),
    ("get", "centers_photo_preview", "photo"),
    ("post", "centers_photo_delete", "photo"),
    ("post", "centers_photo_move", "photo"),
    ("post", "centers_textdraft_move", "text"),
    ("get", "centers_changerequest_change", "request"),
    ("post", "centers_changerequest_change", "request"),
    ("get", "exchange_importversion_change", "version"),
    ("post", "exchange_importversion_rollback", "version"),
    ("get", "exchange_importversion_annotated", "version"),
    ("post", "exchange_importversion_apply", "version"),
]


@pytest.mark.parametrize(("method", "name", "kind"), ONE_RECORD)
def test_a_foreign_record_and_none_at_all_are_refused_alike_and_written_down(
    as_staff, theirs, staff, method, name, kind
):
    bodies = []
    for key in (theirs[kind].pk, 987_654_321):
        before, page = refusals().count(), reverse(f"admin:{name}", args=[key])
        answer = getattr(as_staff, method)(page)
        assert answer.status_code == 404
        bodies.append(answer.content.decode().replace(page, ""))
        assert refusals().count() == before + 1
        assert refusals().latest("pk").actor == staff.username
        assert str(key) in refusals().latest("pk").subject_key
    assert bodies[0] == bodies[1]


def test_keys_in_a_form_are_written_down_too(as_staff, ours, theirs):
    center, item = theirs["center"], ServiceItem.objects.active().first()
    asked = [
        (reverse("admin:centers_offering_by_item", args=[item.code]), {"center": [center.pk], "status": "available"}),
        (reverse("admin:centers_openingexception_several"), {"op": "preview", "centers": [ours.pk, center.pk]}),
        (reverse("admin:centers_center_position_check"), {"text": "111.96,21.85", "center": center.pk}),
        (address(type(center), "changelist"), {"action": "confirm_all", "_selected_action": [ours.pk, center.pk]}),
    ]
    for number, (page, data) in enumerate(asked, 1):
        assert as_staff.post(page, data).status_code == 404
        assert refusals().count() == number
    for page in (
        f"{address(type(center), 'add')}?copy_of={center.pk}",
        f"{reverse('admin:quality')}?unit={theirs['unit'].code}",
        f"{reverse('admin:reminders')}?unit={theirs['unit'].code}",
    ):
        before = refusals().count()
        assert as_staff.get(page).status_code == 404
        assert refusals().count() == before + 1


def test_a_mistyped_address_is_no_refusal(as_staff):
    assert as_staff.get("/admin/nothing/here/").status_code == 404
    assert not refusals().exists()


def test_a_look_at_a_person_is_written_down_without_the_name(as_staff, ours, staff):
    person = Steward.objects.create(unit=ours.unit, role="grid", name="陈某某", source="survey")
    for number, page in enumerate(("change", "history"), 1):
        assert as_staff.get(address(Steward, page, person.pk)).status_code == 200
        entry = AuditEntry.objects.filter(action="personal_data").latest("pk")
        assert (entry.actor, entry.subject_key) == (staff.username, str(person.pk))
        assert "陈某某" not in f"{entry.subject}{entry.detail}"
        assert AuditEntry.objects.filter(action="personal_data").count() == number


def test_who_manages_accounts_gives_no_post_to_one_that_no_scope_narrows(client, ours, superuser, user_with_post):
    client.force_login(user_with_post(ours.unit.code[:6], role="system"))
    data = {"user": superuser.pk, "unit": ours.unit.pk, "role": "community"}
    answer = client.post(address(Post, "add"), data)
    assert answer.status_code == 200
    assert not superuser.posts.exists()


def test_a_confirmation_that_was_overtaken_confirms_nothing(as_staff, ours, monkeypatch):
    """Somebody saves the centre after its page was read and before the confirmation takes hold of it."""
    seen = ours.revision
    from centers.admin import freshness

    groups_asked = freshness._groups_asked

    def slowly(names):
        type(ours).objects.filter(pk=ours.pk).update(address="别人刚改的")
        return groups_asked(names)

    monkeypatch.setattr(freshness, "_groups_asked", slowly)
    as_staff.post(reverse("admin:centers_center_confirm", args=[ours.pk]), {"group": "place", "revision": seen})
    ours.refresh_from_db()
    assert ours.place_confirmed_on != timezone.localdate()

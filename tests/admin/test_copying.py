"""Another record like this one: nothing of a neighbour's, nothing that is one record's own."""

import pytest
from django.utils import timezone

from accounts.roles import Role
from centers.models import Center, OpeningException, Photo, Room
from tests.admin.registry import address
from tests.admin.submit import errors_in, filled_in

COPIED = [Center, Room, OpeningException]


def copy_of(row):
    return f"{address(type(row), 'add')}?copy_of={row.pk}"


def new_rows(answer):
    """What a browser sends back of the rows that a form for a new record shows."""
    data = {}
    for inline in answer.context["inline_admin_formsets"]:
        for bound in (bound for form in inline.formset.forms for bound in form):
            if (value := bound.value()) not in (None, False):
                data[bound.html_name] = "on" if value is True else value
    return data


@pytest.mark.parametrize("model", COPIED)
def test_a_record_has_a_button_that_opens_its_copy(as_staff, rows, ours, model):
    row = ours if model is Center else model.objects.get(center=ours, pk=model.objects.filter(center=ours).last().pk)
    assert f'href="{copy_of(row)}"' in as_staff.get(address(model, "change", row.pk)).content.decode()
    answer = as_staff.get(copy_of(row))
    assert f"照“{row}”新建一条" in answer.content.decode()


def test_other_records_have_none(as_staff, rows, ours):
    photo = Photo.objects.get(center=ours)
    assert "copy_of" not in as_staff.get(address(Photo, "change", photo.pk)).content.decode()


def test_a_copied_centre_brings_its_hours_and_rooms_and_wants_a_name_and_a_code(as_staff, ours):
    ours.opening_hours.all().delete()
    ours.rooms.all().delete()
    ours.opening_hours.create(weekdays=31, opens=510, closes=1050)
    ours.rooms.create(kind=Room.Kind.PARTY_ROOM, seats=40, source="survey")
    answer = as_staff.get(copy_of(ours))
    form = answer.context["adminform"].form
    assert form["tier"].value() == ours.tier
    assert [form[name].value() for name in ("name", "location", "demonstration_no")] == [None] * 3
    data = filled_in(answer) | new_rows(answer)
    assert as_staff.post(copy_of(ours), data).status_code == 200
    answer = as_staff.post(copy_of(ours), data | {"name": "第二个中心", "code": "JC902"})
    assert answer.status_code == 302, errors_in(answer)
    copy = Center.objects.get(code="JC902")
    assert (copy.hours_confirmed_on, copy.hours_confirmed_by) == (None, None)
    assert (copy.unit_id, copy.telephone, copy.location) == (ours.unit_id, ours.telephone, None)
    assert [(row.weekdays, row.opens, row.closes) for row in copy.opening_hours.all()] == [(31, 510, 1050)]
    assert [(room.kind, room.seats) for room in copy.rooms.all()] == [(Room.Kind.PARTY_ROOM, 40)]
    assert ours.opening_hours.count() == ours.rooms.count() == 1


def test_a_copied_room_wants_a_name_of_its_own(as_staff, ours):
    room = Room.objects.create(
        center=ours, kind=Room.Kind.OFFICE, name="东侧", floor="2层", area_m2=20, source="survey"
    )
    answer = as_staff.get(copy_of(room))
    assert as_staff.post(copy_of(room), filled_in(answer, name="西侧")).status_code == 302
    copy = Room.objects.get(name="西侧")
    assert (copy.center, copy.kind, copy.floor, copy.area_m2) == (ours, room.kind, "2层", 20)


def test_a_copied_exception_wants_its_dates(as_staff, ours):
    today = timezone.localdate()
    row = OpeningException.objects.create(center=ours, first=today, last=today, opens=540, closes=720, note="春节")
    answer = as_staff.get(copy_of(row))
    form = answer.context["adminform"].form
    assert (form["first"].value(), form["note"].value()) == (None, "春节")
    assert as_staff.post(copy_of(row), filled_in(answer)).status_code == 200
    sent = filled_in(answer, first="2031-01-22", last="2031-01-28", opens="09:00", closes="12:00")
    assert as_staff.post(copy_of(row), sent).status_code == 302
    assert OpeningException.objects.filter(center=ours, note="春节", opens=540).count() == 2


@pytest.mark.parametrize("model", COPIED)
def test_a_foreign_and_an_unknown_record_cannot_be_copied(as_staff, rows, foreign, model):
    row = foreign if model is Center else model.objects.filter(center=foreign).last()
    for key in (row.pk, 999999, "9" * 30, "x", ""):
        assert as_staff.get(f"{address(model, 'add')}?copy_of={key}").status_code == 404, key


@pytest.mark.parametrize("model", COPIED)
def test_who_edits_no_records_copies_none(client, user_with_post, rows, ours, model):
    client.force_login(user_with_post("441702", Role.AUDIT))
    row = ours if model is Center else model.objects.filter(center=ours).last()
    assert client.get(copy_of(row)).status_code == 403

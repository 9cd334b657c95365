"""Keeping a centre: its place, its hours, its answers, its photos."""

import pytest
from django.contrib.gis.geos import Point
from PIL import Image

from centers.models import Center, OpeningHours
from grids.models import GridUnit
from tests.admin.conftest import picture
from tests.admin.registry import address
from tests.admin.submit import errors_in, filled_in

NEW_CENTER = {
    "name": "新设的党群服务中心",
    "code": "JC999",
    "tier": "community",
    "status": "open",
    "source": "survey",
    "rooms-TOTAL_FORMS": "0",
    "rooms-INITIAL_FORMS": "0",
    "photos-TOTAL_FORMS": "0",
    "photos-INITIAL_FORMS": "0",
}


@pytest.fixture
def page(ours):
    return address(Center, "change", ours.pk)


def test_saving_unchanged_changes_nothing(as_staff, page, ours):
    before = Center.objects.filter(pk=ours.pk).values().get()
    cells = list(ours.offerings.order_by("pk").values())
    answer = as_staff.post(page, filled_in(as_staff.get(page)))
    assert answer.status_code == 302, errors_in(answer)
    after = Center.objects.filter(pk=ours.pk).values().get()
    for name in ("revision", "modified"):
        before.pop(name), after.pop(name)
    assert after["location"].equals_exact(before["location"], 1e-9)
    before.pop("location"), after.pop("location")
    assert after == before
    assert list(ours.offerings.order_by("pk").values()) == cells


def test_a_new_center_gets_its_cells_and_its_hours(as_staff, ours):
    answer = as_staff.post(address(Center, "add"), NEW_CENTER | {"unit": ours.unit.pk})
    assert answer.status_code == 302
    center = Center.objects.get(code="JC999")
    assert center.offerings.missing().count() == 98
    days = {"day0": "09:00-次日02:00", "day1": "09:00-次日02:00"}
    answer = as_staff.post(address(Center, "hours", center.pk), {"op": "save", "source": "survey", **days})
    assert answer.status_code == 302
    hours = center.opening_hours.get()
    assert (hours.weekdays, hours.opens, hours.closes) == (3, 540, 1560)


def test_hours_without_a_source_are_pointed_out(as_staff, page, ours):
    OpeningHours.objects.get_or_create(center=ours, weekdays=1, opens=480, closes=720)
    answer = as_staff.post(page, filled_in(as_staff.get(page), hours_source=""), follow=True)
    assert "时间待确认" in answer.content.decode()


def drawn(lon, lat):
    """A point as the map sends it."""
    return f'{{"type":"Point","coordinates":[{lon},{lat}]}}'


def save_checked(client, page, **changes):
    """Save; where the position is doubted, vouch for it and save again."""
    answer = client.post(page, filled_in(client.get(page), **changes))
    if answer.status_code == 200 and (placement := answer.context["adminform"].form.placement):
        answer = client.post(page, filled_in(answer, position_checked=placement.token))
    return answer


def test_the_point_on_the_map_is_saved(as_staff, page, ours):
    changes = {"location": drawn(111.9612, 21.8573), "location_source": "official"}
    assert save_checked(as_staff, page, **changes).status_code == 302
    ours.refresh_from_db()
    assert ours.location.coords == pytest.approx((111.9612, 21.8573))
    assert ours.location_source == "official"


def test_a_copied_coordinate_is_converted(as_staff, page, ours):
    changes = {"typed_position": "111.966000，21.854000", "typed_system": "GCJ-02"}
    assert save_checked(as_staff, page, **changes).status_code == 302
    ours.refresh_from_db()
    # A point here is shifted by about 518 m to the east and 309 m to the south.
    shift = Point(111.966, 21.854, srid=4326)
    assert 500 < shift.transform(32649, clone=True).distance(ours.location.transform(32649, clone=True)) < 700


@pytest.mark.parametrize(
    ("typed", "system", "message"),
    [
        ("111.96,21.85", "", "要选坐标系"),
        ("在中天城", "GCJ-02", "请按“经度,纬度”填写"),
        ("21.8573,111.9612", "WGS-84", "写反"),
        ("116.397,39.908", "WGS-84", "离江城区太远"),
    ],
)
def test_a_position_that_cannot_be_is_explained(as_staff, page, typed, system, message):
    answer = as_staff.post(page, filled_in(as_staff.get(page), typed_position=typed, typed_system=system))
    assert any(message in error for error in errors_in(answer)), errors_in(answer)


def test_a_position_needs_its_source(as_staff, page):
    answer = as_staff.post(page, filled_in(as_staff.get(page), location_source=""))
    assert "有位置时要写明位置来源。" in errors_in(answer)


def test_facilities_are_boxes(as_staff, page, ours):
    data = filled_in(as_staff.get(page), accessibility=["ramp", "toilet"])
    assert as_staff.post(page, data).status_code == 302
    ours.refresh_from_db()
    assert ours.accessibility == ["ramp", "toilet"]


def test_a_photo_is_drawn_anew(as_staff, page, ours, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    changes = {
        "photos-TOTAL_FORMS": "1",
        "photos-0-image": picture((3000, 2000)),
        "photos-0-caption": "大门",
        "photos-0-position": "0",
        "photos-0-source": "survey",
    }
    assert as_staff.post(page, filled_in(as_staff.get(page), **changes)).status_code == 302
    assert Image.open(ours.photos.get().image.path).size[0] == 1600


def test_a_file_that_is_no_photo_is_refused(as_staff, page, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    changes = {
        "photos-TOTAL_FORMS": "1",
        "photos-0-image": SimpleUploadedFile("a.jpg", b"<script>"),
        "photos-0-caption": "大门",
        "photos-0-position": "0",
        "photos-0-source": "survey",
    }
    answer = as_staff.post(page, filled_in(as_staff.get(page), **changes))
    assert answer.status_code == 200
    assert errors_in(answer)


def test_staff_cannot_change_the_code(as_staff, page, ours):
    as_staff.post(page, filled_in(as_staff.get(page), code="JC998"))
    ours.refresh_from_db()
    assert ours.code != "JC998"


def test_weekly_spans_have_a_list_of_their_own(as_staff, ours):
    OpeningHours.objects.create(center=ours, weekdays=31, opens=1320, closes=1560)
    text = as_staff.get(address(OpeningHours, "changelist")).content.decode()
    assert "周一至周五" in text
    assert "22:00–次日02:00" in text


def test_the_list_shows_what_is_still_to_do(as_superuser):
    sample = as_superuser.get(address(Center, "changelist"), {"pending": "sample_hours"})
    unread = as_superuser.get(address(Center, "changelist"), {"pending": "unread_hours"})
    assert sample.context["cl"].result_count == Center.objects.filter(hours_source="sample").count() > 0
    assert unread.context["cl"].result_count == Center.objects.exclude(hours_leftover="").count()


def test_the_list_filters_by_street(as_superuser, ours):
    street = GridUnit.objects.get(code=ours.unit.parent_id)
    answer = as_superuser.get(address(Center, "changelist"), {"street": street.code})
    assert answer.context["cl"].result_count == Center.objects.under(street.code).count()
    assert as_superuser.get(address(Center, "changelist"), {"street": "0"}).context["cl"].result_count == 0

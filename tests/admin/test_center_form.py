"""Keeping a centre: its place, its hours, its answers, its photos."""

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone
from PIL import Image

from centers.models import Center, Offering, OpeningException, OpeningHours
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
    "opening_hours-TOTAL_FORMS": "1",
    "opening_hours-INITIAL_FORMS": "0",
    "opening_hours-0-weekdays": ["1", "2"],
    "opening_hours-0-opens": "09:00",
    "opening_hours-0-closes": "次日02:00",
    "opening_exceptions-TOTAL_FORMS": "0",
    "opening_exceptions-INITIAL_FORMS": "0",
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
    hours = center.opening_hours.get()
    assert (hours.weekdays, hours.opens, hours.closes) == (3, 540, 1560)


def test_hours_without_a_source_are_pointed_out(as_staff, ours):
    answer = as_staff.post(address(Center, "add"), NEW_CENTER | {"unit": ours.unit.pk}, follow=True)
    assert "时间待确认" in answer.content.decode()


@pytest.mark.parametrize(
    ("opens", "closes", "message"),
    [
        ("18:00", "09:00", "次日02:00"),
        ("早上", "09:00", "看不懂"),
        ("24:00", "26:00", "00:00 到 23:59"),
        ("08:00", "次日09:00", "不能超过24小时"),
        ("", "12:00", "必填"),
    ],
)
def test_impossible_hours_are_explained(as_staff, ours, opens, closes, message):
    data = NEW_CENTER | {"unit": ours.unit.pk, "opening_hours-0-opens": opens, "opening_hours-0-closes": closes}
    answer = as_staff.post(address(Center, "add"), data)
    assert any(message in error for error in errors_in(answer)), errors_in(answer)


def test_no_weekday_is_explained(as_staff, ours):
    answer = as_staff.post(address(Center, "add"), NEW_CENTER | {"unit": ours.unit.pk, "opening_hours-0-weekdays": []})
    assert "请至少选一天。" in errors_in(answer)


@pytest.mark.parametrize(
    ("first", "last", "opens", "message"),
    [
        ("2027-02-10", "2027-02-01", "", "结束日期不能早于开始日期"),
        ("", "2027-02-01", "", "必填"),
        ("2027-02-01", "2027-02-03", "09:00", "要么都填，要么都不填"),
    ],
)
def test_impossible_exceptions_are_explained(as_staff, page, first, last, opens, message):
    changes = {
        "opening_exceptions-TOTAL_FORMS": "1",
        "opening_exceptions-0-first": first,
        "opening_exceptions-0-last": last,
        "opening_exceptions-0-opens": opens,
    }
    answer = as_staff.post(page, filled_in(as_staff.get(page), **changes))
    assert any(message in error for error in errors_in(answer)), errors_in(answer)


def test_a_closure_is_an_exception_without_times(as_staff, page, ours):
    changes = {
        "opening_exceptions-TOTAL_FORMS": "1",
        "opening_exceptions-0-first": "2027-02-05",
        "opening_exceptions-0-last": "2027-02-12",
        "opening_exceptions-0-note": "春节闭馆",
    }
    assert as_staff.post(page, filled_in(as_staff.get(page), **changes)).status_code == 302
    assert OpeningException.objects.get(center=ours).opens is None


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


def cell_name(answer, cell):
    formset = next(
        inline.formset for inline in answer.context["inline_admin_formsets"] if inline.opts.model is Offering
    )
    return next(form.prefix for form in formset.forms if form.instance == cell)


def test_a_changed_status_is_confirmed_by_whoever_changes_it(as_staff, page, ours):
    cell = ours.offerings.missing().first()
    shown = as_staff.get(page)
    answer = as_staff.post(page, filled_in(shown, **{f"{cell_name(shown, cell)}-status": "available"}))
    assert answer.status_code == 302
    cell.refresh_from_db()
    assert (cell.status, cell.source, cell.confirmed_on) == ("available", "survey", timezone.localdate())


def test_an_answer_taken_back_is_missing_again(as_staff, page, ours):
    cell = ours.offerings.exclude(status="missing").first()
    shown = as_staff.get(page)
    as_staff.post(page, filled_in(shown, **{f"{cell_name(shown, cell)}-status": "missing"}))
    cell.refresh_from_db()
    assert (cell.status, cell.source, cell.confirmed_on) == ("missing", "", None)


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

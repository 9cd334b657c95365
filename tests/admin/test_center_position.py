"""A centre's position: understood, doubted, vouched for; and what the form asks the server before it is saved."""

import json

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from centers.coordinates import from_wgs84
from centers.models import Center
from grids.models import GridUnit
from tests.admin.registry import address
from tests.admin.submit import errors_in, filled_in

CHECK = reverse("admin:centers_center_position_check")
NOT_SAVED = "还没有保存：请看上面的提醒，核对后打勾，再保存一次。"


@pytest.fixture
def page(ours):
    return address(Center, "change", ours.pk)


@pytest.fixture
def near(ours):
    """A place about 60 m from where the centre is."""
    return round(ours.location.x + 0.0004, 6), round(ours.location.y + 0.0004, 6)


@pytest.fixture
def far(ours):
    """A place in the district about 2 km from where the centre is."""
    return round(ours.location.x - 0.02, 6), round(ours.location.y, 6)


@pytest.fixture
def bounded(ours):
    """The community of `ours` with a boundary of about 400 m around the centre."""

    def make(side=0.004):
        x, y = ours.location.coords
        box = Polygon.from_bbox((x - side / 2, y - side / 2, x + side / 2, y + side / 2))
        GridUnit.objects.filter(pk=ours.unit_id).update(boundary=MultiPolygon(box, srid=4326))

    return make


def pasted(place, system):
    """An address as a map service shares it."""
    lon, lat = from_wgs84(*place, system)
    return {
        "GCJ-02": f"https://uri.amap.com/marker?position={lon:.6f},{lat:.6f}&name=中心",
        "BD-09": f"http://api.map.baidu.com/marker?location={lat:.6f},{lon:.6f}&title=中心",
        "WGS-84": f"GPS {lon:.6f},{lat:.6f}",
    }[system]


def drawn(lon, lat):
    return json.dumps({"type": "Point", "coordinates": [lon, lat]})


def post(client, page, **changes):
    return client.post(page, filled_in(client.get(page), **changes))


def doubts(answer):
    return answer.context["adminform"].form.placement.warnings


@pytest.mark.parametrize("system", ["GCJ-02", "BD-09", "WGS-84"])
def test_a_shared_link_needs_no_system_and_lands_within_a_metre(as_staff, page, ours, near, bounded, system):
    bounded()
    assert post(as_staff, page, typed_position=pasted(near, system)).status_code == 302
    stored = Center.objects.filter(pk=ours.pk).measured_from(Point(*near, srid=4326)).get()
    assert stored.distance_m < 1


def test_the_persons_own_system_comes_before_that_of_the_text(as_staff, page, ours, near, bounded):
    bounded()
    changes = {"typed_position": pasted(near, "GCJ-02"), "typed_system": "BD-09"}
    answer = post(as_staff, page, **changes)
    assert "现在按您选的坐标系换算" in answer.content.decode()
    post(as_staff, page, **changes, position_checked=answer.context["adminform"].form.placement.token)
    ours.refresh_from_db()
    shown = from_wgs84(*near, "GCJ-02")
    assert from_wgs84(*ours.location.coords, "BD-09") == pytest.approx(shown, abs=1e-6)


def test_a_moved_centre_is_vouched_for_today_by_whoever_moved_it(as_staff, page, ours, near, bounded, staff):
    bounded()
    assert ours.location_source == "sample"
    assert post(as_staff, page, location=drawn(*near)).status_code == 302
    ours.refresh_from_db()
    assert ours.location_source == "survey"
    assert (ours.place_confirmed_on, ours.place_confirmed_by) == (timezone.localdate(), staff)
    assert ours.history.first().history_user == staff


def test_a_source_that_the_person_chooses_stays(as_staff, page, ours, near, bounded):
    bounded()
    post(as_staff, page, location=drawn(*near), location_source="official")
    ours.refresh_from_db()
    assert ours.location_source == "official"


def test_an_untouched_position_is_neither_doubted_nor_confirmed(as_staff, page, ours, bounded):
    x, y = ours.location.coords
    elsewhere = Polygon.from_bbox((x + 0.1, y, x + 0.2, y + 0.1))
    GridUnit.objects.filter(pk=ours.unit_id).update(boundary=MultiPolygon(elsewhere, srid=4326))
    assert post(as_staff, page, telephone="0662-3221234").status_code == 302
    ours.refresh_from_db()
    assert (ours.place_confirmed_on, ours.place_confirmed_by) == (None, None)


@pytest.mark.parametrize("how", ["drawn", "pasted"])
def test_a_doubtful_place_is_saved_only_once_vouched_for(as_staff, page, ours, far, how):
    before = ours.location.coords
    changes = {"location": drawn(*far)} if how == "drawn" else {"typed_position": pasted(far, "GCJ-02")}
    answer = post(as_staff, page, **changes)
    assert NOT_SAVED in errors_in(answer)
    assert any("离原来的位置约 2.1 公里" in doubt for doubt in doubts(answer))
    assert "我已核对，就是这里" in answer.content.decode()
    ours.refresh_from_db()
    assert ours.location.coords == before
    token = answer.context["adminform"].form.placement.token
    assert as_staff.post(page, filled_in(answer, position_checked=token)).status_code == 302
    ours.refresh_from_db()
    assert ours.location.coords == pytest.approx(far, abs=1e-5)


def test_a_tick_counts_for_the_place_that_was_shown_and_no_other(as_staff, page, far):
    token = post(as_staff, page, location=drawn(*far)).context["adminform"].form.placement.token
    answer = post(as_staff, page, location=drawn(far[0] - 0.001, far[1]), position_checked=token)
    assert NOT_SAVED in errors_in(answer)


def test_a_place_outside_the_communitys_boundary_is_doubted(as_staff, page, ours, near, bounded):
    bounded(0.0002)
    assert f"这个位置在{ours.unit.name}的边界以外。" in doubts(post(as_staff, page, location=drawn(*near)))


def test_without_a_boundary_a_place_nearer_to_another_community_is_doubted(as_staff, page, ours):
    other = GridUnit.objects.current().at_level(3).exclude(code=ours.unit.code).near(ours.location)[3]
    answer = post(as_staff, page, location=drawn(other.point.x, other.point.y))
    assert any(f"离{other.name}更近" in doubt for doubt in doubts(answer))


def test_a_place_outside_the_district_is_doubted_and_one_far_away_refused(as_staff, page, far):
    answer = post(as_staff, page, location=drawn(112.2, 21.9))
    assert "这个位置在江城区范围以外。" in doubts(answer)
    answer = post(as_staff, page, location=drawn(113.26, 23.13))
    assert any("离江城区太远" in error for error in errors_in(answer))


def test_another_community_is_doubted_too(as_superuser, page, ours, foreign):
    answer = post(as_superuser, page, unit=foreign.unit_id)
    assert any("不像在" in doubt for doubt in doubts(answer))


def test_a_pair_in_the_wrong_order_is_offered_the_other_way_round(as_staff, page, ours, near, bounded):
    bounded()
    changes = {"typed_position": f"{near[1]},{near[0]}", "typed_system": "WGS-84"}
    answer = post(as_staff, page, **changes)
    text = answer.content.decode()
    assert "对调一下" in text
    assert f"<b data-lon>{near[0]}</b>" in text
    assert as_staff.post(page, filled_in(answer, typed_exchange="1")).status_code == 302
    ours.refresh_from_db()
    assert ours.location.coords == pytest.approx(near)


@pytest.mark.parametrize(
    "typed", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "1" * 100_000, "111.96,21.85" * 1000, "°′″"]
)
def test_junk_is_refused_and_stays_in_the_form(as_staff, page, typed):
    assert post(as_staff, page, typed_position=typed).status_code == 200


@pytest.mark.parametrize(
    "location",
    ['{"type":"Point","coordinates":[]}', "{", '{"type":"Point","coordinates":[1e999,21]}', "POINT EMPTY", "0"],
)
def test_a_broken_point_is_refused(as_staff, page, location):
    assert post(as_staff, page, location=location).status_code == 200


def test_every_field_has_a_help_text(as_staff, page):
    form = as_staff.get(page).context["adminform"].form
    assert [name for name in form.fields if not form.fields[name].help_text] == ["typed_exchange", "position_checked"]


def test_the_form_stays_within_its_queries(as_staff, page, django_assert_max_num_queries):
    as_staff.get(page)
    with django_assert_max_num_queries(40):
        as_staff.get(page)


def test_the_check_asks_little_of_the_database(as_staff, ours, far, django_assert_max_num_queries):
    what = {"text": pasted(far, "GCJ-02"), "center": ours.pk, "unit": ours.unit_id}
    with django_assert_max_num_queries(12):
        assert ask(as_staff, **what).json()["warnings"]


def test_a_height_is_left_out(as_staff, page, ours, near, bounded):
    bounded()
    height = json.dumps({"type": "Point", "coordinates": [*near, 5]})
    assert post(as_staff, page, location=height).status_code == 302
    ours.refresh_from_db()
    assert ours.location.coords == pytest.approx(near)


# What the form asks while it is being filled in


def ask(client, **what):
    return client.post(CHECK, what)


def test_the_check_names_the_system_and_converts(as_staff, ours, near, bounded):
    bounded()
    answer = ask(as_staff, text=pasted(near, "GCJ-02"), center=ours.pk, unit=ours.unit_id).json()
    assert "按高德（GCJ-02）理解" in answer["says"]
    assert answer["system"] == "GCJ-02"
    assert (answer["lon"], answer["lat"]) == pytest.approx(near, abs=1e-6)
    assert answer["moved"].startswith("约 6")
    assert answer["warnings"] == []


def test_the_check_stores_nothing(as_staff, ours, far):
    before = Center.objects.filter(pk=ours.pk).values().get()
    answer = ask(as_staff, lon=far[0], lat=far[1], center=ours.pk, unit=ours.unit_id).json()
    assert any("超过 1 公里" in warning for warning in answer["warnings"])
    assert Center.objects.filter(pk=ours.pk).values().get() == before


def test_the_check_and_the_form_agree_on_what_is_vouched_for(as_staff, page, ours, far):
    token = ask(as_staff, text=pasted(far, "BD-09"), center=ours.pk, unit=ours.unit_id).json()["token"]
    assert post(as_staff, page, typed_position=pasted(far, "BD-09"), position_checked=token).status_code == 302


@pytest.mark.parametrize(
    ("what", "problem", "field"),
    [
        ({"text": "在中天城"}, "请按“经度,纬度”填写", "typed_position"),
        ({"text": "111.961,21.857"}, "要选坐标系", "typed_system"),
        ({"text": "高德 116.397,39.908"}, "离江城区太远", "typed_position"),
        ({"lon": "116.397", "lat": "39.908"}, "离江城区太远", "location"),
    ],
)
def test_the_check_explains_what_cannot_be_used(as_staff, what, problem, field):
    answer = ask(as_staff, **what).json()
    assert problem in answer["problem"]
    assert answer["field"] == field


def test_the_check_offers_the_other_order(as_staff):
    assert ask(as_staff, text="21.857,111.961").json()["offer"] == {"lon": 111.961, "lat": 21.857}
    answer = ask(as_staff, text="21.857,111.961", system="WGS-84", exchange="1").json()
    assert (answer["lon"], answer["lat"]) == (111.961, 21.857)


@pytest.mark.parametrize(
    "what",
    [
        {},
        {"lon": "111.96"},
        {"lon": "x", "lat": "y"},
        {"lon": "111.96", "lat": "91"},
        {"text": "111.961,21.857", "system": "火星"},
        {"text": "1" * 100_000},
        {"text": "111.961,21.857", "exchange": "vielleicht"},
    ],
)
def test_the_check_refuses_a_wrong_question(as_staff, what):
    assert ask(as_staff, **what).status_code == 400


def test_the_check_knows_no_foreign_record(as_staff, foreign):
    for key in ({"center": foreign.pk}, {"unit": foreign.unit_id}, {"center": "999999"}, {"unit": "9" * 30}):
        assert ask(as_staff, lon="111.96", lat="21.857", **key).status_code == 404, key


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.AUDIT])
def test_the_check_is_for_those_who_edit_records(client, user_with_post, role):
    client.force_login(user_with_post("441702", role))
    assert ask(client, text="111.961,21.857").status_code == 403


def test_the_check_asks_strangers_to_sign_in_and_is_never_read(client, as_superuser):
    assert as_superuser.get(CHECK).status_code == 405
    client.logout()
    assert ask(client, text="111.961,21.857").status_code == 302

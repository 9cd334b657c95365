"""Sessions end when left alone and after a working day, and follow what changes about their account at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Post
from centers.models import Center
from grids.models import GridUnit

LIST, LOGIN = "/admin/centers/center/", "/admin/login/"


def turn_back(browser, **minutes):
    """As if the session's moments (`seen_at`, `signed_in_at`) lay so many minutes further back."""
    session = browser.session
    for name, count in minutes.items():
        session[name] -= count * 60
    session.save()


def test_half_an_hour_without_a_page_ends_the_session_and_says_so(as_person, person, sign_in, trail):
    turn_back(as_person, seen_at=31)
    answer = as_person.get(LIST + "?q=a")
    assert answer.url == f"{LOGIN}?next=/admin/centers/center/%3Fq%3Da"
    assert "30分钟没有操作" in as_person.get(answer.url).content.decode()
    assert "30分钟没有操作" not in as_person.get(answer.url).content.decode()
    assert trail()[-1] == ("sign_out", person.username)
    data = {"username": person.username, "password": "a long test password"}
    assert as_person.post(answer.url, data).url == LIST + "?q=a"


def test_pages_keep_the_session_awake(as_person):
    for _ in range(3):
        turn_back(as_person, seen_at=29)
        assert as_person.get(LIST).status_code == 200


def test_twelve_hours_end_it_however_busy(as_person):
    turn_back(as_person, signed_in_at=12 * 60 - 1)
    assert as_person.get(LIST).status_code == 200
    turn_back(as_person, signed_in_at=1)
    answer = as_person.get(LIST)
    assert answer.status_code == 302
    assert "已连续登录12小时" in as_person.get(answer.url).content.decode()


def test_the_limits_are_settings(as_person, settings):
    settings.SESSION_IDLE_MINUTES = 5
    turn_back(as_person, seen_at=6)
    assert as_person.get(LIST).status_code == 302


def test_pages_in_quick_succession_write_nothing(as_person):
    as_person.get(LIST)
    before = as_person.session["seen_at"]
    as_person.get(LIST)
    assert as_person.session["seen_at"] == before


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)", "/\\example.com"]
)
def test_no_other_site_is_reached_through_next(person, sign_in, elsewhere):
    browser = Client()
    data = {"username": person.username, "password": "a long test password", "next": elsewhere}
    assert browser.post(LOGIN, data).url == "/admin/"


def test_a_disabled_account_is_out_with_its_next_page(as_person, person):
    assert as_person.get(LIST).status_code == 200
    person.is_active = False
    person.save()
    assert as_person.get(LIST).status_code == 302


def test_a_revoked_post_closes_its_records_with_the_next_page(as_person, person):
    center = Center.objects.visible_to(person).first()
    page = f"{LIST}{center.pk}/change/"
    assert as_person.get(page).status_code == 200
    Post.objects.filter(user=person).update(last=timezone.localdate() - timedelta(days=1))
    assert as_person.get(page).status_code == 403


def test_a_person_who_moves_sees_the_new_place_and_no_longer_the_old_one(as_person, person):
    old = Center.objects.visible_to(person).first()
    new = Center.objects.filter(unit__level=GridUnit.Level.COMMUNITY).exclude(unit=old.unit).first()
    Post.objects.filter(user=person).update(unit=new.unit)
    assert as_person.get(f"{LIST}{old.pk}/change/").status_code == 404
    assert as_person.get(f"{LIST}{new.pk}/change/").status_code == 200


def test_public_pages_do_not_ask_who_comes(client, db):
    answer = client.get("/about/")
    assert "Cookie" not in answer.get("Vary", "")


def test_signing_in_and_out_stands_on_the_trail(person, sign_in, client, trail):
    trail()
    sign_in(person.username, "wrong")
    sign_in(person.username)
    client.post("/admin/logout/")
    assert trail() == [
        ("sign_in_refused", person.username),
        ("sign_in", person.username),
        ("sign_out", person.username),
    ]

"""Wrong passwords lock an account at an address, and an address that tries many accounts."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.test import Client
from django.utils import timezone

from accounts.signin.lockout import locked_until

LIMIT, ADDRESS_LIMIT = 5, 30
HERE, THERE = "192.0.2.1", "192.0.2.2"


def fail(sign_in, name, times, address=HERE):
    return [sign_in(name, "wrong", address).status_code for _ in range(times)]


def test_the_fifth_wrong_password_locks_and_the_right_one_no_longer_helps(sign_in, person):
    assert fail(sign_in, person.username, LIMIT) == [200] * (LIMIT - 1) + [429]
    assert sign_in(person.username).status_code == 429


def test_a_known_and_an_unknown_account_are_answered_alike(sign_in, person):
    known = [sign_in(person.username, "wrong") for _ in range(LIMIT + 1)]
    unknown = [sign_in("nobody-of-this-name", "wrong") for _ in range(LIMIT + 1)]
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]

    def words(answer, name):
        text = answer.content.decode().replace(name, "").split("<body")[1]
        # The token is random, and the two are not locked in the same minute.
        return re.sub(r'<input type="hidden" name="csrf[^>]*>|<time.*</time>', "", text)

    for one, other in zip(known, unknown, strict=True):
        assert words(one, person.username) == words(other, "nobody-of-this-name")


def test_the_page_says_when_to_try_again_and_whom_to_call(sign_in, person, settings):
    settings.OFFICE_TELEPHONE = "0662-3221234"
    fail(sign_in, person.username, LIMIT)
    answer = sign_in(person.username)
    text = answer.content.decode()
    until = locked_until(person.username, HERE)
    assert f"{timezone.localtime(until + timedelta(minutes=1)):%H:%M}" in text
    assert 'href="tel:0662-3221234"' in text
    assert "系统管理员" in text
    assert 0 < int(answer["Retry-After"]) <= settings.AXES_COOLOFF_TIME.total_seconds() + 1


def test_another_address_and_another_account_are_not_locked(sign_in, person, administrator):
    fail(sign_in, person.username, LIMIT)
    assert sign_in(person.username, address=THERE).status_code == 302
    assert sign_in(administrator.username).status_code == 302


def test_another_browser_at_the_same_address_does_not_help(sign_in, person):
    fail(sign_in, person.username, LIMIT)
    assert sign_in(person.username, HTTP_USER_AGENT="Another/1.0").status_code == 429


def test_an_address_that_tries_many_accounts_is_locked_for_all(sign_in, person):
    for number in range(ADDRESS_LIMIT):
        sign_in(f"guess{number}", "wrong")
    assert sign_in(person.username).status_code == 429
    assert sign_in(person.username, address=THERE).status_code == 302


def test_a_success_forgives_the_account_but_not_the_address(sign_in, person):
    fail(sign_in, "somebody", 3)
    fail(sign_in, person.username, LIMIT - 1)
    assert sign_in(person.username).status_code == 302
    assert not AccessAttempt.objects.filter(username=person.username).exists()
    assert AccessAttempt.objects.get(username="somebody").failures_since_start == 3


def test_the_lock_ends_by_itself_and_trying_meanwhile_does_not_prolong_it(sign_in, person, settings):
    fail(sign_in, person.username, LIMIT)
    until = locked_until(person.username, HERE)
    fail(sign_in, person.username, 3)
    assert locked_until(person.username, HERE) == until
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert locked_until(person.username, HERE) is None
    assert sign_in(person.username).status_code == 302


def test_old_failures_of_an_address_are_forgotten_one_after_the_other(db, settings):
    now = timezone.now()
    for minutes, name in ((20, "a"), (10, "b"), (1, "c")):
        row = AccessAttempt.objects.create(username=name, ip_address=HERE, failures_since_start=12)
        AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=now - timedelta(minutes=minutes))
    # 36 of 30: the first twelve are forgotten ten minutes from now, and 24 remain.
    end = locked_until("anybody", HERE, now)
    assert end == now + settings.AXES_COOLOFF_TIME - timedelta(minutes=20)


def test_code_that_signs_in_without_a_request_is_not_stopped(person, client):
    assert authenticate(username=person.username, password="a long test password") == person
    assert authenticate(username=person.username, password="wrong") is None
    assert client.login(username=person.username, password="a long test password")


@pytest.mark.parametrize("name", ["\x00", "长" * 100_000, "a\ud7ff𠮷", "' OR 1=1 --"])
def test_odd_usernames_are_refused_and_counted_without_an_error(sign_in, db, name):
    assert {sign_in(name, "x" * 100_000).status_code for _ in range(LIMIT + 1)} <= {200, 429}


def test_the_administrator_unlocks_an_account_from_its_page(sign_in, person, as_administrator, trail):
    fail(sign_in, person.username, LIMIT)
    page = f"/admin/accounts/user/{person.pk}/password/"
    assert HERE in as_administrator.get(page).content.decode()
    trail()
    assert as_administrator.post(page, {"do": "unlock"}).status_code == 302
    assert trail() == [("account", "system-441702")]
    assert sign_in(person.username).status_code == 302


def test_the_administrator_unlocks_a_whole_address_from_the_list(sign_in, person, as_administrator):
    for number in range(ADDRESS_LIMIT):
        sign_in(f"guess{number}", "wrong")
    page = "/admin/axes/accessattempt/"
    assert "整个地址" in as_administrator.get(page).content.decode()
    chosen = AccessAttempt.objects.first().pk
    assert as_administrator.post(page, {"action": "unlock", "_selected_action": [chosen]}).status_code == 302
    assert sign_in(person.username).status_code == 302


def test_the_list_costs_the_same_however_many_rows_it_has(as_administrator, django_assert_max_num_queries):
    AccessAttempt.objects.bulk_create(
        AccessAttempt(username=f"n{number}", ip_address=HERE, user_agent="", failures_since_start=3)
        for number in range(40)
    )
    with django_assert_max_num_queries(12):
        assert as_administrator.get("/admin/axes/accessattempt/").status_code == 200


def test_nobody_else_sees_or_unlocks(sign_in, person, as_person):
    fail(sign_in, "guess", 1)
    assert as_person.get("/admin/axes/accessattempt/").status_code == 403
    chosen = AccessAttempt.objects.get().pk
    data = {"action": "unlock", "_selected_action": [chosen]}
    assert as_person.post("/admin/axes/accessattempt/", data).status_code == 403
    assert AccessAttempt.objects.exists()
    assert Client().get("/admin/axes/accessattempt/").status_code == 302

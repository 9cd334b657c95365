"""The code after the password: enrolment, sign-in, recovery codes, and an end to it."""

import pytest
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.admin.page_text import english_in

PAGE, CODE, DESK = "/admin/second-factor/", "/admin/login/code/", "/admin/"


@pytest.fixture
def patient(monkeypatch):
    """Nobody waits between two codes."""
    for model in (TOTPDevice, StaticDevice):
        monkeypatch.setattr(model, "get_throttle_factor", lambda device: 0)


def test_enrolment_shows_a_picture_and_the_secret_as_text(as_person):
    answer = as_person.get(PAGE)
    assert "<svg" in answer.content.decode()
    assert answer.context["secret"].replace(" ", "").isalnum()
    assert "no-store" in answer["Cache-Control"]
    assert english_in(answer) <= {"Community"}
    assert as_person.get(PAGE).context["secret"] == answer.context["secret"]


def test_only_the_right_code_enrols(as_person, person, telephone):
    key = as_person.get(PAGE).context["secret"]
    wrong = f"{(int(telephone(key)) + 1) % 1_000_000:06}"
    for junk in (wrong, "", "１２", "长" * 100_000, "\x00"):
        answer = as_person.post(PAGE, {"do": "enrol", "code": junk})
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not TOTPDevice.objects.exists()
    assert as_person.post(PAGE, {"do": "enrol", "code": telephone(key)}).context["codes"]
    assert TOTPDevice.objects.get().user == person


def test_with_a_telephone_the_password_alone_opens_nothing(enrolled, person, sign_in, telephone):
    browser = Client()
    answer = sign_in(person.username, browser=browser)
    assert answer.url == CODE
    assert browser.get(DESK).status_code == 302
    assert english_in(browser.get(CODE)) <= {"Community"}
    assert browser.post(CODE, {"code": telephone(enrolled.key, ahead=1)}).url == DESK
    assert browser.get(DESK).status_code == 200


def test_a_code_opens_once(enrolled, person, sign_in, telephone, patient):
    code = telephone(enrolled.key, ahead=1)
    for expected in (302, 200):
        browser = Client()
        sign_in(person.username, browser=browser)
        assert browser.post(CODE, {"code": code}).status_code == expected


def test_a_recovery_code_stands_in_for_the_telephone_once(enrolled, person, sign_in):
    typed = enrolled.codes[0].upper().replace("-", " ")
    for expected in (302, 200):
        browser = Client()
        sign_in(person.username, browser=browser)
        assert browser.post(CODE, {"code": typed}).status_code == expected
    assert StaticToken.objects.count() == len(enrolled.codes) - 1


def test_recovery_codes_do_not_stand_in_the_database(enrolled):
    stored = "".join(StaticToken.objects.values_list("token", flat=True))
    assert not any(code in stored or code.replace("-", "") in stored for code in enrolled.codes)


def test_wrong_codes_lock_like_wrong_passwords(enrolled, person, sign_in, patient, trail):
    browser = Client()
    sign_in(person.username, browser=browser)
    trail()
    answers = [browser.post(CODE, {"code": "000000"}, REMOTE_ADDR="192.0.2.1").status_code for _ in range(6)]
    assert answers == [200] * 4 + [429] * 2
    assert [action for action, _ in trail()] == ["sign_in_refused"] * 5 + ["locked_out"] * 2
    assert sign_in(person.username).status_code == 429


def test_codes_in_haste_are_told_to_wait(enrolled, person, sign_in):
    browser = Client()
    sign_in(person.username, browser=browser)
    for _ in range(2):
        answer = browser.post(CODE, {"code": "000000"})
    assert "秒再试" in answer.content.decode()


def test_the_page_for_the_code_is_closed_without_a_password(client, db):
    assert client.get(CODE).url == "/admin/login/"
    assert client.post(CODE, {"code": "000000"}).url == "/admin/login/"


def test_the_password_waits_ten_minutes_for_its_code(enrolled, person, sign_in, telephone):
    browser = Client()
    sign_in(person.username, browser=browser)
    session = browser.session
    session["waiting_for_code"] |= {"at": session["waiting_for_code"]["at"] - 601}
    session.save()
    assert browser.post(CODE, {"code": telephone(enrolled.key, ahead=1)}).url == "/admin/login/"
    assert "请重新输入密码" in browser.get("/admin/login/").content.decode()


@pytest.mark.parametrize("change", ["disabled", "password"])
def test_what_changes_about_the_account_meanwhile_counts(enrolled, person, sign_in, telephone, change):
    browser = Client()
    sign_in(person.username, browser=browser)
    if change == "disabled":
        person.is_active = False
    else:
        person.set_password("quite another password")
    person.save()
    assert browser.post(CODE, {"code": telephone(enrolled.key, ahead=1)}).url == "/admin/login/"
    assert browser.get(DESK).status_code == 302


def test_the_page_that_was_asked_for_comes_after_the_code_but_no_other_site(enrolled, person, telephone):
    for asked, expected in (("/admin/centers/center/", "/admin/centers/center/"), ("https://example.com/", DESK)):
        browser = Client()
        data = {"username": person.username, "password": "a long test password", "next": asked}
        browser.post("/admin/login/", data)
        assert browser.post(CODE, {"code": enrolled.codes.pop()}).url == expected


def test_new_recovery_codes_need_a_code_and_end_the_old_ones(enrolled, person, patient, sign_in):
    assert enrolled.browser.post(PAGE, {"do": "codes", "code": "000000"}).context["form"].errors
    new = enrolled.browser.post(PAGE, {"do": "codes", "code": enrolled.codes[0]}).context["codes"]
    assert len(new) == StaticToken.objects.count()
    for code, expected in ((enrolled.codes[1], 200), (new[1], 302)):
        browser = Client()
        sign_in(person.username, browser=browser)
        assert browser.post(CODE, {"code": code}).status_code == expected


def test_the_second_factor_is_removed_with_a_code(enrolled, telephone):
    enrolled.browser.post(PAGE, {"do": "remove"})
    assert TOTPDevice.objects.exists()
    assert enrolled.browser.post(PAGE, {"do": "remove", "code": telephone(enrolled.key, ahead=1)}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


def test_where_it_is_required_whoever_has_none_is_led_to_it_and_nowhere_else(as_person, settings, telephone):
    settings.SECOND_FACTOR = "required"
    assert as_person.get("/admin/centers/center/").url == f"{PAGE}?next=%2Fadmin%2Fcenters%2Fcenter%2F"
    assert as_person.post("/admin/centers/center/").url == PAGE
    assert as_person.get("/admin/password_change/").url.startswith(PAGE)
    answer = as_person.get(PAGE + "?next=/admin/centers/center/")
    assert 'href="/admin/centers/' not in answer.content.decode()
    data = {"do": "enrol", "code": telephone(answer.context["secret"]), "next": answer.context["next"]}
    assert as_person.post(PAGE, data).context["next"] == "/admin/centers/center/"
    assert as_person.get("/admin/centers/center/").status_code == 200


def test_where_it_becomes_required_a_session_without_a_code_ends(enrolled, person, settings):
    settings.SECOND_FACTOR = "required"
    browser = Client()
    browser.force_login(person)
    assert browser.get(DESK).url == "/admin/login/?next=/admin/"
    assert enrolled.browser.get(DESK).status_code == 200


def test_where_it_is_off_there_is_no_page_and_no_question(enrolled, person, sign_in, settings):
    settings.SECOND_FACTOR = "off"
    assert enrolled.browser.get(PAGE).status_code == 404
    assert sign_in(person.username, browser=Client()).url == DESK


def test_a_session_with_a_code_reads_lists_within_their_queries(enrolled, settings, django_assert_max_num_queries):
    settings.SECOND_FACTOR = "required"
    with django_assert_max_num_queries(12):
        assert enrolled.browser.get("/admin/centers/center/").status_code == 200


def test_the_administrator_resets_it_and_the_session_ends_with_the_next_page(
    enrolled, person, as_administrator, settings, trail
):
    page = f"/admin/accounts/user/{person.pk}/password/"
    assert as_administrator.post(page, {"do": "second_factor"}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert trail()[-1] == ("second_factor", "system-441702")
    settings.SECOND_FACTOR = "required"
    assert enrolled.browser.get(DESK).url.startswith(PAGE)


def test_an_account_is_switched_off_and_never_deleted(enrolled, person, admin_client):
    assert admin_client.get(f"/admin/accounts/user/{person.pk}/delete/").status_code == 403


def test_the_trail_tells_of_every_change(as_person, person, telephone, trail):
    key = as_person.get(PAGE).context["secret"]
    as_person.post(PAGE, {"do": "enrol", "code": telephone(key)})
    as_person.post(PAGE, {"do": "remove", "code": telephone(key, ahead=1)})
    assert [entry for entry in trail() if entry[0] == "second_factor"] == [("second_factor", person.username)] * 2

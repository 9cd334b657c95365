"""Password rules in two profiles, first passwords, and the one place that notes a change."""

from datetime import timedelta

import pytest
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, PasswordUse, User
from accounts.signin.first_passwords import new_password
from accounts.signin.profiles import PROFILES
from tests.admin.page_text import english_in

PAGE, DESK = "/admin/password_change/", "/admin/"
OWN = "鱼在水里游着，鸟在天上飞着"
LIST = "/admin/accounts/user/"


class StrongerHasher(MD5PasswordHasher):
    """What a later Django may hash with."""

    algorithm = "stronger"


@pytest.fixture
def profile(settings):
    """Put a profile's rules in force."""

    def use(name):
        settings.AUTH_PASSWORD_VALIDATORS = PROFILES[name].validators
        settings.PASSWORD_DAYS = PROFILES[name].days

    return use


def problems(password, user=None):
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        return error.messages
    return []


GOOD_ASVS = [OWN, "correct horse battery", "qwmz kvtr lpxn", "三十六只白鹭飞过九洲江口"]
BAD_ASVS = [
    "short-one-1",
    "江城欢迎您2026年新春快乐",
    "JiangCheng-is-my-home",
    "jiang-cheng is my home",
    "ｙａｎｇｊｉａｎｇ very long",
    "welcome to MOYANG!!",
    "my dangqun password",
    "我在党群服务中心上班呢呀",
    "password20262026",
    "123456789012",
    "aaaaaaaaaaaaaaaa",
    "abababababab",
    "lin-xiaodong-1234",
    "林小东的密码真好记又好用",
]


@pytest.mark.parametrize("password", GOOD_ASVS)
def test_asvs_takes_length_without_composition(profile, password):
    profile("asvs")
    assert problems(password) == []


@pytest.mark.parametrize("password", BAD_ASVS)
def test_asvs_refuses_short_common_and_context_words_in_chinese(profile, password):
    profile("asvs")
    found = problems(password, User(username="xiaodong", last_name="林", first_name="小东"))
    assert found
    assert not any(sentence.isascii() for sentence in found)


@pytest.mark.parametrize("password", ["Kx7-mqzt", "Kxmq-tvwz", "KX7-MQZT", "kx7-鹭mqzt"])
def test_djbh_takes_eight_signs_of_three_kinds(profile, password):
    profile("djbh")
    assert problems(password) == []


@pytest.mark.parametrize("password", ["Kx7-mqz", "kxmqtvwz7", "KXMQTVWZ", "kxmq-tvwz", "Dangqun-7"])
def test_djbh_refuses_less(profile, password):
    profile("djbh")
    assert problems(password)


@pytest.mark.parametrize("name", PROFILES)
def test_random_passwords_fit_either_profile(profile, name):
    profile(name)
    assert all(problems(new_password()) == [] for _ in range(50))


def test_djbh_refuses_the_last_five_and_takes_the_sixth_again(profile, person):
    profile("djbh")
    used = [f"Kx7-mqzt-{number}" for number in range(6)]
    for password in used:
        person.set_password(password)
        person.save()
    assert problems(used[0], person) == []
    assert all(problems(password, person) for password in used[1:])
    assert person.password_uses.count() == 5


def test_djbh_leads_to_the_password_after_ninety_days(profile, as_person, person):
    profile("djbh")
    assert as_person.get(DESK).status_code == 200
    User.objects.filter(pk=person.pk).update(password_changed_at=timezone.now() - timedelta(days=90))
    assert as_person.get(DESK).url.startswith(PAGE)
    assert "90天" in as_person.get(PAGE).content.decode()
    profile("asvs")
    assert as_person.get(DESK).status_code == 200


def change(browser, old, new=OWN, **more):
    return browser.post(PAGE, {"old_password": old, "new_password1": new, "new_password2": new} | more)


def test_an_account_made_by_the_administrator_gets_a_password_shown_once(as_administrator, sign_in):
    data = {
        "username": "lindong",
        "last_name": "林",
        "is_staff": "on",
        "posts-TOTAL_FORMS": 0,
        "posts-INITIAL_FORMS": 0,
    }
    answer = as_administrator.post(LIST + "add/", data)
    first = answer.context["password"]
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.decode().count(first) == 1
    assert english_in(answer) <= set()
    user = User.objects.get(username="lindong")
    assert user.must_change_password
    assert first not in as_administrator.get(f"{LIST}{user.pk}/change/").content.decode()
    browser = Client()
    sign_in("lindong", first, browser=browser)
    assert browser.get("/admin/centers/center/").url.startswith(PAGE)
    assert browser.get("/admin/second-factor/").url.startswith(PAGE)
    assert browser.post("/admin/centers/center/").url == PAGE
    assert english_in(browser.get(PAGE)) == set()
    assert change(browser, first, first).context["form"].errors
    assert change(browser, first, next="/admin/centers/center/").url == "/admin/centers/center/"
    assert browser.get(DESK).status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password


def test_a_username_that_differs_in_case_alone_is_refused(as_administrator, person):
    data = {"username": person.username.upper(), "posts-TOTAL_FORMS": 0, "posts-INITIAL_FORMS": 0}
    assert "已经有这个用户名" in as_administrator.post(LIST + "add/", data).content.decode()


def test_a_new_password_ends_sessions_and_must_be_changed(as_administrator, as_person, person, trail):
    answer = as_administrator.post(f"{LIST}{person.pk}/password/", {"do": "password"})
    assert ("password", "system-441702") in trail()
    assert as_person.get(DESK).status_code == 302
    browser = Client()
    browser.post("/admin/login/", {"username": person.username, "password": answer.context["password"]})
    assert browser.get(DESK).url.startswith(PAGE)


def test_nobody_gives_themselves_a_password_or_takes_over_a_superuser(as_administrator, administrator, admin_user):
    own = f"{LIST}{administrator.pk}/password/"
    before = User.objects.get(pk=administrator.pk).password
    assert as_administrator.post(own, {"do": "password"}).status_code == 200
    assert User.objects.get(pk=administrator.pk).password == before
    for key in (admin_user.pk, 999_999_999):
        assert as_administrator.post(f"{LIST}{key}/password/", {"do": "password"}).status_code == 404


@pytest.mark.parametrize("do", ["password", "unlock", "second_factor", ""])
def test_staff_without_the_right_are_refused(as_person, administrator, do):
    assert as_person.post(f"{LIST}{administrator.pk}/password/", {"do": do}).status_code == 403


def test_accounts_of_the_demo_need_not_change_theirs(settings, tmp_path, db):
    settings.VAR_DIR = tmp_path
    call_command("create_demo_accounts", verbosity=0)
    assert not User.objects.filter(must_change_password=True).exists()


def test_every_way_to_a_new_password_is_noted(as_person, person, trail):
    assert person.password_uses.count() == 1
    User.objects.filter(pk=person.pk).update(password_changed_at=None)
    trail()
    change(as_person, "a long test password")
    person.refresh_from_db()
    assert person.password_changed_at
    assert person.password_uses.count() == 2
    assert trail() == [("password", person.username)]
    entry = AuditEntry.objects.order_by("pk").last()
    assert entry.address == "127.0.0.1"
    assert OWN not in str(entry.detail)
    User.objects.create_superuser("chief", password="a long test password")
    assert PasswordUse.objects.filter(user__username="chief").exists()


def test_a_stronger_hash_of_the_same_password_is_no_new_password(person, sign_in, settings, trail):
    settings.PASSWORD_HASHERS = [f"{__name__}.StrongerHasher", *settings.PASSWORD_HASHERS]
    User.objects.filter(pk=person.pk).update(must_change_password=True)
    trail()
    sign_in(person.username)
    person.refresh_from_db()
    assert person.password.startswith("stronger$")
    assert person.must_change_password
    assert [action for action, _ in trail()] == ["sign_in"]


def test_saving_anything_else_notes_no_password(person, trail):
    trail()
    person.first_name = "小东"
    person.save()
    assert person.password_uses.count() == 1
    assert trail() == []

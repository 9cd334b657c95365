"""Who guesses learns nothing: unknown, wrong, inactive and not staff get one answer, and cost one hash each."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

hashes = []


class CountingHasher(MD5PasswordHasher):
    algorithm = "counted"

    def encode(self, password, salt):
        hashes.append(password)
        return super().encode(password, salt)


@pytest.fixture
def counted(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    return hashes


@pytest.fixture
def accounts(counted, django_user_model):
    make = django_user_model.objects.create_user
    make("known", password="a long test password", is_staff=True)
    make("inactive", password="a long test password", is_staff=True, is_active=False)
    make("resident", password="a long test password")


CASES = [("nobody", "wrong"), ("known", "wrong"), ("inactive", "wrong"), ("inactive", "a long test password")]
CASES += [("resident", "a long test password")]


@pytest.mark.parametrize(("name", "password"), CASES)
def test_every_refusal_is_one_hash_and_one_sentence(accounts, counted, sign_in, trail, name, password):
    counted.clear()
    answer = sign_in(name, password)
    assert len(counted) == 1
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [
        "请输入正确的用户名和密码，注意大小写。连续输错5次，会暂时锁定。"
    ]
    assert trail() == [("sign_in_refused", name)]


@pytest.mark.parametrize("name", ["nobody", "known", "inactive", "resident"])
def test_every_account_is_locked_after_as_many_refusals(accounts, sign_in, name):
    password = "a long test password" if name == "resident" else "wrong"
    assert [sign_in(name, password).status_code for _ in range(6)] == [200] * 4 + [429] * 2

"""The four demo accounts: bound to their places, known only to the file, and never made twice."""

import stat
from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from accounts.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var_dir(settings, tmp_path):
    """A var directory of the test's own, and passwords that are quick to check."""
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return tmp_path


def create():
    """What `create_demo_accounts` prints."""
    out = StringIO()
    call_command("create_demo_accounts", stdout=out)
    return out.getvalue()


def lines(var_dir):
    return [line.split() for line in (var_dir / "demo-accounts.txt").read_text().splitlines()]


def test_the_file_names_account_password_role_and_scope(var_dir):
    create()
    assert [(name, role, scope) for name, _, role, scope in lines(var_dir)] == [
        ("admin", "superuser", "*"),
        ("district", "district", "441702"),
        ("street", "street", "441702002"),
        ("community", "community", "441702002015"),
    ]


def test_passwords_open_the_accounts_and_are_long_and_different(var_dir):
    create()
    passwords = [password for _, password, _, _ in lines(var_dir)]
    assert len(set(passwords)) == 4
    assert min(map(len, passwords)) >= 16
    for name, password, _, _ in lines(var_dir):
        assert authenticate(username=name, password=password).is_staff


def test_only_the_owner_reads_the_file(var_dir):
    create()
    assert stat.S_IMODE((var_dir / "demo-accounts.txt").stat().st_mode) == 0o600


def test_posts_bind_the_accounts_to_their_places():
    create()
    posts = Post.objects.values_list("user__username", "role", "unit__code")
    assert set(posts) == {
        ("district", "district", "441702"),
        ("street", "street", "441702002"),
        ("community", "community", "441702002015"),
    }
    superusers = get_user_model().objects.filter(is_superuser=True)
    assert list(superusers.values_list("username", flat=True)) == ["admin"]


def test_the_terminal_is_told_where_the_passwords_are_but_not_the_passwords(var_dir):
    output = create()
    assert "新建admin、district、street、community" in output
    assert str(var_dir / "demo-accounts.txt") in output
    assert not any(password in output for _, password, _, _ in lines(var_dir))


def test_a_second_run_leaves_accounts_and_file_alone(var_dir):
    create()
    file = (var_dir / "demo-accounts.txt").read_bytes()
    hashes = set(get_user_model().objects.values_list("username", "password"))

    assert "都已经有了" in create()
    assert (var_dir / "demo-accounts.txt").read_bytes() == file
    assert set(get_user_model().objects.values_list("username", "password")) == hashes


def test_with_a_new_database_the_old_file_stays_true(var_dir):
    create()
    file = (var_dir / "demo-accounts.txt").read_bytes()
    get_user_model().objects.all().delete()

    create()
    assert (var_dir / "demo-accounts.txt").read_bytes() == file
    name, password, _, _ = lines(var_dir)[3]
    assert authenticate(username=name, password=password)


def test_an_account_that_exists_is_not_taken_over(var_dir, django_user_model):
    django_user_model.objects.create_user("admin", password="somebody's own password")
    create()
    assert "admin" not in [line[0] for line in lines(var_dir)]
    assert not django_user_model.objects.get(username="admin").is_superuser


def test_production_gets_no_demo_accounts(settings, var_dir):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=0"):
        create()
    assert not get_user_model().objects.exists()
    assert list(var_dir.iterdir()) == []

"""Accounts and posts are made in the back office, and people change their own passwords."""

from accounts.models import Post, User
from centers.models import Center, Room
from tests.admin.page_text import english_in
from tests.admin.registry import address

PASSWORD = "鱼在水里游着，鸟在天上飞着"
NO_POSTS = {"posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0"}


def test_a_superuser_makes_an_account_with_a_post(as_superuser, ours, client):
    account = {"username": "lingdong", "is_staff": "on"}
    answer = as_superuser.post(address(User, "add"), account | NO_POSTS)
    assert answer.status_code == 200
    user = User.objects.get(username="lingdong")
    post = {"user": user.pk, "role": Post.Role.COMMUNITY, "unit": ours.unit.pk}
    assert as_superuser.post(address(Post, "add"), post).status_code == 302
    first = answer.context["password"]
    assert client.login(username="lingdong", password=first)
    own = {"old_password": first, "new_password1": PASSWORD, "new_password2": PASSWORD}
    client.post("/admin/password_change/", own)
    assert client.get(address(Center, "change", ours.pk)).status_code == 200


def test_the_list_of_accounts_says_who_holds_which_post(as_superuser, staff, ours):
    assert f"{ours.unit.name}社区工作人员" in as_superuser.get(address(User, "changelist")).content.decode()


def test_a_superuser_gives_a_new_password(as_superuser, staff):
    page = f"/admin/accounts/user/{staff.pk}/password/"
    assert english_in(as_superuser.get(page)) <= {"Community"}
    answer = as_superuser.post(page, {"do": "password"})
    assert english_in(answer) <= {"Community"}
    staff.refresh_from_db()
    assert staff.check_password(answer.context["password"])
    assert staff.must_change_password


def test_people_change_their_own_password(as_staff, staff):
    page = "/admin/password_change/"
    assert english_in(as_staff.get(page)) <= {"Community"}
    short = {"old_password": "a long test password", "new_password1": "短", "new_password2": "短"}
    assert "至少 12 个字符" in as_staff.post(page, short).content.decode()
    data = short | {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert as_staff.post(page, data).status_code == 302


def test_history_and_deletion_are_in_chinese(as_staff, ours, rows):
    room = ours.rooms.last()
    for page in ("history", "delete"):
        answer = as_staff.get(address(Room, page, room.pk))
        assert answer.status_code == 200
        assert english_in(answer) <= {"Community"}
    assert as_staff.post(address(Room, "delete", room.pk), {"post": "yes"}).status_code == 302
    assert not Room.objects.filter(pk=room.pk).exists()


def test_logging_out_ends_in_chinese(as_staff):
    assert english_in(as_staff.post("/admin/logout/")) == set()

"""What leaves a line in the audit trail."""

import pytest

from accounts.models import AuditEntry, Post
from accounts.roles import Role
from centers.models import Center
from grids.models import GridUnit, Steward


@pytest.fixture
def system_admin(user_with_post):
    return user_with_post("441702", role=Role.SYSTEM)


@pytest.fixture
def auditor(user_with_post):
    return user_with_post("441702", role=Role.AUDIT)


def kept(action):
    return AuditEntry.objects.filter(action=action)


def test_posts_given_and_taken(client, system_admin, django_user_model):
    person = django_user_model.objects.create_user("newcomer", password="a long test password", is_staff=True)
    client.force_login(system_admin)
    unit = GridUnit.objects.get(code="441702001001")
    client.post("/admin/accounts/post/add/", {"user": person.pk, "unit": unit.pk, "role": "community"})
    entry = kept("role").first()
    assert (entry.actor, entry.subject) == (system_admin.username, "任职 newcomer")
    assert entry.detail["unit"] == unit.code
    Post.objects.filter(user=person).delete()
    assert kept("role").first().subject == "撤销任职 newcomer"


def test_an_account_switched_off(django_user_model):
    person = django_user_model.objects.create_user("leaver", password="a long test password")
    person = django_user_model.objects.get(pk=person.pk)
    person.last_name = "陈"
    person.save()
    assert kept("account").count() == 1  # its making
    person.is_active = False
    person.save()
    assert kept("account").first().detail == {"new": False, "is_active": False}


def test_a_foreign_record_and_a_forbidden_page(client, user_with_post):
    staff = user_with_post("441702001001")
    client.force_login(staff)
    foreign = Center.objects.exclude(unit__code__startswith="441702001001").first()
    client.get(f"/admin/centers/center/{foreign.pk}/change/")
    client.get("/admin/accounts/user/")
    assert list(kept("access_refused").values_list("actor", "subject")) == [
        (staff.username, "GET /admin/accounts/user/"),
        (staff.username, "党群服务中心"),
    ]


def test_a_deletion(client, user_with_post):
    client.force_login(user_with_post("441702001001"))
    unit = GridUnit.objects.get(code="441702001001")
    steward = Steward.objects.create(unit=unit, role="grid", name="张某", source="survey")
    client.post(f"/admin/grids/steward/{steward.pk}/delete/", {"post": "yes"})
    assert kept("delete").get().subject_key == str(steward.pk)


def test_auditors_read_and_check_the_trail_and_nobody_changes_it(client, auditor):
    client.force_login(auditor)
    entry = AuditEntry.objects.first()
    assert client.get("/admin/accounts/auditentry/").status_code == 200
    assert client.get(f"/admin/accounts/auditentry/{entry.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/auditentry/{entry.pk}/change/", {"actor": "x"}).status_code == 403
    assert client.post(f"/admin/accounts/auditentry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/accounts/auditentry/add/").status_code == 403
    answer = client.post("/admin/accounts/auditentry/check/", follow=True)
    assert "摘要全部对得上" in answer.content.decode()


def test_others_do_not_see_the_trail(client, system_admin, user_with_post):
    for user in (system_admin, user_with_post("441702", role=Role.DISTRICT)):
        client.force_login(user)
        assert client.get("/admin/accounts/auditentry/").status_code == 403
        assert client.post("/admin/accounts/auditentry/check/").status_code == 403


def test_those_who_manage_accounts_cannot_take_over_an_unlimited_one(client, system_admin, django_user_model):
    chief = django_user_model.objects.create_superuser("chief", password="a long test password")
    client.force_login(system_admin)
    assert client.get(f"/admin/accounts/user/{chief.pk}/change/").status_code == 404
    assert client.get(f"/admin/accounts/user/{chief.pk}/password/").status_code == 404
    own = f"/admin/accounts/user/{system_admin.pk}/change/"
    assert "is_superuser" not in client.get(own).context["adminform"].form.fields

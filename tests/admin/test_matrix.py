"""Every address of the site × every role × method, with the expected status. A new address without a row fails."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from accounts.models import Post
from accounts.roles import Role
from grids.models import GridUnit
from tests.admin.addresses import routes
from tests.admin.matrix_table import ROLES, TABLE, TESTED_ELSEWHERE

UNNAMED = {
    "(api/v1/)": "any other address under the API: tests/api/test_refusals.py",
    "(admin/(?P<url>.*)$)": "any other address of the back office",
}
REDIRECTS_OF_OLD = "<path:object_id>/)"  # the admin's former address of a form


def test_every_address_has_a_row():
    known = TABLE.keys() | TESTED_ELSEWHERE.keys() | UNNAMED.keys()
    named = {name for name in routes() if not name.endswith(REDIRECTS_OF_OLD)}
    assert named - known == set()
    assert known - named == set(), "rows of addresses that are gone"


@pytest.fixture
def community_b(foreign, user_with_post):
    return user_with_post(foreign.unit.code)


@pytest.fixture
def people(rows, ours, staff, community_b, user_with_post):
    """A signed-in client for every role; `rows` has filled the two communities."""
    district = ours.unit.code[:6]
    users = {
        "community_a": staff,
        "community_b": community_b,
        "street": user_with_post(ours.unit.parent_id, role=Role.STREET),
        "district": user_with_post(district, role=Role.DISTRICT),
        "system": user_with_post(district, role=Role.SYSTEM),
        "auditor": user_with_post(district, role=Role.AUDIT),
    }
    clients = {"anonymous": Client()} | {role: Client() for role in users}
    for role, user in users.items():
        clients[role].force_login(user)
    return clients


def record_of(label, user, key):
    """A record in the user's scope: the last, which the fixture made."""
    model = apps.get_model(label)
    rows = model.objects.all()
    if label == "accounts.User":
        rows = rows.filter(is_superuser=False)
    elif label == "coverage.CoverageRun":
        # A community sees none: that of its street stands for it.
        rows = rows.filter(scope_code=user.posts.get().unit.code[:9])
    elif hasattr(rows, "visible_to"):
        rows = rows.visible_to(user)
    if label == "grids.GridUnit":
        rows = rows.filter(level=GridUnit.Level.COMMUNITY)
    found = rows.order_by("pk").last()
    return found and getattr(found, key)


def statuses(people, method, address):
    return {role: getattr(people[role], method)(address).status_code for role in ROLES}


def is_scoped(label):
    return hasattr(apps.get_model(label)._default_manager.none(), "visible_to")


@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_what_the_table_says(name, people, staff, community_b):
    row = TABLE[name]
    if not row.of:
        asked = [(reverse(name) + row.query, row.get, row.post)]
    else:
        unknown = 999_999_999 if row.key == "pk" else "999999" if row.of == "grids.GridUnit" else "NONE999"
        asked = [
            (reverse(name, args=[record_of(row.of, staff, row.key)]) + row.query, row.get, row.post),
            (reverse(name, args=[unknown]) + row.query, row.unknown(row.get), row.unknown(row.post)),
        ]
        # What belongs to the account that made it (an upload) community B has none of.
        if is_scoped(row.of) and (key := record_of(row.of, community_b, row.key)) is not None:
            foreign = reverse(name, args=[key]) + row.query
            is_public = row.get["anonymous"] == 200
            asked.append(
                (foreign, row.get, row.post) if is_public else (foreign, row.foreign(row.get), row.foreign(row.post))
            )
    for address, get, post in asked:
        assert statuses(people, "get", address) == get, f"GET {address}"
        assert statuses(people, "post", address) == post, f"POST {address}"
    for method in ("put", "patch", "delete"):
        for role in ("anonymous", "community_b", "auditor"):
            status = getattr(people[role], method)(asked[0][0]).status_code
            assert status in {405, asked[0][1][role]}, f"{method} {asked[0][0]} as {role}"


def test_a_post_revoked_or_moved_counts_from_the_next_request(people, staff, ours, foreign):
    client = people["community_a"]
    page = reverse("admin:centers_center_change", args=[ours.pk])
    assert client.get(page).status_code == 200
    post = staff.posts.get()
    post.unit = foreign.unit
    post.save()
    assert client.get(page).status_code == 404
    Post.objects.filter(pk=post.pk).delete()
    assert client.get(page).status_code == 403


def test_an_account_switched_off_is_out_with_the_next_request(people, staff):
    client = people["community_a"]
    assert client.get("/admin/").status_code == 200
    staff.is_active = False
    staff.save()
    assert client.get("/admin/").status_code == 302

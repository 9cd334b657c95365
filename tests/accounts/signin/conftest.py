"""Somebody who signs in by the page, as people do."""

import base64
import time
from binascii import unhexlify

import pytest
from django.test import Client
from django_otp.oath import TOTP

from accounts.models import AuditEntry, Post

PASSWORD = "a long test password"
OWN = "鱼在水里游着，鸟在天上飞着"
UNIT = "441702001001"


@pytest.fixture
def person(user_with_post):
    """Staff of a community."""
    return user_with_post(UNIT)


@pytest.fixture
def administrator(user_with_post):
    """A system administrator, who is no superuser."""
    return user_with_post("441702", Post.Role.SYSTEM)


@pytest.fixture
def as_person(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def as_administrator(administrator):
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def sign_in(client):
    """Post the sign-in page: `sign_in("name", "password", address="192.0.2.1")`."""

    def post(username, password=PASSWORD, address="192.0.2.1", browser=None, **extra):
        data = {"username": username, "password": password}
        return (browser or client).post("/admin/login/", data, REMOTE_ADDR=address, **extra)

    return post


@pytest.fixture
def telephone():
    """The six digits that a telephone shows for a secret, `ahead` steps of half a minute from now."""

    def show(key, ahead=0):
        raw = unhexlify(key) if len(key) == 40 else base64.b32decode(key.replace(" ", ""))
        totp = TOTP(raw)
        totp.time = time.time() + 30 * ahead
        return f"{totp.token():06}"

    return show


@pytest.fixture
def enrolled(as_person, telephone):
    """The person with a telephone: `enrolled.key`, `enrolled.codes`, and the client that enrolled."""

    class Enrolled:
        key = as_person.get("/admin/second-factor/").context["secret"]
        codes = as_person.post("/admin/second-factor/", {"do": "enrol", "code": telephone(key)}).context["codes"]
        browser = as_person

    return Enrolled


@pytest.fixture
def trail(db):
    """Actions and accounts on the audit trail since it was last asked, oldest first."""
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def since():
        nonlocal last
        entries = list(AuditEntry.objects.filter(pk__gt=last).order_by("pk"))
        last = entries[-1].pk if entries else last
        return [(str(entry.action), entry.actor) for entry in entries]

    return since

"""The back office's personas, and a row of every kind."""

from io import BytesIO

import pytest
from axes.models import AccessAttempt
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from centers.models import ChangeRequest, OpeningException, OpeningHours, Photo, Room, TextDraft
from coverage.models import CoverageRun, DemandSet, RoadEdit, RoadNetwork
from exchange.models import ImportVersion
from exchange.querysets import scope_of
from grids.models import GridAlias, Steward
from grids.sources import Source


def picture(size=(40, 30)) -> ContentFile:
    """A small JPEG."""
    buffer = BytesIO()
    Image.new("RGB", size, "darkred").save(buffer, "JPEG")
    return ContentFile(buffer.getvalue(), name="picture.jpg")


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Tests make many accounts; a slow hash would be most of their time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def superuser(db, django_user_model):
    return django_user_model.objects.create_superuser("chief", password="a long test password")


@pytest.fixture
def staff_without_post(db, django_user_model):
    return django_user_model.objects.create_user("nobody", password="a long test password", is_staff=True)


@pytest.fixture
def rows(centers, superuser, staff, settings, tmp_path):
    """At least one row of every model in each of the two communities."""
    settings.MEDIA_ROOT = tmp_path
    RoadEdit.objects.create(
        kind=RoadEdit.Kind.BARRIER, name="围挡", reason="现场", line="LINESTRING(111.96 21.86, 111.961 21.86)"
    )
    for model, name in ((RoadNetwork, "guangdong.osm.pbf"), (DemandSet, "楼栋.xlsx")):
        model.objects.create(file_name=name, state="active", source="import", file_digest="0" * 64)
    AccessAttempt.objects.create(username="chief", ip_address="192.0.2.7", failures_since_start=5)
    for center in centers:
        Room.objects.create(center=center, kind=Room.Kind.OFFICE, source=Source.SURVEY)
        OpeningHours.objects.create(center=center, weekdays=1, opens=480, closes=720)
        OpeningException.objects.create(center=center, first=timezone.localdate(), last=timezone.localdate())
        Photo.objects.create(center=center, image=picture(), caption="大门", source=Source.SURVEY)
        TextDraft.objects.create(center=center, body="新的简介")
        ChangeRequest.objects.receive(center, {"address": "新华路1号"}, senders=["a"], form_key=f"key-{center.code}")
        Steward.objects.create(unit=center.unit, role=Steward.Role.GRID, name="陈某", source=Source.SURVEY)
        GridAlias.objects.create(unit=center.unit, name="旧名", until=timezone.localdate())
        CoverageRun.keep(
            inputs={},
            versions={},
            method="straight",
            method_name="直线估算",
            result={},
            seconds=0,
            scope_code=center.unit.parent_id,
        )
    for user in (superuser, staff):
        ImportVersion.objects.create(
            kind="rooms",
            file_name="资料.xlsx",
            size=1,
            by=user,
            by_name="上传人",
            scope=scope_of(user),
            state="dropped",
        )


@pytest.fixture
def as_superuser(client, superuser):
    client.force_login(superuser)
    return client

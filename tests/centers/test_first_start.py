"""The first start fills an empty database; a production start invents nothing; a second start does nothing."""

from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command

from accounts.models import Post
from centers.models import Center
from grids.models import GridAlias, GridUnit, Steward
from grids.sources import Source
from search.models import SearchEntry
from services.models import ServiceItem, UnissuableProof

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty_portal(settings, tmp_path):
    """A database without any row of the portal, and a var directory of its own."""
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Center.objects.all().delete()
    Steward.objects.all().delete()
    GridAlias.objects.all().delete()
    for level in reversed(GridUnit.Level.values):
        GridUnit.objects.filter(level=level)._raw_delete("default")
    ServiceItem.objects.all().delete()
    UnissuableProof.objects.all().delete()
    SearchEntry.objects.all().delete()
    # What went leaves its last state in the history.
    for model in apps.get_models():
        if hasattr(model, "history_id"):
            model.objects.all().delete()
    return tmp_path


def first_start():
    """What `first_start` prints."""
    out = StringIO()
    call_command("first_start", stdout=out)
    return out.getvalue()


def rows_by_source(source):
    """Models with a source field that have such rows."""
    found = []
    for model in apps.get_models():
        fields = [field.name for field in model._meta.fields if field.name in SOURCE_FIELDS]
        if any(model.objects.filter(**{field: source}).exists() for field in fields):
            found.append(model.__name__)
    return found


SOURCE_FIELDS = {"source", "figures_source", "point_source", "location_source", "hours_source"}


def test_a_production_start_creates_no_account_and_no_sample_row(empty_portal, settings):
    settings.DEMO = False
    first_start()

    assert GridUnit.objects.count() == 182
    assert ServiceItem.objects.count() == 98
    assert rows_by_source(Source.SAMPLE) == []
    assert not get_user_model().objects.exists()
    assert not Center.objects.exists()
    assert list(empty_portal.iterdir()) == []
    assert first_start() == "数据已经有了，没有改动。\n"


def test_a_demonstration_starts_with_everything(empty_portal, django_assert_max_num_queries):
    output = first_start()

    assert "新增70" in output
    assert Center.objects.count() == 70
    assert GridUnit.objects.filter(level=GridUnit.Level.CLUSTER).count() > 2000
    assert Post.objects.count() == 3
    assert (empty_portal / "demo-accounts.txt").exists()

    # Does each thing exist, and does a cell lack: nothing more.
    with django_assert_max_num_queries(7):
        output = first_start()
    assert "没有改动" in output
    assert "demo-accounts.txt" in output


def test_an_item_that_came_since_gets_its_cells(settings):
    settings.DEMO = False
    item = ServiceItem.objects.get(code="C01")
    new = ServiceItem(
        code="C99", category=item.category, name="新事项", audience="居民", mode="at_once", status="composed"
    )
    new.save()

    assert "补上70格" in first_start()
    assert new.offerings.filter(status="missing").count() == 70

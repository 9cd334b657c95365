"""Fixtures for all tests: the real files loaded once, and the personas."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from query.kept import forget_everything


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with the real divisions, catalogue and register and the sample district, loaded once."""
    with django_db_blocker.unblock():
        call_command("import_divisions", settings.DATA_DIR / "divisions.csv", verbosity=0)
        call_command("import_catalogue", settings.DATA_DIR / "catalogue.csv", verbosity=0)
        call_command("import_centers", settings.DATA_DIR / "centers_register.xlsx", verbosity=0)
        call_command("load_sample", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as a database in use has it: the planner guesses badly without


@pytest.fixture(scope="session")
def no_static_files(tmp_path_factory):
    """An empty folder: WhiteNoise looks into the folder of collected files and warns when there is none."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _quick_settings(settings, no_static_files):
    """No collected static files with hashed names, and passwords hashed in a moment."""
    settings.STATIC_ROOT = no_static_files
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def _nothing_kept():
    """A test that is rolled back gives its keys to the next one's rows."""
    forget_everything()


@pytest.fixture
def user_with_post(db, django_user_model):
    """A staff account bound to the unit with a code: `user_with_post("441702001001")`."""
    from accounts.models import Post
    from grids.models import GridUnit

    def make(code, role=Post.Role.COMMUNITY, **kwargs):
        user = django_user_model.objects.create_user(f"{role}-{code}", password="a long test password", is_staff=True)
        Post.objects.create(user=user, unit=GridUnit.objects.get(code=code), role=role, **kwargs)
        return user

    return make


@pytest.fixture
def centers(db):
    """Two centres of different communities of different streets: ours, and a foreign one."""
    from centers.models import Center
    from grids.models import GridUnit

    communities = Center.objects.filter(unit__level=GridUnit.Level.COMMUNITY).select_related("unit").order_by("code")
    ours = communities.first()
    return ours, communities.exclude(unit__parent=ours.unit.parent_id).first()


@pytest.fixture
def ours(centers):
    return centers[0]


@pytest.fixture
def foreign(centers):
    return centers[1]


@pytest.fixture
def staff(ours, user_with_post):
    """Staff of the community of `ours`."""
    return user_with_post(ours.unit.code)


@pytest.fixture
def district(ours, user_with_post):
    """The organisation department."""
    return user_with_post(ours.unit.code[:6], role="district")


@pytest.fixture
def as_staff(client, staff):
    client.force_login(staff)
    return client

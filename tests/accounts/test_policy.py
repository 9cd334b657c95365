"""The scope policy: an account sees and changes what lies under its present posts' units, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import Post
from accounts.policy import ScopePolicy
from grids.models import GridUnit, Steward
from grids.sources import Source

pytestmark = pytest.mark.django_db

COMMUNITY, SIBLING, STREET, OTHER_STREET = "441702001001", "441702001002", "441702001", "441702002"
DAY = timedelta(days=1)


def codes(queryset):
    return set(queryset.values_list("code", flat=True))


def under(*prefixes):
    return {code for code in GridUnit.objects.values_list("code", flat=True) if code.startswith(prefixes)}


@pytest.mark.parametrize("code", [COMMUNITY, STREET, "441702"])
def test_post_opens_its_subtree_and_nothing_else(user_with_post, code):
    user = user_with_post(code)
    assert codes(GridUnit.objects.visible_to(user)) == under(code)
    assert codes(GridUnit.objects.editable_by(user)) == under(code)


def test_two_posts_open_both_subtrees(user_with_post):
    user = user_with_post(COMMUNITY)
    Post.objects.create(user=user, unit=GridUnit.objects.get(code=OTHER_STREET), role=Post.Role.STREET)
    assert codes(GridUnit.objects.visible_to(user)) == under(COMMUNITY, OTHER_STREET)


def test_sibling_whose_code_begins_alike_stays_closed(user_with_post):
    visible = GridUnit.objects.visible_to(user_with_post(COMMUNITY))
    assert not visible.filter(code__in=[SIBLING, STREET, "441702"]).exists()


def test_post_is_open_from_its_first_to_its_last_day(user_with_post):
    today = timezone.localdate()
    user = user_with_post(COMMUNITY, first=today, last=today)
    assert codes(GridUnit.objects.visible_to(user)) == under(COMMUNITY)


@pytest.mark.parametrize("days", [{"last": -DAY}, {"first": DAY}])
def test_expired_or_future_post_opens_nothing(user_with_post, days):
    today = timezone.localdate()
    user = user_with_post(COMMUNITY, **{name: today + offset for name, offset in days.items()})
    assert not GridUnit.objects.visible_to(user).exists()
    assert not GridUnit.objects.editable_by(user).exists()


def test_inactive_account_sees_nothing_even_as_superuser(user_with_post):
    user = user_with_post(COMMUNITY)
    user.is_active = False
    assert not GridUnit.objects.visible_to(user).exists()
    user.is_superuser = True
    assert not GridUnit.objects.visible_to(user).exists()


def test_superuser_sees_everything_without_a_post(django_user_model):
    user = django_user_model.objects.create_superuser("root", password="a long test password")
    assert GridUnit.objects.visible_to(user).count() == GridUnit.objects.count()
    assert ScopePolicy(user).sees_everything


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_anonymous_sees_nothing(nobody):
    assert not GridUnit.objects.visible_to(nobody).exists()
    assert not GridUnit.objects.editable_by(nobody).exists()


def test_staff_without_a_post_sees_nothing(django_user_model):
    user = django_user_model.objects.create_user("new", password="a long test password", is_staff=True)
    assert not GridUnit.objects.visible_to(user).exists()


def test_post_follows_its_unit_to_a_new_code(user_with_post):
    user = user_with_post(COMMUNITY)
    GridUnit.objects.get(code=COMMUNITY).recode("441702002777")
    assert codes(GridUnit.objects.visible_to(user)) == under("441702002777")


def test_rows_that_name_a_unit_share_its_scope(user_with_post):
    Steward.objects.all().delete()
    for code in (COMMUNITY, SIBLING):
        unit = GridUnit.objects.get(code=code)
        Steward.objects.create(unit=unit, role=Steward.Role.GRID, name=f"甲{code}", source=Source.SURVEY)
    user = user_with_post(COMMUNITY)
    assert [each.name for each in Steward.objects.visible_to(user)] == [f"甲{COMMUNITY}"]
    assert [each.name for each in Steward.objects.editable_by(user)] == [f"甲{COMMUNITY}"]


def test_scope_costs_one_read_more(user_with_post, django_assert_num_queries):
    user = user_with_post(STREET)
    with django_assert_num_queries(2):  # the posts' codes; the units
        list(GridUnit.objects.without_shapes().visible_to(user))
